"""All inputs that the module refuses, or warns of. Each is planned by Terraform itself."""

from __future__ import annotations

from tests.shared import identity_cases
from tests.shared.attacked_cases import attacked
from tests.shared.case_inputs import Answered
from tests.shared.rejected_deployers import DEPLOYERS
from tests.shared.rejected_features import FEATURES
from tests.shared.rejected_names import NAMES
from tests.shared.rejected_policies import POLICIES
from tests.shared.rejected_projects import PROJECTS
from zappa_iam.proof.chain import load as attacks

# The chains whose inputs the module refuses, so that there is no policy to try them on.
CHAINS: Answered = {
    f"chain_{number}": (attacked(feature, chain), chain.refused)
    for number, (feature, chain) in enumerate(
        (feature, chain) for feature, chains in attacks().chains.items() for chain in chains.chain if chain.refused
    )
    if chain.refused
}
REJECTED = NAMES | PROJECTS | FEATURES | DEPLOYERS | POLICIES | CHAINS

# What is legal and seldom meant, and what a plan warns of it.
WARNED: Answered = {
    "both_apis": (
        {"features": ["apigateway", "apigateway_v2", "events"]},
        "features: both apigateway and apigateway_v2 are named, which is right only while a project moves",
    ),
    "long_trust": (
        {
            "deployers": {
                "main": identity_cases.BRANCH,
                "many": {"github": {**identity_cases.WITH_IDS, "branches": [f"release/{n:02}" for n in range(20)]}},
            }
        },
        "deployers: the trust policy of many has over 2,048 characters, which IAM refuses until the account's quota",
    ),
}
