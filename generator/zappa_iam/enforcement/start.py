"""A trial: real Zappa run against moto under policies, and what their lack of one action changes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zappa_iam.iam import Part, Policy, kills
from zappa_iam.recorder import record
from zappa_iam.requests import requests_of_evidence

Documents = Mapping[str, Sequence[str]]
"""Policy documents as JSON text, by principal: `deployer` runs the commands, `role` the deployed function."""

SECONDS = 600
"""How long all runs together may take before one must hang."""


class GuardedRunError(Exception):
    """Zappa could not be run; the message says where, what, and what to do."""


@dataclass(frozen=True)
class DroppedPart:
    """Policies less one part, and the command of a scenario that needs it first."""

    principal: str
    part: Part
    before: str


@dataclass(frozen=True)
class GuardedRun:
    """A scenario, which of its commands to run, under which policies, and which parts to drop in turn.

    `later` holds the policies from a command on, where they are others than before it; `table` has the tables of a
    scenario that is none of `generator/zappa_iam/recorder/scenarios/`.
    """

    scenario: str
    commands: Sequence[str]
    policies: Documents
    mutants: Sequence[DroppedPart] = ()
    later: Mapping[str, Documents] = field(default_factory=dict)
    table: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class GuardedOutcome:
    """What came of a trial: each command's exit status, every call, and what came of each of its mutants.

    A mutant's outcome starts with the command that needs the part first, and ends with the first that fails, or before
    the first that has other policies. Refused calls carry `denied` and `resource`, the request that is refused.
    """

    exits: dict[str, int]
    calls: list[dict[str, Any]]
    mutants: list[GuardedOutcome]

    @property
    def refused(self) -> list[dict[str, Any]]:
        """The calls that the policies refuse."""
        return [call for call in self.calls if "denied" in call]

    @property
    def denied(self) -> list[str]:
        """One line for each refused call: where: what."""
        return [f"{it['command']}: {it['denied']} on {it['resource']} ({it['source']})" for it in self.refused]

    def consequence(self, whole: GuardedOutcome) -> str:
        """What the refusals bring about that the whole policies do not.

        "fails": a command exits otherwise; "differs": Zappa says nothing and makes other calls, or gets other answers;
        "swallowed": nothing but that what the refused calls would do, or tell, is missing.
        """
        if any(whole.exits[command] != code for command, code in self.exits.items()):
            return "fails"
        refused = {_asked(call) for call in self.refused}
        mine, other = (
            {(_asked(it), it["outcome"]) for it in calls if it["command"] in self.exits and _asked(it) not in refused}
            for calls in (self.calls, whole.calls)
        )
        return "swallowed" if mine == other else "differs"


def _asked(call: Mapping[str, Any]) -> str:
    """The call without what came of it."""
    return f"{call['command']}: {call['service']} {call['operation']} {json.dumps(call['parameters'])}"


def mutants(evidence: Mapping[str, Any], commands: Sequence[str], policies: Documents) -> list[DroppedPart]:
    """A mutant for each action of a statement that the recorded calls of these commands need."""
    parsed = {name: [Policy.parse(document) for document in documents] for name, documents in policies.items()}
    first: dict[tuple[str, Part], str] = {}
    for call, request in requests_of_evidence(evidence):
        if call.origin == "recorded" and call.command in commands:
            for part in kills(parsed[call.principal], request):
                if part.element == "action":
                    first.setdefault((call.principal, part), call.command)
    return [DroppedPart(principal, part, command) for (principal, part), command in sorted(first.items())]


def run(runs: Sequence[GuardedRun], version: str) -> list[GuardedOutcome]:
    """Run real Zappa for each; GuardedRunError where it cannot be run, or makes a call that has no row."""
    done = subprocess.run(
        [str(record.interpreter(version)), "-m", "zappa_iam.enforcement"],
        cwd=record.PACKAGE.parent,
        env=record.surroundings(),
        input=json.dumps([_job(each) for each in runs]),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    if done.returncode:
        raise GuardedRunError(
            f"generator/zappa_iam/enforcement: Zappa {version} did not run; fix this:\n{done.stderr[-5000:]}"
        )
    reports = json.loads(done.stdout)
    for each, report in zip(runs, reports, strict=True):
        if faults := [fault for it in (report, *report["mutants"]) for fault in it["faults"]]:
            raise GuardedRunError("\n".join(f"scenarios/{each.scenario}.toml: {fault}" for fault in faults))
    return [_outcome(report) for report in reports]


def _job(guarded: GuardedRun) -> dict[str, Any]:
    return {
        "scenario": guarded.scenario,
        "table": guarded.table,
        "run": list(guarded.commands),
        "policies": {guarded.commands[0]: guarded.policies, **guarded.later} if guarded.commands else {},
        "mutants": [{"principal": it.principal, "part": it.part, "before": it.before} for it in guarded.mutants],
    }


def _outcome(report: Mapping[str, Any]) -> GuardedOutcome:
    return GuardedOutcome(report["exits"], report["calls"], [_outcome(it) for it in report["mutants"]])
