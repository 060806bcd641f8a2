"""How long the whole proof takes: every version and scenario, every mutant, every denied request; Terraform apart."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests import conftest
from tests.shared import evidence_plans, plan_cases
from tests.shared.recorded_cases import LIVED, RECORDED
from zappa_iam import catalog
from zappa_iam.module import terraform
from zappa_iam.proof import Policies, prove, recordings

GOAL = 20  # seconds on two cores


def planned() -> dict[str, Policies]:
    """Plan scenario -> its policies by principal, from one run of Terraform."""
    found: dict[str, Policies] = {}
    with tempfile.TemporaryDirectory() as folder:
        root = plan_cases.root(RECORDED | LIVED, str(conftest.MODULE))
        test = conftest.test_root(Path(folder, "plan"), root, terraform.executable())
        for name, plan in conftest.planned(test.plan(output=True)).items():
            found[name] = evidence_plans.by_principal(plan)
    return found


def rows() -> list[tuple[str, str, str]]:
    """(what, measured, goal) of the plan, and of the proof with reading and mapping the evidence."""
    start = time.perf_counter()
    policies = planned()
    terraform_took = time.perf_counter() - start
    known = catalog.load()
    start = time.perf_counter()
    evidence = recordings()
    mapping_took = time.perf_counter() - start
    found = prove(evidence, lambda scenario: evidence_plans.plans_of(policies, scenario), known)
    took = time.perf_counter() - start
    mutants = len(found.narrowing.mutants) + len(found.widening.mutants)
    size = f"{found.requests} requests, {mutants} mutants, {len(found.written) + len(found.derived)} denied"
    return [
        ("plan of the policies for the proof", f"{terraform_took:.1f} s", ""),
        ("evidence of four versions into requests", f"{mapping_took:.1f} s", ""),
        (f"whole proof: {size}", f"{took:.1f} s", f"under {GOAL} s"),
    ]


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
