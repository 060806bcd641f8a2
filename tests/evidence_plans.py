"""Which plan's policies each scenario of the evidence runs under."""

from __future__ import annotations

from collections.abc import Mapping

from generator.iam import Policy
from generator.proof import Policies
from tests.conftest import Planned

# evidence scenario -> the plan whose policies it runs under, where none is planned as `evidence_<scenario>`
PLANS = {"long_names": "long_names", "no_api": "no_features"}
DEFAULT = "one_stage"


def policies_of(plans: Mapping[str, Policies], scenario: str) -> Policies:
    """The policies for one scenario of the evidence."""
    return plans.get(f"evidence_{scenario}") or plans[PLANS.get(scenario, DEFAULT)]


def by_principal(planned: Planned) -> dict[str, list[Policy]]:
    """The planned policies by principal, ready to decide."""
    policies: dict[str, list[Policy]] = {"deployer": [], "role": []}
    for address, values in planned.of_type("aws_iam_policy").items():
        principal = "role" if address.startswith("aws_iam_policy.role") else "deployer"
        policies[principal].append(Policy.parse(values["policy"], address))
    return policies
