"""The project that a command is about, from a settings file or from its options."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from zappa_iam import policies, root_module, settings
from zappa_iam.catalog.model import Catalog
from zappa_iam.cli.options import Asked
from zappa_iam.settings.features import route53


class ProjectError(RuntimeError):
    """Something is missing, or the module would refuse it: one line each."""


def project_of(path: Path | None, asked: Asked, catalog: Catalog) -> policies.Project:
    """The project; ProjectError if something is missing or refused, SettingsError if the settings cannot be used."""
    if path and (asked.features or asked.project):
        raise ProjectError("--features and --project: replace a settings file; give the file or these options")
    alone = asked.features or asked.project
    found = _of_options(asked, catalog) if alone else _of_settings(path, asked, catalog)
    if faults := policies.refusals(found, catalog):
        raise ProjectError("\n".join(faults))
    return found


def _of_options(asked: Asked, catalog: Catalog) -> policies.Project:
    needed = ("project", "stage", "region", "bucket", "role")
    if absent := [f"--{name}" for name in needed if not getattr(asked, name)]:
        raise ProjectError(f"without a settings file, options describe the project; give also {', '.join(absent)}")
    empty = policies.Project(
        account=None, region="", bucket="", role="", name="", stages=asked.stage, features=features_of(asked, catalog)
    )
    return laid_over(empty, asked)


def features_of(asked: Asked, catalog: Catalog) -> tuple[str, ...]:
    """The features that the options name, else those that are on by default."""
    named = [name.strip() for text in asked.features for name in text.split(",") if name.strip()]
    usual = [feature.name for feature in catalog.features if feature.about.default]
    return tuple(dict.fromkeys(named or usual))


def laid_over(project: policies.Project, asked: Asked) -> policies.Project:
    """The project with what the options say of it."""
    said: dict[str, Any] = {
        "account": asked.account,
        "region": asked.region,
        "bucket": asked.bucket,
        "role": asked.role,
        "name": asked.project,
        "path": asked.path,
        "bucket_key": asked.bucket_key,
        "bucket_account": asked.bucket_account,
        "prefix": asked.name,
    }
    found = project._replace(**{field: value for field, value in said.items() if value is not None})
    found = found._replace(log_groups=asked.log_groups)
    resources = {name: list(values) for name, values in found.resources.items()}
    for text in asked.resource:
        feature, sign, value = text.partition("=")
        if not sign:
            raise ProjectError(f"--resource: {text!r} names no value; write FEATURE=VALUE")
        resources.setdefault(feature, []).append(value)
    return found._replace(resources={name: tuple(values) for name, values in resources.items()})


def _of_settings(path: Path | None, asked: Asked, catalog: Catalog) -> policies.Project:
    found = settings.load(path or settings.find(Path()))
    answers = root_module.Answers(asked.region, asked.bucket, asked.account)
    stages = chosen(found, asked.stage)
    if absent := list(root_module.missing(stages, answers)):
        lines = "; ".join(f"{it.stage}: {it.setting} is not set" for it in absent)
        raise ProjectError(f"{found.path.name}: {lines}; give --region and --bucket, or other stages with --stage")
    return laid_over(project_of_stages(found, stages, answers, catalog), asked)


def project_of_stages(
    found: settings.Settings, stages: Sequence[settings.Stage], answers: root_module.Answers, catalog: Catalog
) -> policies.Project:
    """The project of these stages; ProjectError if they have several regions, buckets, accounts or roles."""
    calls = root_module.calls(stages, answers, catalog)
    if len(calls) > 1:
        groups = " and ".join(", ".join(call.stages) for call in calls)
        raise ProjectError(
            f"{found.path.name}: {groups} differ in region, bucket, account or role; name those of one with --stage"
        )
    [call] = calls
    return policies.Project(
        account=call.account,
        region=call.region,
        bucket=call.bucket,
        role=call.role_name,
        name=call.project,
        stages=tuple(call.stages),
        features=tuple(call.features),
        resources={name: tuple(values) for name, values in call.resources.items()},
        path=call.path,
        route53=any(route53(stage.settings) for stage in stages),
    )


def chosen(found: settings.Settings, names: Sequence[str]) -> list[settings.Stage]:
    """The stages that are asked for, or all; ProjectError if one does not exist or Zappa refuses it."""
    refused = [refusal for refusal in found.refusals if not names or refusal.stage in names]
    if refused:
        raise ProjectError("\n".join(f"{found.path.name}: {each.stage}: {each.message}" for each in refused))
    if unknown := [name for name in names if name not in found.stages]:
        known = ", ".join(found.stages)
        raise ProjectError(f"{found.path.name}: no stage {', '.join(unknown)}; name some of: {known}")
    return [stage for name, stage in found.stages.items() if not names or name in names]
