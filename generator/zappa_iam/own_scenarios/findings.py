"""Findings: requests that the policies deny, and calls that nobody knows; each in a line that says what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from zappa_iam.catalog.model import Catalog
from zappa_iam.doctor.resources import fits
from zappa_iam.iam import Policy, Request, decide, matches
from zappa_iam.proof.denial import file_to_fix
from zappa_iam.requests import Call, MappingError, load
from zappa_iam.requests.mapping import each_call
from zappa_iam.requests.mapping import matches as matched

Policies = Mapping[str, Sequence[Policy]]


class ScenarioFinding(NamedTuple):
    """One request, `denied` or `unknown`; `failed` are the conditions that alone stand in its way."""

    kind: str
    command: str
    principal: str
    call: str
    action: str | None
    resource: str | None
    failed: list[str]
    advice: str

    def __str__(self) -> str:
        what = f"{self.action} on {self.resource} is denied to the {self.principal}" if self.action else "is not known"
        held = f", as {' and '.join(self.failed)} does not hold" if self.failed else ""
        return f"{self.command}: {self.call}: {what}{held}; {self.advice}"


class ScenarioVerdict(NamedTuple):
    """What came of one scenario: exit status by command, how many requests were decided, and what was found."""

    scenario: str
    exits: Mapping[str, int]
    requests: int
    findings: list[ScenarioFinding]


def judge(
    evidence: Mapping[str, Any], policies: Policies, features: Sequence[str], catalog: Catalog
) -> ScenarioVerdict:
    """Hold a recording against planned policies."""
    found: dict[tuple[str, ...], ScenarioFinding] = {}
    asked: set[tuple[str, Request]] = set()
    on = {feature.name for feature in catalog.features if feature.about.always} | set(features)
    for call, world in each_call(evidence):
        try:
            requests = [request for _, request in matched(call, world, load())]
        except MappingError as error:
            advice = str(error).rpartition("; ")[2]
            unknown = ScenarioFinding("unknown", call.command, call.principal, _named(call), None, None, [], advice)
            found.setdefault((call.service, call.operation), unknown)
            continue
        for request in requests:
            asked.add((call.principal, request))
            if not decide(policies[call.principal], request).allowed:
                key = (call.command, call.principal, request.action, request.resource)
                found.setdefault(key, _denied(call, request, policies, on, catalog))
    return ScenarioVerdict(evidence["scenario"], evidence["exits"], len(asked), list(found.values()))


def _named(call: Call) -> str:
    return f"{call.service} {call.operation} ({call.source})"


def _denied(call: Call, request: Request, policies: Policies, on: set[str], catalog: Catalog) -> ScenarioFinding:
    failed = _failed(policies[call.principal], request)
    lacking = [name for name in _granting(call.principal, request, catalog) if name not in on]
    file = file_to_fix(catalog, on, call.principal, request.action)
    advice = f"grant it in generator/zappa_iam/catalog/features/{file}.toml"
    if lacking:
        advice = f"name {' or '.join(lacking)} in features"
    return ScenarioFinding(
        "denied", call.command, call.principal, _named(call), request.action, request.resource, failed, advice
    )


def _granting(principal: str, request: Request, catalog: Catalog) -> list[str]:
    """The features with a statement that, for the right inputs, allows the action on such a resource."""
    action = request.action.lower()
    return [
        feature.name
        for feature in catalog.features
        for statement in feature.grants(principal)
        if statement.effect == "Allow" and action in (name.lower() for name in statement.actions)
        if next(fits(statement, request.resource, catalog), None)
    ]


def _failed(policies: Sequence[Policy], request: Request) -> list[str]:
    """The conditions that fail in the first Allow statement that fits but for them."""
    for policy in policies:
        for match in matches(policy, request):
            statement = policy.statements[match.statement]
            if statement.effect == "Allow" and match.resources and match.failed:
                return [_condition(statement.conditions[index]) for index in match.failed]
    return []


def _condition(condition: Any) -> str:
    return f"{condition.operator} {condition.key} {' '.join(condition.values)}"
