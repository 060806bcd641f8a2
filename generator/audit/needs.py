"""Needs: what Zappa asks AWS for in a project: the recorded requests, turned to the project's own names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from generator import recordings
from generator.audit.given import KEY, choices, recorded_values
from generator.audit.renaming import Stage, renamed, renames
from generator.iam import Policy, Request, decide
from generator.permission import Catalog
from generator.policies import Project, statements
from generator.policies.statements import VERSION
from generator.recorder.scenario import Scenario, load_scenarios
from generator.recordings import Names, Recording, names
from generator.requests import load
from generator.requests.mapping import matches_of_evidence

_LONG = len("-zappa-keep-warm-handler.keep_warm_callback")
_RULE = 63  # characters of a rule's name; Zappa hashes the function's in a longer one


class Need(NamedTuple):
    """One thing that Zappa asks AWS for: the feature and statement that grant it, and the commands that ask.

    `forms` are the ways in which AWS may check it where nobody knows; one of them has to be allowed, whole.
    """

    action: str
    feature: str
    sid: str
    commands: tuple[str, ...]
    forms: tuple[tuple[Request, ...], ...]

    def met(self, policies: list[Policy]) -> bool:
        """Whether the policies allow it."""
        return any(all(decide(policies, request).allowed for request in form) for form in self.forms)


def needs(project: Project, stages: list[Stage], principal: str, catalog: Catalog) -> list[Need]:
    """What the principal needs for the project's features, each thing once, in the order in which Zappa asks."""
    on = {feature.name for feature in project.on(catalog)}
    usual = {feature.name for feature in catalog.features if feature.feature.default}
    scenarios = load_scenarios()
    found: list[Need] = []
    for name, recording in recordings.read(recordings.versions()[-1]).items():
        own = set(recording["features"]) - usual
        if (own and not own & on) or _elsewhere(recording, stages):
            continue
        recorded = _Recorded(recording, scenarios[name], catalog)
        for need in _merged(recorded.needs(principal, on)):
            found += _translated(need, recorded, project, stages, catalog)
    return _merged(found)


def _merged(needs: Iterable[Need]) -> list[Need]:
    """Each thing once, with all the commands that ask for it."""
    found: dict[Any, tuple[Need, dict[str, None]]] = {}
    for need in needs:
        forms = [[(each.resource, sorted(each.keys.items(), key=str)) for each in form] for form in need.forms]
        _, commands = found.setdefault((need.action, str(forms)), (need, {}))
        commands.update(dict.fromkeys(need.commands))
    return [need._replace(commands=tuple(commands)) for need, commands in found.values()]


def _elsewhere(recording: Recording, stages: list[Stage]) -> bool:
    """Whether the recorded project's function has a long name, for which Zappa hashes rules, and ours are short."""
    long = names(recording).function != Names().function and "long" in recording["scenario"]
    return long and all(len(stage.function) + _LONG <= _RULE for stage in stages)


class _Recorded:
    """One recording: its names, what its settings name for each feature, and its policies as the catalog has them."""

    def __init__(self, recording: Recording, scenario: Scenario, catalog: Catalog) -> None:
        self.recording = recording
        self.names = names(recording)
        self.given = recorded_values(scenario)
        features = tuple(recording["features"])
        project = Project(
            account=self.names.account,
            region=self.names.region,
            bucket=self.names.bucket,
            role=self.names.role,
            name=recording["settings"]["project_name"],
            stages=("dev",),
            features=features,
            resources=self.given,
            bucket_key=KEY if "bucket_kms_key" in features else None,
            route53="route53" in features,
        )
        self.catalog = catalog
        self.features = features
        self.owner = {each.sid: feature.name for feature in catalog.features for each in feature.statements}
        self.policies = {
            name: [Policy.parse({"Version": VERSION, "Statement": held})]
            if (held := statements(project, name, catalog))
            else []
            for name in ("deployer", "role")
        }

    def needs(self, principal: str, on: set[str]) -> Iterator[Need]:
        """What the recording asks for, by its own names, of the features that are on."""
        groups: dict[Any, tuple[str, dict[int, list[Request]]]] = {}
        for number, (call, row, request) in enumerate(matches_of_evidence(self.recording, load())):
            if call.principal == principal:
                key = (id(call), row.subject, row.action) if row.alternative else number
                _, forms = groups.setdefault(key, (call.command, {}))
                forms.setdefault(row.alternative, []).append(request)
        for command, forms in groups.values():
            found = tuple(tuple(form) for form in forms.values())
            feature, sid = self._granted(principal, found[0][0])
            if feature in on:
                yield Need(found[0][0].action, feature, sid, (spoken(command),), found)

    def _granted(self, principal: str, request: Request) -> tuple[str, str]:
        """Feature and statement that grant the request; of the recording's features the one with the action, else."""
        decision = decide(self.policies[principal], request)
        if decision.allowed:
            return self.owner[decision.sid], decision.sid
        for feature in reversed(self.catalog.features):
            for statement in feature.grants(principal) if feature.name in self.features else ():
                if request.action in statement.actions:
                    return feature.name, statement.sid
        return "", ""


def spoken(command: str) -> str:
    """A recorded command in the words of who runs it: without its options, and AWS's and the function's own doings."""
    if command.startswith("(aws) "):
        return f"AWS, to {command.removeprefix('(aws) ')}"
    if command.startswith("(handler) "):
        return f"the function, to {command.removeprefix('(handler) ')}"
    return command.split()[0]


def _translated(
    need: Need, recorded: _Recorded, project: Project, stages: list[Stage], catalog: Catalog
) -> Iterator[Need]:
    """The need by the project's names, for each of its stages and each value that it names for the feature."""
    texts = [text for form in need.forms for request in form for text in _texts(request)]
    for stage in stages:
        for given in choices(need.feature, texts, recorded.given, project, catalog):
            table = renames(recorded.names, project, stage) | given
            forms = tuple(tuple(renamed(each, table, stage.name) for each in form) for form in need.forms)
            yield need._replace(forms=forms)


def _texts(request: Request) -> Iterator[str]:
    yield request.resource
    for value in request.context.values():
        yield from [value] if isinstance(value, str) else value
