"""The proof for the features there are: recorded Zappa, every version, held against the policies Terraform plans."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator import proof
from generator.iam import Policy, Request, decide
from tests.conftest import ROOT, Planned
from tests.scenarios import ACCOUNT

EVIDENCE = ROOT / "generator" / "evidence"
VERSIONS = sorted(path.name for path in EVIDENCE.glob("zappa-*"))
FEATURES = {"apigateway", "events"}
REGION = "us-west-2"

# scenario -> the plan whose policies it runs under; its own where the recorded project has another name
PLANS = {"long_names": "long_names"}

# Requests that the default features do not grant: (scenario, action) -> why.
EXCUSED = {
    (
        "default",
        "s3:GetObject",
    ): "`update --zip s3://` with a key of the user's own choice lies outside the project's prefix",
    ("zip_package", "s3:GetObject"): "the same, in `deploy --zip s3://`",
    (
        "role_name",
        "iam:GetRole",
    ): "with `role_name` for `role_arn` Zappa looks the role up; `zappa_settings` gives the ARN",
    ("iam_authorization", "apigateway:UpdateRestApiPolicy"): "`apigateway_policy` will be a feature of its own",
}

# Parts that no recorded request needs: (principal, action or resource) -> why it stays.
KEPT = {
    (
        "role",
        "logs:CreateLogGroup",
    ): "Lambda itself creates the group at the first run, which no recording of Zappa holds",
    (
        "role",
        f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/shop-dev:*",
    ): "the resource of logs:CreateLogGroup",
    ("role", "logs:CreateLogStream"): "Lambda itself creates the stream, which no recording of Zappa holds",
    ("role", "logs:PutLogEvents"): "Lambda itself writes the logs, which no recording of Zappa holds",
    (
        "deployer",
        f"arn:aws:events:{REGION}:{ACCOUNT}:rule/2736acf4*",
    ): "needed once an event's name is long: `long_names`",
}


def _evidence(version: str) -> list[dict[str, Any]]:
    """The recordings of one version that the default features must carry."""
    found = [json.loads(path.read_text()) for path in sorted((EVIDENCE / version).glob("*.json"))]
    return [row for row in found if "calls" in row and set(row["features"]) <= FEATURES]


def _policies(planned: Planned) -> dict[str, list[Policy]]:
    """The planned policies by principal, ready to decide."""
    policies: dict[str, list[Policy]] = {"deployer": [], "role": []}
    for address, values in planned.of_type("aws_iam_policy").items():
        principal = "role" if address.startswith("aws_iam_policy.role") else "deployer"
        policies[principal].append(Policy.parse(values["policy"], address))
    return policies


def _verdicts(plan: dict[str, Planned], version: str) -> dict[str, proof.Verdict]:
    """Plan scenario -> what this version's recordings say of its policies."""
    by_plan: dict[str, list[dict[str, Any]]] = {}
    for recorded in _evidence(version):
        by_plan.setdefault(PLANS.get(recorded["scenario"], "one_stage"), []).append(recorded)
    return {name: proof.judge(recorded, _policies(plan[name])) for name, recorded in by_plan.items()}


@pytest.mark.parametrize("version", VERSIONS)
def test_policies_are_sufficient(plan: dict[str, Planned], version: str) -> None:
    """Every request of every recording is allowed, or excused with its reason; each excuse is used."""
    verdicts = _verdicts(plan, version)
    assert sum(verdict.requests for verdict in verdicts.values()) > 1000
    denials = [denial for verdict in verdicts.values() for denial in verdict.denials]
    excuses = {(denial.where.split(": ")[1], denial.request.action) for denial in denials}
    assert [
        str(denial) for denial in denials if (denial.where.split(": ")[1], denial.request.action) not in EXCUSED
    ] == []
    assert ("default", "s3:GetObject") in excuses


def test_policies_are_minimal(plan: dict[str, Planned]) -> None:
    """Dropping any action or resource pattern denies some recorded request of some version, or says why not."""
    policies = _policies(plan["one_stage"])
    survivors: dict[str, set[Any]] = {}
    for version in VERSIONS:
        for principal, left in _verdicts(plan, version)["one_stage"].survivors("action", "resource").items():
            survivors[principal] = survivors.get(principal, set(left)) & set(left)
    named = set()
    for principal, left in survivors.items():
        for part in left:
            statement = policies[principal][part.policy].statements[part.statement]
            values = statement.actions if part.element == "action" else statement.resources
            named.add((principal, values[part.item]))
    assert named - set(KEPT) == set()


def test_hashed_rule_names_are_needed(plan: dict[str, Planned]) -> None:
    """With a long function name, both patterns of rule names are needed."""
    left = _verdicts(plan, "zappa-0.63.0")["long_names"].survivors("resource")["deployer"]
    policies = _policies(plan["long_names"])["deployer"]
    resources = {policies[p.policy].statements[p.statement].resources[p.item] for p in left}
    assert not [resource for resource in resources if ":rule/" in resource]


