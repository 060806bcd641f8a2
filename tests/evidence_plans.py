"""Which plan's policies each scenario of the evidence runs under."""

from __future__ import annotations

from collections.abc import Mapping

from generator.iam import Policy
from generator.proof import Policies
from tests.conftest import Planned
from tests.scenarios import PLANS_OF


def policies_of(plans: Mapping[str, Policies], scenario: str) -> Policies:
    """The policies for one scenario of the evidence."""
    return plans[PLANS_OF[scenario][0]]


def by_principal(planned: Planned) -> dict[str, list[Policy]]:
    """The planned policies by principal, ready to decide."""
    policies: dict[str, list[Policy]] = {"deployer": [], "role": []}
    for address, values in planned.of_type("aws_iam_policy").items():
        principal = "role" if address.startswith("aws_iam_policy.role") else "deployer"
        policies[principal].append(Policy.parse(values["policy"], address))
    return policies
