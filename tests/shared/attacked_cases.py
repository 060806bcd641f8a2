"""Plan cases that chains are tried on."""

from __future__ import annotations

from typing import Any

from tests.shared.recorded_cases import LIVED, RECORDED, recorded
from zappa_iam.proof.chain import Chain
from zappa_iam.proof.chain import load as attacks
from zappa_iam.recorder.scenario import load_scenarios


def attacked(feature: str, chain: Chain) -> dict[str, Any]:
    """The inputs that a chain is tried on: its own over those of the recorded project that has the feature on.

    That is the one called as the feature is, else the one with the fewest features, else the default.
    """
    found = [it for it in load_scenarios().values() if feature in it.features and not it.bundle]
    found.sort(key=lambda scenario: (scenario.name != feature, len(scenario.features), scenario.name != "default"))
    return {**recorded(found[0] if found else load_scenarios()["default"], set()), **chain.inputs}


def _attacked_plans() -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """The plans that only chains are tried on, and the plan of each chain: those of the same inputs share one."""
    plans: dict[str, dict[str, Any]] = {}
    plan_of: dict[str, str] = {}
    for feature, chains in attacks().chains.items():
        for chain in chains.chain:
            if chain.refused:
                continue
            inputs = attacked(feature, chain)
            known = next((name for name, others in (RECORDED | LIVED | plans).items() if others == inputs), None)
            plan_of[chain.name] = known or f"attacked_{len(plans)}"
            plans |= {} if known else {plan_of[chain.name]: inputs}
    return plans, plan_of


ATTACKED, PLAN_OF_CHAIN = _attacked_plans()
