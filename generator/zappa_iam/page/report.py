"""The report: all that a page says, as plain data; `--json` prints it, and the page is made of nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from zappa_iam.audit.granted import known
from zappa_iam.audit.names import ActionNames
from zappa_iam.audit.renaming import AuditedStage
from zappa_iam.catalog.model import PRINCIPALS, Catalog
from zappa_iam.iam import Policy
from zappa_iam.page.chains import AttackTrial, Tried, trials, tried
from zappa_iam.page.facts import facts
from zappa_iam.page.fleet import rows, speakers
from zappa_iam.page.forbidden import forbidden, policies_of
from zappa_iam.page.grants import grants
from zappa_iam.page.measures import LEVELS, levels, measures
from zappa_iam.page.reach import HOLDERS, IDENTITIES, REACHES, reach
from zappa_iam.page.releases import releases
from zappa_iam.page.subject import OURS, Column, Subject, ours
from zappa_iam.page.summary import cards, sentences
from zappa_iam.reports.evidence_tables import GRADES

MEANINGS = {grade: re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text) for grade, text in GRADES.items()}
MEANINGS["unknown"] = "not this module's: no reason is known"
BREAKS = {"loudly": "fails loudly", "silently": "lost in silence", "unseen": "AWS asks, not Zappa"}
WORDS = {
    "refusal": "AWS's own words",
    "live": "seen in AWS",
    "schema": "AWS's schemas",
    "reference": "AWS's pages",
    "assumed": "a guess",
    "unknown": "unknown",
}
"""Each grade in two words."""
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
    more = list(_spoken(subject, catalog))
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
        "chains": _chains(every, came),
        "left_open": _left_open(on, every, came, catalog),
        "certainty": _certainty(granted),
        "meanings": MEANINGS,
        "breaks": BREAKS,
        "words": WORDS,
        "choices": choices(granted) | {"projects": _pairs(dict.fromkeys(it.project.name for it in subject.fleet))},
        "fleet": rows(subject.fleet, catalog),
        "releases": releases(found.releases, on),
        "warnings": [{"kind": kind, "stage": stage, "message": text} for kind, stage, text in subject.warnings],
        "not_granted": _not_granted(on, catalog),
    }
    return {**content, "summary": sentences(content), "cards": cards(content)}


def _spoken(subject: Subject, catalog: Catalog) -> Iterator[tuple[list[AttackTrial], list[Tried]]]:
    """The chains of the features of a fleet that the project which is measured has not, each on another's policies."""
    for speaker in speakers(subject.fleet)[1:]:
        there = trials(speaker.project, speaker.stages, catalog)
        mine = [each for each in there if each.feature in speaker.features]
        policies: dict[str, list[Policy]] = {to: policies_of(speaker.project, to, catalog) for to in PRINCIPALS}
        yield mine, list(tried(mine, Column(OURS, "", "", policies), said=True))


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


def _chains(attempts: Sequence[AttackTrial], outcome: Sequence[Tried]) -> list[dict[str, Any]]:
    """Each chain that was tried, with its steps in words; the open ones first."""
    trials = {(each.feature, each.chain.name): each for each in attempts}
    rows = []
    for each in sorted(outcome, key=lambda it: not it.open):
        chain = trials[each.feature, each.name].chain
        about = {"name": chain.name, "kind": chain.kind, "harm": chain.harm, "steps": [it.does for it in chain.steps]}
        rows.append(
            {
                "feature": each.feature,
                "principal": each.principal,
                **about,
                "open": each.open,
                "closed_by": each.closed_by,
            }
        )
    return rows


def _left_open(
    on: set[str], attempts: Sequence[AttackTrial], outcome: Sequence[Tried], catalog: Catalog
) -> list[dict[str, Any]]:
    """What the features of the page leave open, with AWS's reason, where a chain shows that it is open here."""
    opening = {(each.feature, each.chain.name): each.attack.opening for each in attempts}
    shown: dict[str, list[str]] = {}
    for each in outcome:
        if each.open and opening[each.feature, each.name]:
            shown.setdefault(opening[each.feature, each.name], []).append(each.name)
    return [
        {"feature": feature.name, "can": it.can, "reason": it.reason, "means": it.means, "chains": shown[name]}
        for feature in catalog.features
        for it in feature.left_open
        if feature.name in on and (name := f"{feature.name}.{it.name}") in shown
    ]


def _certainty(granted: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """How many grants stand on what; what is not the module's stands on nothing that is known."""
    counts = Counter(
        each["grade"]
        for feature in granted
        for held in feature["statements"]
        if held["effect"] == "Allow"
        for each in held["actions"]
    )
    wanted = [grade for grade in MEANINGS if grade != "unknown" or counts["unknown"]]
    return [{"grade": grade, "meaning": MEANINGS[grade], "grants": counts[grade]} for grade in wanted]


def choices(granted: Iterable[Mapping[str, Any]]) -> dict[str, list[list[str]]]:
    """What the permissions can be filtered by: for each filter the values that there are, with their words."""
    rows = [each for feature in granted for held in feature["statements"] for each in held["actions"]]
    found = {each["breaks"]["how"] for each in rows if each["breaks"]}
    commands = {command for each in rows for command in each["commands"]}
    return {
        "services": _pairs(sorted({each["service"] for each in rows})),
        "commands": _pairs(sorted(commands, key=lambda name: (" " in name, name))),
        "levels": _pairs([name for name in LEVELS if name in {each["level"] for each in rows}]),
        "grades": [[grade, words] for grade, words in WORDS.items() if grade in {each["grade"] for each in rows}],
        "breaks": [[how, text] for how, text in BREAKS.items() if how in found],
    }


def _pairs(values: Iterable[str]) -> list[list[str]]:
    return [[value, value] for value in values]


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
