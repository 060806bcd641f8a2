"""Which plans' policies each scenario of the evidence runs under."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.shared.attacked_cases import PLAN_OF_CHAIN
from tests.shared.recorded_cases import PLANS_OF
from zappa_iam.iam import Policy
from zappa_iam.module.planning import principal_of
from zappa_iam.proof import Names, Policies
from zappa_iam.proof.attack import Attack, Attacked, attack
from zappa_iam.proof.chain import load as attacks

if TYPE_CHECKING:
    from tests.conftest import Planned


def plans_of(plans: Mapping[str, Policies], scenario: str) -> dict[str, Policies]:
    """The policies for one scenario of the evidence, by its plans' names."""
    return {name: plans[name] for name in PLANS_OF[scenario]}


def attacked(plans: Mapping[str, Policies]) -> dict[str, Attacked]:
    """The plans that chains are tried on, each with its policies and its attacks."""
    found: dict[str, list[Attack]] = {}
    for feature, chains in attacks().chains.items():
        for chain in chains.chain:
            if chain.name in PLAN_OF_CHAIN:
                found.setdefault(PLAN_OF_CHAIN[chain.name], []).append(attack(feature, chain, Names()))
    return {plan: Attacked(plans[plan], each) for plan, each in found.items()}


def documents(planned: Planned) -> dict[str, dict[str, str]]:
    """The planned policies by principal: address -> JSON."""
    found: dict[str, dict[str, str]] = {"deployer": {}, "role": {}}
    for address, values in planned.of_type("aws_iam_policy").items():
        found.setdefault(principal_of(address), {})[address] = values["policy"]
    return found


def by_principal(planned: Planned) -> dict[str, list[Policy]]:
    """The planned policies by principal, ready to decide."""
    return {
        principal: [Policy.parse(text, address) for address, text in found.items()]
        for principal, found in documents(planned).items()
    }
