"""Plans: policies fit, features that are off grant nothing, and trust follows the features."""

from __future__ import annotations

import json
import re

import pytest

from tests.shared.case_inputs import LONGEST, PARTITIONS
from tests.shared.longest_cases import LONGEST_RESOURCES
from tests.shared.plan_cases import ALL
from tests.shared.plan_reading import Plan, listed, statements_of
from zappa_iam import catalog
from zappa_iam.module.planning import ACCOUNT

LIMIT = 6144


@pytest.mark.parametrize("scenario", ALL)
def test_policies_fit_and_stay_in_their_partition(plan: Plan, scenario: str) -> None:
    """Each managed policy has at most IAM's 6,144 characters, and each ARN is of the scenario's partition."""
    region = ALL[scenario].get("region", "us-west-2")
    partition = next(name for name, where in PARTITIONS.items() if where == region)
    for values in plan[scenario].of_type("aws_iam_policy").values():
        document = json.loads(values["policy"])
        assert len(json.dumps(document, separators=(",", ":"))) <= LIMIT
        arns = [r for s in document["Statement"] for r in listed(s.get("Resource") or s["NotResource"]) if r != "*"]
        assert {arn.split(":")[1] for arn in arns} <= {partition}


def test_longest_names_are_the_longest() -> None:
    """`longest` is at the limit of each name in an ARN, and what a feature takes is no longer than it says."""
    assert len(f"{LONGEST['project_name']}-{LONGEST['stages'][0]}") == 64
    assert (len(LONGEST["bucket_name"]), len(LONGEST["role_name"]), len(LONGEST["path"])) == (63, 64, 512)
    takers = {f.name: f.about.resources for f in catalog.load().features if f.about.resources}
    assert set(takers) == set(LONGEST_RESOURCES)
    for name, values in LONGEST_RESOURCES.items():
        assert all(re.fullmatch(takers[name].expression, value) for value in values)
        assert takers[name].longest >= max(map(len, values))


def test_everything_at_its_longest_fits(plan: Plan) -> None:
    """With everything on and every name at its longest, a group and a role have policies enough, under legal names."""
    planned = plan["everything_longest"]
    names = [values["name"] for values in planned.of_type("aws_iam_policy").values()]
    assert all(len(name) <= 128 for name in names)
    assert len(planned.of_type("aws_iam_group_policy_attachment")) <= 10
    assert len(planned.of_type("aws_iam_role_policy_attachment")) <= 10


def test_features_off_grant_nothing(plan: Plan) -> None:
    """Without features, nothing of them is granted or trusted; with one, only that one."""
    assert not {"CreateRestApi", "ManageRules", "InvokeOwnFunction"} & set(statements_of(plan["recorded_no_api"]))
    assert "ManageRules" in statements_of(plan["only_events"])
    assert "CreateRestApi" not in statements_of(plan["only_events"])
    assert "CreateRestApi" in statements_of(plan["recorded_no_events"])


@pytest.mark.parametrize(
    ("scenario", "services"),
    [
        ("recorded_no_api", ["lambda"]),
        ("only_events", ["events", "lambda"]),
        ("quickstart", ["apigateway", "events", "lambda"]),
    ],
)
def test_trust_follows_the_features(plan: Plan, scenario: str, services: list[str]) -> None:
    """The role trusts Lambda, and the services of the features that are on."""
    trust = json.loads(plan[scenario].resources["aws_iam_role.this[0]"]["assume_role_policy"])
    trusted = sorted(name for s in trust["Statement"] for name in listed(s["Principal"]["Service"]))
    assert trusted == [f"{service}.amazonaws.com" for service in services]


def test_trust_is_for_this_account_where_the_service_names_one(plan: Plan) -> None:
    """Each service that may name the account of the resource it acts for must name ours; API Gateway names none."""
    trust = json.loads(plan["quickstart"].resources["aws_iam_role.this[0]"]["assume_role_policy"])
    ours = {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}
    assert {s["Sid"]: s.get("Condition") for s in trust["Statement"]} == {
        "TrustLambda": ours,
        "TrustApiGateway": None,
        "TrustEvents": ours,
    }
