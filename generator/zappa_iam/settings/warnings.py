"""Warnings: what in a stage's settings ends otherwise than it reads; each says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from zappa_iam.settings.api_warnings import WEBSOCKET, api_kinds, domain, exposed
from zappa_iam.settings.event_warnings import scheduling
from zappa_iam.settings.features import api
from zappa_iam.settings.role_warnings import given_role, managed_role
from zappa_iam.settings.stage import Stage
from zappa_iam.settings.warning import PLACEHOLDER, Finding, Warning

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]")

Check = Callable[[Stage, Mapping[Any, Any]], Iterable[Finding]]


def of_stage(stage: Stage, websocket: bool = False) -> list[Warning]:
    """The stage's warnings; `websocket`: the code imports zappa.websocket."""
    found = [Warning(kind, stage.name, message) for check in _CHECKS for kind, message in check(stage, stage.settings)]
    if websocket and not api(stage.settings) and not stage.settings.get("websocket_handler_module"):
        found += [Warning("websocket_without_api", stage.name, WEBSOCKET)]
    return found


def of_file(stages: Mapping[str, Stage], repeated: list[str]) -> Iterator[Warning]:
    """What no one stage has: keys written twice, and stages that need module calls of their own."""
    if repeated:
        names = ", ".join(repeated)
        yield Warning("duplicate_keys", None, f"written twice: {names}; Zappa takes the last, delete the others")
    kinds: list[tuple[str, str, set[str | None]]] = [
        ("several_accounts", "accounts or profiles", {_account(stage) for stage in stages.values()}),
        ("several_buckets", "buckets", {stage.bucket for stage in stages.values()}),
        ("several_projects", "projects", {_project(stage) for stage in stages.values()}),
        ("several_regions", "regions", {stage.region for stage in stages.values()}),
    ]
    for kind, what, values in kinds:
        named = sorted(value for value in values if value is not None)
        if len(named) > 1:
            yield Warning(kind, None, f"several {what}: {', '.join(named)}; each gets a module call of its own")


def _account(stage: Stage) -> str | None:
    profile = stage.settings.get("profile_name")
    return stage.account or (str(profile) if profile else None)


def _project(stage: Stage) -> str | None:
    return stage.project if "project_name" in stage.settings else None


def _place(stage: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    if stage.bucket is None:
        yield "no_bucket", "s3_bucket: not set, so that Zappa makes a bucket of a random name at each run; name one"
    elif PLACEHOLDER.search(stage.bucket):
        yield "bucket_placeholder", f"s3_bucket: {stage.bucket} is not filled in; write the bucket's name"
    elif not _BUCKET.fullmatch(stage.bucket):
        yield (
            "bucket_invalid",
            f"s3_bucket: S3 has no bucket {stage.bucket}; write lower-case letters, digits and hyphens",
        )
    if stage.region is None:
        yield "no_region", "aws_region: not set, so that Zappa takes the profile's; name the region"
    elif not _REGION.fullmatch(stage.region):
        yield "region_placeholder", f'aws_region: {stage.region} is no region; write its code, as in "us-west-2"'
    if "project_name" not in settings:
        message = f"project_name: not set, so that Zappa takes the folder's name ({stage.project}); name the project"
        yield "no_project_name", message
    variables = settings.get("aws_environment_variables")
    if isinstance(variables, Mapping) and "AWS_DEFAULT_REGION" in variables:
        yield (
            "region_in_environment",
            "AWS_DEFAULT_REGION among the variables: it can differ from aws_region; take it out",
        )


def _older_keys(_: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    if "use_apigateway" in settings:
        yield "use_apigateway_deprecated", "use_apigateway: an old name; write apigateway_enabled"
    if "remote_env_bucket" in settings or "remote_env_file" in settings:
        message = "remote_env_bucket and remote_env_file: old names, which count only together; write remote_env"
        yield "remote_env_deprecated", message


# zappa/core.py Zappa.deploy_lambda_function_url of 0.63.0 reads each


_SECRET = re.compile(r"SECRET|PASSWORD|PASSWD|TOKEN|PRIVATE_?KEY|API_?KEY|CREDENTIAL", re.IGNORECASE)


def _secrets(_: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    for key in ("environment_variables", "aws_environment_variables"):
        variables = settings.get(key)
        names = [str(name) for name in variables if _SECRET.search(str(name))] if isinstance(variables, Mapping) else []
        if names:
            yield (
                "secret_in_settings",
                f"{key}: {', '.join(names)} look like secrets, which everybody reads who may read the file or the "
                "function; keep them in Secrets Manager or in remote_env",
            )


_CHECKS: tuple[Check, ...] = (
    managed_role,
    given_role,
    _place,
    _older_keys,
    api_kinds,
    domain,
    exposed,
    scheduling,
    _secrets,
)
