"""A second opinion: every decision of the proof, chains included, made again by a simulator that is not ours.

    python -m benchmarks.opinion

The Node simulator gets the planned policies as Terraform prints them, and each request; policies alone decide, as in
the proof. A difference that opinion.toml gives no reason for ends the run with an error that names it.
"""

from __future__ import annotations

import json
import tempfile
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from unittest import mock

from benchmarks import node_simulator
from tests import conftest
from tests.shared import evidence_plans, plan_cases
from tests.shared.recorded_cases import LIVED
from zappa_iam import catalog, proof
from zappa_iam.iam import Policy, Request, decide
from zappa_iam.iam.decide import Decision
from zappa_iam.module import terraform

ACCOUNT = proof.Names().account
PRINCIPAL = f"arn:aws:iam::{ACCOUNT}:user/ZappaUser"
SHOWN = 20
"""Differences that an error names; one is enough to look at, and thousands are usually one."""

KNOWN: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))[
    "difference"
]
Asked = tuple[int, str, str, str]
"""A set of policies, action, resource, and context as JSON."""


class Decisions:
    """What the proof decided, each once, and the documents that it decided by."""

    def __init__(self, planned: Mapping[str, conftest.Planned]) -> None:
        self.sets: list[list[Any]] = []
        self.effects: dict[Asked, str] = {}
        self.policies: dict[str, dict[str, list[Policy]]] = {}
        self._set_of: dict[int, int] = {}
        numbers: dict[str, int] = {}
        for name, plan in planned.items():
            self.policies[name] = evidence_plans.by_principal(plan)
            for principal, texts in evidence_plans.documents(plan).items():
                key = "\n".join(texts.values())
                if key not in numbers:
                    numbers[key] = len(self.sets)
                    self.sets.append([json.loads(text) for text in texts.values()])
                self._set_of[id(self.policies[name][principal])] = numbers[key]

    def decide(self, policies: Sequence[Policy], request: Request) -> Decision:
        """As `zappa_iam.iam.decide`, which this stands in for, and noted."""
        decision = decide(policies, request)
        context = json.dumps(request.context, sort_keys=True)
        self.effects[self._set_of[id(policies)], request.action, request.resource, context] = decision.effect
        return decision


def made() -> Decisions:
    """Plan every scenario, and let the proof decide."""
    with tempfile.TemporaryDirectory() as folder:
        root = plan_cases.root(plan_cases.ALL | LIVED, str(conftest.MODULE))
        test = conftest.test_root(Path(folder, "plan"), root, terraform.executable())
        decisions = Decisions(conftest.planned(test.plan(output=True)))
    policies = decisions.policies
    with (
        mock.patch("zappa_iam.proof.prove.decide", decisions.decide),
        mock.patch("zappa_iam.proof.attack.decide", decisions.decide),
    ):
        proof.prove(
            proof.recordings(),
            lambda scenario: evidence_plans.plans_of(policies, scenario),
            catalog.load(),
            attacked=evidence_plans.attacked(policies),
        )
    return decisions


def differences(decisions: Decisions) -> tuple[int, list[str]]:
    """How many decisions differ for a reason that opinion.toml gives, and a line for each other fault."""
    requests = [[*asked[:3], json.loads(asked[3])] for asked in decisions.effects]
    job = {"account": ACCOUNT, "principal": PRINCIPAL, "sets": decisions.sets, "requests": requests}
    theirs = [node_simulator.word(effect) for effect in node_simulator.ask("opinion.js", job)]
    used: Counter[int] = Counter()
    faults = []
    for ((_, action, resource, context), ours), other in zip(decisions.effects.items(), theirs, strict=True):
        if ours == other:
            continue
        known = [number for number, row in enumerate(KNOWN) if _explains(row, action, resource, ours, other)]
        used.update(known[:1])
        if not known:
            told = f"{ours}, but the simulator says {other}; find out which is right"
            faults.append(f"{action} on {resource} with {context}: {told}")
    idle = [row["resource"] for number, row in enumerate(KNOWN) if not used[number]]
    faults += [f"benchmarks/opinion.toml: {resource}: no decision differs there; remove the row" for resource in idle]
    return used.total(), faults


def _explains(row: dict[str, Any], action: str, resource: str, ours: str, theirs: str) -> bool:
    """Whether a row of opinion.toml is about this difference."""
    named = fnmatchcase(action, row["action"]) and fnmatchcase(resource, row["resource"])
    return named and (ours, theirs) == (row["ours"], row["theirs"])


def rows() -> list[tuple[str, str, str]]:
    """What was compared, how many decisions of which kind are alike, and the goal; RuntimeError where one differs."""
    decisions = made()
    explained, faults = differences(decisions)
    if faults:
        more = [f"and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else []
        raise RuntimeError("\n".join([*faults[:SHOWN], *more]))
    counts = Counter(decisions.effects.values())
    kinds = ", ".join(f"{count:,} {effect.replace('_', ' ')}" for effect, count in sorted(counts.items()))
    alike = f"{len(decisions.effects) - explained:,} of {len(decisions.effects):,} ({kinds})"
    return [
        ("decisions of the proof, chains included, that the Node simulator makes, too", alike, f"all but {explained}")
    ]


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
