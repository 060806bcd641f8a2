"""Recorded: what each recorded project of the newest Zappa needs, by its own names; cached."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from zappa_iam.audit.given import KEY, recorded_values
from zappa_iam.audit.need import Need, merged
from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.catalog.model import Catalog
from zappa_iam.evidence import recordings
from zappa_iam.evidence.recordings import Names, Recording, names
from zappa_iam.files import caching
from zappa_iam.iam import Policy, Request, decide
from zappa_iam.policies import Project, statements
from zappa_iam.policies.statements import VERSION
from zappa_iam.proof import phases
from zappa_iam.recorder.scenario import Scenario, load_scenarios
from zappa_iam.requests import load
from zappa_iam.requests.mapping import matches_of_evidence

ENTRY = caching.CACHE / "audit" / "needs.json"


class Recorded(NamedTuple):
    """One recorded project: its names, its features and the values that they work on, and each principal's needs."""

    scenario: str
    names: Names
    features: frozenset[str]
    given: dict[str, tuple[str, ...]]
    needs: dict[str, list[Need]]


def recorded(catalog: Catalog, entry: Path = ENTRY) -> list[Recorded]:
    """Every recorded project of the newest Zappa; made anew where the recordings, or what is read of them, changed."""
    version = recordings.versions()[-1]
    key = json.dumps(_key(version))
    found = _cached(entry, key)
    if found is None:
        scenarios, read = load_scenarios(), recordings.read(version)
        found = [_made(each, scenarios[name], catalog) for name, each in read.items() if name in scenarios]
        caching.write(entry, _packed(found), key)
        _cached.cache_clear()
    return found


@cache
def _cached(entry: Path, key: str) -> list[Recorded] | None:
    """What the cache has under this key, if anything."""
    content = caching.read(entry, key)
    return None if content is None else _unpacked(content)


def _key(version: str) -> list[Any]:
    """Name, size and time of each file that the needs come from, this one among them."""
    package = Path(__file__).parent.parent
    scenarios = package / "recorder" / "scenarios"
    places = [package / "evidence" / f"zappa-{version}", scenarios, scenarios / "life", scenarios / "shared"]
    places += [package / name for name in ("audit", "catalog/features", "policies", "requests", "requests/operations")]
    found = [entry for place in places for entry in os.scandir(place) if entry.is_file()]
    rows = [[each.name, each.stat().st_size, each.stat().st_mtime_ns] for each in sorted(found, key=lambda it: it.path)]
    scopes = (package / "catalog" / "scopes.toml").stat()
    return [*rows, [version, scopes.st_size, scopes.st_mtime_ns]]


def _packed(found: list[Recorded]) -> Any:
    """As JSON: most projects need much the same, so each need is there once, and projects count."""
    rows: dict[str, int] = {}
    projects = []
    for each in found:
        counted = {
            principal: [[rows.setdefault(_row(need), len(rows)), need.commands] for need in needs]
            for principal, needs in each.needs.items()
        }
        projects.append([each.scenario, each.names, sorted(each.features), each.given, counted])
    return [list(rows), projects]


def _row(need: Need) -> str:
    forms = [[[each.action, each.resource, each.context] for each in form] for form in need.forms]
    return json.dumps([need.action, need.feature, need.sid, forms])


def _unpacked(content: Any) -> list[Recorded]:
    rows, projects = content
    needs = [_need(*json.loads(row)) for row in rows]
    return [
        Recorded(
            scenario,
            Names(*names),
            frozenset(features),
            {name: tuple(values) for name, values in given.items()},
            {
                principal: [needs[index]._replace(commands=tuple(commands)) for index, commands in counted]
                for principal, counted in each.items()
            },
        )
        for scenario, names, features, given, each in projects
    ]


def _need(action: str, feature: str, sid: str, forms: list[Any]) -> Need:
    return Need(action, feature, sid, (), tuple(tuple(Request(*each) for each in form) for form in forms))


def _made(recording: Recording, scenario: Scenario, catalog: Catalog) -> Recorded:
    """What the recording says, with the feature and the statement that grant each request."""
    given, ours = recorded_values(scenario), names(recording)
    features = tuple(recording["features"])
    project = Project(
        account=ours.account,
        region=ours.region,
        bucket=ours.bucket,
        role=ours.role,
        name=recording["settings"]["project_name"],
        stages=("dev",),
        features=features,
        resources=given,
        bucket_key=KEY if "bucket_kms_key" in features else None,
        route53="route53" in features,
    )
    return Recorded(
        recording["scenario"],
        ours,
        frozenset(features),
        given,
        {principal: merged(_needs(recording, scenario, project, principal, catalog)) for principal in PRINCIPALS},
    )


def _needs(
    recording: Recording, scenario: Scenario, project: Project, principal: str, catalog: Catalog
) -> Iterator[Need]:
    """What one principal asks for, in its order."""
    elsewhere = set(_renamed_commands(scenario, names(recording)))
    held = statements(project, principal, catalog)
    policies = [Policy.parse({"Version": VERSION, "Statement": held})] if held else []
    owner = {each.sid: feature.name for feature in catalog.features for each in feature.all_grants}
    groups: dict[Any, tuple[str, dict[int, list[Request]]]] = {}
    for number, (call, row, request) in enumerate(matches_of_evidence(recording, load())):
        if call.principal == principal and call.command not in elsewhere:
            key = (id(call), row.subject, row.action) if row.alternative else number
            _, forms = groups.setdefault(key, (call.command, {}))
            forms.setdefault(row.alternative, []).append(request)
    for command, forms in groups.values():
        found = tuple(tuple(form) for form in forms.values())
        decision = decide(policies, found[0][0])
        feature, sid = owner.get(decision.sid, ""), decision.sid
        if not decision.allowed:
            feature, sid = _likely(found[0][0], project, principal, catalog)
        yield Need(found[0][0].action, feature, sid, (spoken(command),), found)


def _likely(request: Request, project: Project, principal: str, catalog: Catalog) -> tuple[str, str]:
    """Of the recorded project's features, the last with the action: it works on what no setting names."""
    for feature in reversed(catalog.features):
        for statement in feature.grants(principal) if feature.name in project.features else ():
            if request.action in statement.actions:
                return feature.name, statement.sid
    return "", ""


def _renamed_commands(scenario: Scenario, usual: Names) -> Iterator[str]:
    """The commands of a life with names other than the recording's: of a role, a bucket, or what Zappa itself makes."""
    found = phases.phases(scenario) if scenario.bundle else []
    named = {feature for phase in found for feature in phase.resources}
    for phase in found:
        made = any(feature in named and feature not in phase.resources for feature in phase.features)
        if made or phase.role not in ("", usual.role) or phase.bucket != usual.bucket:
            yield from phase.commands


def spoken(command: str) -> str:
    """A recorded command in the words of who runs it: without its options, and AWS's and the function's own doings."""
    if command.startswith("(aws) "):
        return f"AWS, to {command.removeprefix('(aws) ')}"
    if command.startswith("(handler) "):
        return f"the function, to {command.removeprefix('(handler) ')}"
    return command.split()[0]
