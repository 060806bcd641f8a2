"""The proof: what Zappa was recorded to ask for, held against the policies that Terraform planned; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.iam import Part, Policy, Request, decide, kills, parts
from generator.requests import Call, requests_of_evidence

Policies = Mapping[str, Sequence[Policy]]


class Denial(NamedTuple):
    """A request that the policies refuse, and the recorded call that makes it."""

    where: str
    call: Call
    request: Request

    def __str__(self) -> str:
        return (
            f"{self.where}: {self.call.command}: {self.request.action} on {self.request.resource} is denied to the "
            f"{self.call.principal} ({self.call.source}); grant it in generator/permissions"
        )


class Verdict(NamedTuple):
    """What evidence says of policies: who is denied what, which parts were needed, and how many there are."""

    denials: list[Denial]
    requests: int
    needed: dict[str, frozenset[Part]]
    parts: dict[str, frozenset[Part]]

    def survivors(self, *elements: str) -> dict[str, list[Part]]:
        """By principal, the parts of these elements whose removal no request would notice."""
        return {
            principal: sorted(
                part for part in self.parts[principal] - self.needed[principal] if part.element in elements
            )
            for principal in self.parts
        }


def judge(evidence: Iterable[Mapping[str, Any]], policies: Policies) -> Verdict:
    """Decide every request of the evidence under its principal's policies (`deployer`, `role`)."""
    denials: list[Denial] = []
    needed: dict[str, set[Part]] = {principal: set() for principal in policies}
    count = 0
    for where, call, request in _requests(evidence):
        count += 1
        chosen = policies[call.principal]
        if not decide(chosen, request).allowed:
            denials.append(Denial(where, call, request))
        needed[call.principal] |= kills(chosen, request)
    return Verdict(
        denials,
        count,
        {principal: frozenset(found) for principal, found in needed.items()},
        {principal: frozenset(parts(chosen)) for principal, chosen in policies.items()},
    )


def _requests(evidence: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Call, Request]]:
    for recorded in evidence:
        where = f"zappa {recorded['zappa']}: {recorded['scenario']}"
        for call, request in requests_of_evidence(dict(recorded)):
            yield where, call, request
