"""A stage: what is to be known of one stage's settings to grant what Zappa will ask for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from zappa_iam.settings.features import used
from zappa_iam.settings.role import Role, role_of

_PROJECT_LENGTH = 15  # characters of the folder's name, where the settings name no project


class Stage(NamedTuple):
    """One stage that Zappa accepts.

    `function` is the Lambda function's name; `region` and `bucket` are None where the settings name none (Zappa then
    takes the profile's region, and draws a bucket's name for each run); `features` are sorted, without those that are
    always on; `resources` has an entry for each feature that names what it works on; `settings` are the stage's `own`,
    laid over those that it extends.
    """

    name: str
    project: str
    function: str
    region: str | None
    bucket: str | None
    role: Role
    features: list[str]
    resources: dict[str, list[str]]
    settings: Mapping[Any, Any]
    own: Mapping[Any, Any]

    @property
    def account(self) -> str | None:
        """The account that the settings name, by the role's ARN; None where they name none."""
        number = (self.role.arn or "").split(":")[4:5]
        return number[0] if number and number[0].isdigit() else None


def stage_of(name: str, settings: Mapping[Any, Any], own: Mapping[Any, Any], folder: Path, websocket: bool) -> Stage:
    """The stage; `folder` holds the settings, and its name is the project's where they name none."""
    from slugify import slugify

    project = (
        settings["project_name"] if "project_name" in settings else slugify(folder.resolve().name)[:_PROJECT_LENGTH]
    )
    function = slugify(f"{project}-{name}")
    role = role_of(settings, function)
    uses = used(settings, websocket)
    features = [use.feature for use in uses] + (["role_name"] if role.looked_up else [])
    return Stage(
        name=name,
        project=project,
        function=function,
        region=_text(settings.get("aws_region")),
        bucket=_text(settings.get("s3_bucket")),
        role=role,
        features=sorted(features),
        resources={use.feature: list(use.values) for use in uses if use.values},
        settings=settings,
        own=own,
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
