"""Log groups ahead of the first deploy, and policies of the role in JSON: planned, and the role without its action."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from tests.conftest import MODULE
from zappa_iam.evidence.recordings import FOLDER, versions
from zappa_iam.iam import Policy, Request, decide
from zappa_iam.module import planning
from zappa_iam.module.planning import ACCOUNT, REGION
from zappa_iam.requests import Call, requests_of_evidence

KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
ORDERS = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "dynamodb:GetItem",
            "Resource": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/orders",
        }
    ],
}
BARE = {"create_bucket": False, "users": [], "create_group": False}
CASES: dict[str, dict[str, Any]] = {
    "without": BARE,
    "with": {**BARE, "create_log_groups": True},
    "kept": {
        **BARE,
        "create_log_groups": True,
        "log_retention_days": 30,
        "log_kms_key_arn": KEY,
        "stages": ["production", "DEV_2"],
        "tags": {"Team": "web"},
    },
    "json": {**BARE, "role_policy_json": {"orders": json.dumps(ORDERS, indent=2)}},
}


class Case(NamedTuple):
    """The resources of one instance by address, and its policies by principal."""

    resources: dict[str, dict[str, Any]]
    policies: dict[str, list[Policy]]

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """Index -> values of the resources of one type."""
        return {
            name.partition('["')[2].removesuffix('"]'): it
            for name, it in self.resources.items()
            if name.startswith(kind + ".")
        }


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    """Every case, in one plan."""
    folder = tmp_path_factory.mktemp("living")
    root = {**planning.base(), "module": {"case": planning.instances(CASES, str(MODULE))}}
    (folder / "main.tf.json").write_text(json.dumps(root))
    found = {}
    for module in planning.modules(planning.plan(folder)):
        rows = {row["address"].removeprefix(module["address"] + "."): row["values"] for row in module["resources"]}
        policies: dict[str, list[Policy]] = {"deployer": [], "role": []}
        for address, values in rows.items():
            if address.startswith("aws_iam_policy."):
                policies[planning.principal_of(address)].append(Policy.parse(values["policy"], address))
        found[planning.case(module["address"])] = Case(rows, policies)
    return found


def _asked() -> list[tuple[Call, Request]]:
    """What every release of Zappa, and AWS for it, asked for in the default scenario."""
    texts = [(FOLDER / f"zappa-{version}" / "default.json").read_text() for version in versions(FOLDER)]
    return [case for text in texts for case in requests_of_evidence(json.loads(text))]


def test_role_does_without_creating_its_log_group(cases: dict[str, Case]) -> None:
    """Of all that was recorded, the role loses the making of its log group, and the deployer nothing."""
    denied = {
        name: {
            (call.principal, request.action)
            for call, request in _asked()
            if not decide(cases[name].policies[call.principal], request).allowed
        }
        for name in ("without", "with")
    }
    assert denied == {"without": set(), "with": {("role", "logs:CreateLogGroup")}}
    sids = [it.sid for policy in cases["with"].policies["role"] for it in policy.statements]
    assert "WriteLogs" in sids
    assert "CreateLogGroup" not in sids


def test_log_groups_are_those_of_the_functions(cases: dict[str, Case]) -> None:
    """One for each stage, named as Lambda looks for it; for ever and with the service's key unless said otherwise."""
    assert cases["without"].of("aws_cloudwatch_log_group") == {}
    group = cases["with"].of("aws_cloudwatch_log_group")["shop-dev"]
    assert (group["name"], group["retention_in_days"], group["kms_key_id"]) == ("/aws/lambda/shop-dev", 0, None)
    kept = cases["kept"].of("aws_cloudwatch_log_group")
    assert {it["name"] for it in kept.values()} == {"/aws/lambda/shop-production", "/aws/lambda/shop-dev-2"}
    assert {(it["retention_in_days"], it["kms_key_id"]) for it in kept.values()} == {(30, KEY)}
    assert all(it["tags"] == {"Team": "web"} for it in kept.values())


def test_role_has_the_policies_given_in_json(cases: dict[str, Case]) -> None:
    """Each is the role's own, by its name, and takes no place of a managed policy."""
    own = cases["json"].of("aws_iam_role_policy")
    assert {name: json.loads(it["policy"]) for name, it in own.items()} == {"orders": ORDERS}
    assert own["orders"]["role"] == "ZappaDjangoRole"
    assert cases["without"].of("aws_iam_role_policy") == {}