@pytest.mark.parametrize(
    "action", ["lambda:GetAlias", "cloudwatch:GetMetricStatistics", "events:ListRuleNamesByTarget"]
)
def test_a_dropped_action_names_the_command_that_breaks(plan: dict[str, Planned], action: str) -> None:
    """Without one action, even one whose denial Zappa swallows, the proof fails and names command, call and mend."""
    policies = _policies(plan["one_stage"])
    for index, policy in enumerate(policies["deployer"]):
        for number, statement in enumerate(policy.statements):
            if action in statement.actions:
                if len(statement.actions) > 1:
                    mutant = policy.with_statement(number, statement.without_action(statement.actions.index(action)))
                else:
                    mutant = policy.without_statement(number)
                policies["deployer"][index] = mutant
    default = [row for row in _evidence("zappa-0.63.0") if row["scenario"] == "default"]
    said = [str(denial) for denial in proof.judge(default, policies).denials]
    assert any(f"{action} on " in line and "grant it in generator/permissions" in line for line in said)


TAG = {"aws:ResourceTag/ZappaProject": "shop-dev"}
LAMBDA = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function"
ROLE = f"arn:aws:iam::{ACCOUNT}:role"
APIS = f"arn:aws:apigateway:{REGION}::/restapis"
DENIED = {
    "other_project": Request("lambda:UpdateFunctionCode", f"{LAMBDA}:blog-dev", {}),
    "other_stage": Request("lambda:UpdateFunctionCode", f"{LAMBDA}:shop-production", {}),
    "longer_name": Request("lambda:UpdateFunctionCode", f"{LAMBDA}:shop-dev-two", {}),
    "other_region": Request("lambda:UpdateFunctionCode", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:shop-dev", {}),
    "other_account": Request(
        "lambda:UpdateFunctionCode", f"arn:aws:lambda:{REGION}:999999999999:function:shop-dev", {}
    ),
    "other_bucket": Request("s3:PutObject", "arn:aws:s3:::other/shop-dev-1.zip", {}),
    "other_prefix": Request("s3:PutObject", "arn:aws:s3:::my-awesome-zappa-bucket/blog-dev-1.zip", {}),
    "other_role": Request("iam:PassRole", f"{ROLE}/Admin", {"iam:PassedToService": "lambda.amazonaws.com"}),
    "other_service": Request("iam:PassRole", f"{ROLE}/ZappaDjangoRole", {"iam:PassedToService": "ec2.amazonaws.com"}),
    "no_service": Request("iam:PassRole", f"{ROLE}/ZappaDjangoRole", {}),
    "write_role_policy": Request("iam:PutRolePolicy", f"{ROLE}/ZappaDjangoRole", {}),
    "attach_role_policy": Request("iam:AttachRolePolicy", f"{ROLE}/ZappaDjangoRole", {}),
    "other_logs": Request(
        "logs:FilterLogEvents", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/blog-dev:*", {}
    ),
    "other_stack": Request(
        "cloudformation:DeleteStack", f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/blog-dev/1", {}
    ),
    "untagged_api": Request("apigateway:DELETE", f"{APIS}/abc", {}),
    "other_api": Request("apigateway:DELETE", f"{APIS}/abc", {"aws:ResourceTag/ZappaProject": "blog-dev"}),
    "tagging_another_api": Request(
        "apigateway:PUT",
        f"arn:aws:apigateway:{REGION}::/tags/arn%3A%2Frestapis%2Fabc",
        {"aws:RequestTag/ZappaProject": "shop-dev"},
    ),
    "api_of_another_name": Request("apigateway:POST", APIS, {"apigateway:Request/ApiName": "blog-dev"}),
    "other_rule": Request("events:DeleteRule", f"arn:aws:events:{REGION}:{ACCOUNT}:rule/blog-dev-nightly", {}),
    "open_to_everyone": Request("lambda:AddPermission", f"{LAMBDA}:shop-dev", {"lambda:Principal": "*"}),
}


@pytest.mark.parametrize("request_", DENIED.values(), ids=DENIED)
def test_policies_are_tight(plan: dict[str, Planned], request_: Request) -> None:
    """What a deployer of one stage must never do is denied; the guide's policies allow nearly all of it."""
    assert not decide(_policies(plan["one_stage"])["deployer"], request_).allowed


def test_the_guide_is_not_tight(plan: dict[str, Planned]) -> None:
    """The same corpus under the guide's policies: most of it is allowed, so the corpus can tell."""
    guide = _policies(plan["guide"])["deployer"]
    assert sum(decide(guide, request).allowed for request in DENIED.values()) >= len(DENIED) // 2


def test_evidence_is_there() -> None:
    """Four minor versions of Zappa are on record."""
    assert len(VERSIONS) == 4
    assert Path(EVIDENCE / "zappa-0.63.0" / "default.json").is_file()
