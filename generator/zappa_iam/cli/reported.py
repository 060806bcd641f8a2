"""What a report is about: out of a settings file, out of the options, or out of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zappa_iam import audit, policies, settings
from zappa_iam.audit.held import json_of
from zappa_iam.audit.reading import text_of
from zappa_iam.catalog.levels import EVERYTHING
from zappa_iam.catalog.model import Catalog
from zappa_iam.cli.audited import stages_of
from zappa_iam.cli.options import Asked
from zappa_iam.cli.project import ProjectError, features_of, laid_over, project_of
from zappa_iam.evidence.recordings import Names
from zappa_iam.html_report import Subject, largest, placed, published, subject_of_plan
from zappa_iam.policies import Project
from zappa_iam.settings import reading

Found = tuple[Subject, list[audit.AuditedStage]]


def of_settings(path: Path | None, asked: Asked, catalog: Catalog) -> Found:
    """The subject of a settings file, with what `init` warns of."""
    path = path or settings.find(Path())
    found = settings.load(path)
    project, notes = _with_account(project_of(path, asked, catalog))
    warnings = [*found.warnings, *settings.refused_by_module(found, catalog)]
    told = [(each.kind, each.stage, each.message) for each in warnings if each.stage in (None, *project.stages)]
    return Subject("settings", path.name, project, published(project), told, notes), stages_of(project)


def is_fleet(path: Path | None) -> bool:
    """Whether a file is a fleet's manifest, which has accounts and projects, and no settings."""
    if path is None or not path.is_file():
        return False
    try:
        text = settings.text_of(path.read_bytes(), path.name)
        value, _ = reading.value_of(text, path.suffix.lower(), path.name)
    except (settings.SettingsError, OSError):
        return False
    return isinstance(value, dict) and {"accounts", "projects"} <= value.keys()


def of_fleet(path: Path, catalog: Catalog) -> Found:
    """The subject of a fleet's manifest; what is measured is its project with the most features."""
    from zappa_iam import fleet  # which a single project does not wait for

    found = fleet.load(path, catalog)
    every = [
        placed(call.project, stages_of(call.project), "/".join(call.root), _deployers(call.deployers), catalog)
        for call in found.calls
    ]
    chosen = largest(every)
    warnings = [("fleet", None, line) for line in found.warnings]
    note = f"What is counted in `Before and after` is counted for {chosen.name}."
    subject = Subject("fleet", path.name, chosen.project, published(chosen.project), warnings, [note], fleet=every)
    return subject, chosen.stages


def _deployers(given: Mapping[str, Any]) -> list[str]:
    """Who deploys, each with what they may do where that is less than all."""
    said = {name: each.get("grants") or EVERYTHING for name, each in given.items()}
    return [name if grants == EVERYTHING else f"{name} ({grants})" for name, grants in said.items()]


def of_options(asked: Asked, catalog: Catalog) -> Found:
    """The subject of features that are named, with the recorded project's names where none is given."""
    usual = Names()
    name, _, stage = usual.function.rpartition("-")
    known = Project(
        account=None,
        region=usual.region,
        bucket=usual.bucket,
        role=usual.role,
        name=name,
        stages=asked.stage or (stage,),
        features=tuple(catalog.spelled_out(features_of(asked, catalog))),
    )
    project, notes = _with_account(laid_over(known, asked))
    if faults := policies.refusals(project, catalog):
        raise ProjectError("\n".join(faults))
    untold = [field for field in ("project", "stage", "region", "bucket", "role") if not getattr(asked, field)]
    if untold:
        notes.append(f"Nobody has said {', '.join(untold)}: the names here stand for yours.")
    return Subject("features", "the features that are named", project, published(project), (), notes), stages_of(
        project
    )


def of_plan(name: str, module: str | None, catalog: Catalog) -> Found:
    """The subject of a plan, ours or somebody else's."""
    text, where = text_of(name), "standard input" if name == "-" else name
    subject = subject_of_plan(json_of(text, where), Path(where).name, module, catalog)
    return subject, stages_of(subject.project)


def _with_account(project: Project) -> tuple[Project, list[str]]:
    """The project with an account; a sentence where nobody has said which."""
    if project.account:
        return project, []
    account = Names().account
    return project._replace(account=account), [f"Nobody has said the account: {account} stands for it."]
