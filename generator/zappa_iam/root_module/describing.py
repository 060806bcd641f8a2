"""What `init` knows of a settings file, as JSON: for programs, and for nobody to be asked."""

from __future__ import annotations

from typing import Any

from zappa_iam.application_code import suggestions
from zappa_iam.catalog.model import Catalog
from zappa_iam.root_module.calls import Answers, ModuleCall, calls, missing
from zappa_iam.settings import Settings, Stage


def description(found: Settings, answers: Answers, catalog: Catalog) -> dict[str, Any]:
    """The object that `init --json` prints; what the file does not say, and nobody has answered, is null."""
    stages = found.stages.values()
    absent = list(missing(stages, answers))
    open_stages = {each.stage for each in absent}
    known = calls([stage for stage in stages if stage.name not in open_stages], answers, catalog)
    return {
        "settings": str(found.path),
        "stages": {stage.name: _stage(stage) for stage in stages},
        "modules": [_module(call) for call in known],
        "missing": [each._asdict() for each in absent],
        "warnings": [warning._asdict() for warning in found.warnings],
        "errors": [refusal._asdict() for refusal in found.refusals],
        "application": [each._asdict() for each in suggestions(found.path.parent, stages)],
    }


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "function": stage.function,
        "region": stage.region,
        "bucket": stage.bucket,
        "manages_role": stage.role.managed,
        "role": stage.role.name,
        "role_arn": stage.role.arn,
        "features": stage.features,
        "resources": stage.resources,
    }


def _module(call: ModuleCall) -> dict[str, Any]:
    return {**call._asdict(), "role_arn": call.role_arn}
