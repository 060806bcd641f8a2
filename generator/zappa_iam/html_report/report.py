"""The report: all that a page says, as plain data; `--json` prints it, and the page is made of nothing else."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from zappa_iam.audit.granted import known
from zappa_iam.audit.names import ActionNames
from zappa_iam.audit.renaming import AuditedStage
from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.catalog.model import Catalog
from zappa_iam.html_report.attacks import chains, left_open, spoken
from zappa_iam.html_report.chains import trials, tried
from zappa_iam.html_report.facts import facts
from zappa_iam.html_report.fleet import rows
from zappa_iam.html_report.forbidden import forbidden
from zappa_iam.html_report.grants import grants
from zappa_iam.html_report.measures import LEVELS, levels, measures
from zappa_iam.html_report.reach import HOLDERS, IDENTITIES, REACHES, reach
from zappa_iam.html_report.releases import releases
from zappa_iam.html_report.subject import OURS, Column, Subject, ours
from zappa_iam.html_report.summary import cards, sentences
from zappa_iam.html_report.words import BREAKS, MEANINGS, WORDS, certainty, choices, pairs

NEVER_RUN = (
    "Nothing here was ever run against AWS: what it says comes from recordings of Zappa and AWS's published words."
)


def report(subject: Subject, stages: list[AuditedStage], catalog: Catalog) -> dict[str, Any]:
    """Everything about the subject, ready for JSON; `stages` are the project's, by the names of their things."""
    names, found = ActionNames(known()), facts(catalog)
    columns = [*subject.before, ours(subject, catalog)][:: 1 if _is_ours(subject) else -1]
    attempts = trials(subject.project, stages, catalog)
    outcome = {each.key: list(tried(attempts, each, each.key == OURS and _is_ours(subject))) for each in columns}
    refused = forbidden(subject.project, stages[0], catalog)
    granted = grants(subject, found, names, catalog)
    on = {each["feature"] for each in granted}
    more = list(spoken(subject.fleet, catalog))
    every = [*attempts, *(attempt for found, _ in more for attempt in found)]
    came = [*outcome[OURS], *(each for _, found in more for each in found)]
    content = {
        "title": _title(subject),
        "kind": subject.kind,
        "source": subject.source,
        "made_by": _made_by(),
        "zappa": found.versions,
        "notes": [*subject.notes, NEVER_RUN],
        "project": _project(subject),
        "identities": HOLDERS if subject.kind == "foreign plan" else IDENTITIES,
        "levels": LEVELS,
        "reaches": REACHES,
        "columns": [_column(each, subject) for each in columns],
        "measures": list(measures(columns, subject.project, stages, refused, outcome, names, catalog)),
        "access": levels(columns, names),
        "grants": granted,
        "reach": reach(granted, HOLDERS if subject.kind == "foreign plan" else IDENTITIES),
        "chains": chains(every, came),
        "left_open": left_open(on, every, came, catalog),
        "certainty": certainty(granted),
        "meanings": MEANINGS,
        "breaks": BREAKS,
        "words": WORDS,
        "choices": choices(granted) | {"projects": pairs(dict.fromkeys(it.project.name for it in subject.fleet))},
        "fleet": rows(subject.fleet, catalog),
        "releases": releases(found.releases, on),
        "warnings": [{"kind": kind, "stage": stage, "message": text} for kind, stage, text in subject.warnings],
        "not_granted": _not_granted(on, catalog),
    }
    return {**content, "summary": sentences(content), "cards": cards(content)}


def _is_ours(subject: Subject) -> bool:
    return subject.kind != "foreign plan"


def _title(subject: Subject) -> str:
    if subject.kind == "foreign plan":
        return f"What {subject.source} grants"
    if subject.fleet:
        return f"What {len({each.project.name for each in subject.fleet})} projects may do in AWS"
    name = "every project" if subject.project.name == "*" else subject.project.name
    return f"What {name} may do in AWS"


def _made_by() -> str:
    try:
        return f"zappa-iam {version('zappa-iam')}"
    except PackageNotFoundError:
        return "zappa-iam"


def _project(subject: Subject) -> dict[str, Any]:
    project = subject.project
    return {
        "name": project.name,
        "stages": list(project.stages),
        "functions": project.functions,
        "account": project.account,
        "region": project.region,
        "bucket": project.bucket,
        "role": f"{project.path}{project.role}".removeprefix("/"),
        "features": list(project.features),
    }


def _column(column: Column, subject: Subject) -> dict[str, Any]:
    """A column in words; `marked` is the one that is zappa-iam's."""
    marked = (column.key == OURS) is _is_ours(subject)
    about = {"key": column.key, "name": column.name, "about": column.about, "marked": marked}
    return {**about, "assumed": list(column.assumed)}


def _not_granted(on: set[str], catalog: Catalog) -> list[dict[str, Any]]:
    """The features that are off, and for what somebody might miss them."""
    return [
        {
            "feature": feature.name,
            "title": feature.about.title,
            "why": feature.about.why,
            "settings": feature.about.settings or [feature.name],
            "actions": {to: sorted(feature.allowed(to)) for to in PRINCIPALS if feature.allowed(to)},
        }
        for feature in catalog.features
        if feature.selectable and feature.name not in on
    ]
