"""Choice: what of a stage's settings a trial tries as it is, with a value of its own, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from zappa_iam.aws_trial.names import TrialNames
from zappa_iam.files import checked
from zappa_iam.files.shapes import Model, Text
from zappa_iam.settings import Stage
from zappa_iam.settings.features import FeatureUse, events, scheduled, used

FILE = Path(__file__).parent / "settings.toml"
IN_LAMBDA = ["boto3", "botocore", "concurrent", "dateutil", "s3transfer"]
NOT_RUN = ["pip", "setuptools", "wheel"]
UNKNOWN = "the trial does not know it"


class Choice(NamedTuple):
    """What is tried: settings without role and bucket, the module's features with what they work on.

    `files` are those that the settings need beside the application; `adapted` and `left_out` say of a setting of the
    user's how it is tried, and why it is not.
    """

    settings: dict[str, Any]
    features: list[str]
    resources: dict[str, list[str]]
    files: dict[str, str]
    adapted: dict[str, str]
    left_out: dict[str, str]


class TrialSettings(Model):
    """The whole of settings.toml: settings that are tried as they are, otherwise, or not, and why."""

    tried: list[Text]
    adapted: dict[str, Text]
    left_out: dict[str, Text]


@cache
def table(path: Path = FILE) -> TrialSettings:
    """The table of settings; DataError with all faults."""
    return checked.whole(TrialSettings, path, f"aws_trial/{path.name}")


def choose(stage: Stage, names: TrialNames, folder: Path) -> Choice:
    """What a trial under these names takes of a stage, whose settings lie in `folder`."""
    given = {str(name): value for name, value in stage.settings.items()}
    kept = {name: given[name] for name in table().tried if name in given}
    own, files = _adapted(stage, given, names, folder)
    settings = {
        **kept,
        **own,
        "app_function": "app.app",
        "aws_region": names.region,
        "exclude": [*IN_LAMBDA, *NOT_RUN],
        "project_name": names.project,
    }
    uses = used(settings, "websocket" in stage.features)
    features = sorted({*(use.feature for use in uses), *(["role_name"] if stage.role.looked_up else [])})
    adapted = {name: why for name, why in table().adapted.items() if name in own or _looked_up(name, stage)}
    left = {name: _why(name) for name, value in given.items() if value and name not in kept and name not in adapted}
    return Choice(settings, features, _values(uses), files, adapted, dict(sorted(left.items())))


def _looked_up(name: str, stage: Stage) -> bool:
    return name == "role_name" and stage.role.looked_up


def _why(name: str) -> str:
    """Why a setting is left out: its own reason, or that it is tried only in another form."""
    known = table().left_out | table().adapted
    return str(known.get(name, UNKNOWN))


def _values(uses: list[FeatureUse]) -> dict[str, list[str]]:
    return {use.feature: list(use.values) for use in uses if use.values}


def _adapted(
    stage: Stage, given: Mapping[str, Any], names: TrialNames, folder: Path
) -> tuple[dict[str, Any], dict[str, str]]:
    """The settings that get a value of the trial's own, and the files that they name."""
    own = {name: value for name, adapt in _ADAPTED.items() if name in given and (value := adapt(given, names))}
    files: dict[str, str] = {}
    if "websocket" in stage.features:
        own["websocket_handler_module"] = "sockets"
    if policy := given.get("apigateway_policy"):
        files["apigateway_policy.json"] = (folder / str(policy)).read_text(encoding="utf-8")
        own["apigateway_policy"] = "apigateway_policy.json"
    if own.get("function_url_enabled"):
        own["function_url_config"] = {**_mapping(given.get("function_url_config")), "authorizer": "AWS_IAM"}
    return own, files


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _schedules(given: Mapping[str, Any], _: TrialNames) -> list[dict[str, Any]]:
    """The schedules, each to a function of the trial's; none of the other sources."""
    found = [event for event in events(given) if scheduled(event)]
    keys = ("expression", "expressions")
    return [{"function": "app.handle", **{key: event[key] for key in keys if key in event}} for event in found]


def _authorizer(given: Mapping[str, Any], _: TrialNames) -> dict[str, Any] | None:
    """The authorizer, where it is the function itself."""
    found = given["authorizer"]
    if not isinstance(found, Mapping) or not found.get("function") or found.get("arn"):
        return None
    return {**found, "function": "app.authorize"}


def _endpoint(given: Mapping[str, Any], _: TrialNames) -> Any:
    return None if "PRIVATE" in str(given["endpoint_configuration"]) else given["endpoint_configuration"]


_ADAPTED: dict[str, Callable[[Mapping[str, Any], TrialNames], Any]] = {
    "async_response_table": lambda given, names: given["async_response_table"] and f"{names.project}-results",
    "authorizer": _authorizer,
    "endpoint_configuration": _endpoint,
    "events": _schedules,
    "function_url_enabled": lambda given, _: given["function_url_enabled"],
}
