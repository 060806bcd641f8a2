"""No escalation: cloudsplaining, in its own environment, finds no way from our policies to more than they say."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import PACKAGE, Planned
from tests.shared import pages
from tests.shared.escalations import CLOUDSPLAINING, documents, methods
from zappa_iam import catalog
from zappa_iam.audit import escalation
from zappa_iam.iam import Policy, Request, decide
from zappa_iam.module.planning import ACCOUNT, REQUIRED

pytestmark = pytest.mark.one_terraform


FOLDERS = [PACKAGE / "module" / "guide_documents", PACKAGE / "reports" / "published_policies"]
PUBLISHED = sorted(path for folder in FOLDERS for path in folder.glob("*.json") if "trust" not in path.name)
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
LAMBDA = f"arn:aws:lambda:{REQUIRED['region']}:{ACCOUNT}:function"
ROLE = f"arn:aws:iam::{ACCOUNT}:role"

# Methods whose actions a deployer of Zappa has by nature -> why it gains nothing beyond the function's own role.
OWN_CODE = "who deploys decides what the execution role runs; docs/security.md: keep its rights small or bound it"
ONE_ROLE = "iam:PassRole reaches the execution role alone, so the new function has the role that the deployed one has"
RESIDUE = {
    "EditExistingLambdaFunctionWithRole": OWN_CODE,
    "UpdateAndInvokeLambdaFunction": OWN_CODE,
    "UpdateLambdaFunctionAndAddPermission": OWN_CODE,
    "PassExistingRoleToNewLambdaThenInvoke": ONE_ROLE,
    "PassExistingRoleToNewLambdaThenAddPermission": ONE_ROLE,
    "PassExistingRoleToCloudFormation": "iam:PassRole names its services, and CloudFormation is none of them",
}

# Run by cloudsplaining's Python. It reads a policy in one of two ways: as it comes, where a statement with a condition
# or with resources of its own opens nothing, or by its actions alone.


@pytest.mark.parametrize("scenario", ["every_project", "recorded_default"])
def test_the_deployer_can_escalate_by_no_method(plan: dict[str, Planned], scenario: str) -> None:
    """None is open, and what the actions alone would open is the residue, whole and no more, each with its reason."""
    assert methods(documents(plan[scenario], "deployer")) == (set(), set(RESIDUE))


@pytest.mark.parametrize("scenario", ["every_project", "recorded_default"])
def test_the_role_can_escalate_by_no_method(plan: dict[str, Planned], scenario: str) -> None:
    """The running function has not even the actions of any."""
    assert methods(documents(plan[scenario], "role")) == (set(), set())


def test_the_guide_opens_several_methods(plan: dict[str, Planned]) -> None:
    """Cloudsplaining does see what is there: the guide's policies open four, iam:PutRolePolicy on every role first."""
    found = methods(documents(plan["guide"], "deployer")).found
    assert "PutRolePolicy" in found
    assert len(found) >= 4


@pytest.mark.parametrize("scenario", ["every_project", "recorded_default"])
def test_the_reasons_of_the_residue_hold(plan: dict[str, Planned], scenario: str) -> None:
    """One role can be passed, to Lambda, not to CloudFormation; with a stage named, one function's code is open."""
    policies = [Policy.parse(document) for document in documents(plan[scenario], "deployer")]

    def allowed(action: str, resource: str, **context: str) -> bool:
        return decide(policies, Request(action, resource, context)).allowed

    own = f"{ROLE}/{REQUIRED['role_name']}"
    assert allowed("iam:PassRole", own, **{"iam:PassedToService": "lambda.amazonaws.com"})
    assert not allowed("iam:PassRole", f"{ROLE}/Admin", **{"iam:PassedToService": "lambda.amazonaws.com"})
    assert not allowed("iam:PassRole", own, **{"iam:PassedToService": "cloudformation.amazonaws.com"})
    assert allowed("lambda:UpdateFunctionCode", f"{LAMBDA}:shop-dev")
    assert allowed("lambda:UpdateFunctionCode", f"{LAMBDA}:blog-dev") == (scenario == "every_project")


def test_page_names_the_methods_and_what_each_feature_leaves_to_a_deployer() -> None:
    """The security page has every method left by its actions alone, and each feature of which it says something."""
    section = pages.SECURITY.read_text(encoding="utf-8")
    assert set(re.findall(r"`([A-Z][A-Za-z]{20,})`", section)) == RESIDUE.keys()
    known = {feature.name: feature for feature in catalog.load().features}
    named = set(re.findall(r"`([a-z0-9_]+)`", section)) & known.keys()
    assert named >= {"manage_roles", "function_url", "apigateway_v2", "websocket", "efs_config", "vpc_config", "alb"}
    assert [name for name in sorted(named) if not known[name].left_open] == []


def test_audit_knows_every_method() -> None:
    """The list of `zappa-iam audit` is cloudsplaining's: each method, with the actions that it takes."""
    reader = "import json; from cloudsplaining.shared import constants as c; print(json.dumps(c.{}))"
    reader = reader.format("PRIVILEGE_ESCALATION_METHODS")
    done = subprocess.run([str(CLOUDSPLAINING), "-I", "-c", reader], capture_output=True, text=True, check=True)
    theirs = {name: sorted(actions) for name, actions in json.loads(done.stdout).items()}
    ours = {name: sorted(action.lower() for action in taken) for name, (_, taken) in escalation.methods().items()}
    assert ours == theirs


@pytest.mark.parametrize("path", PUBLISHED, ids=[path.stem for path in PUBLISHED])
def test_audit_finds_what_cloudsplaining_finds(path: Path) -> None:
    """In each published policy, and in one that allows all, the same methods."""
    for document in (json.loads(path.read_text()), EVERYTHING):
        ours = {each.about["method"] for each in escalation.escalations([Policy.parse(document)])}
        assert ours == methods([document]).found
