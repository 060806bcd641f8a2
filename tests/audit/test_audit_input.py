"""What audit reads: policies in every shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MODULE
from tests.shared.audit_reports import planned_row
from tests.shared.audited import GENERAL, ONE, S3, found, run_policy
from tests.shared.projects import SHOP
from zappa_iam.module import planning
from zappa_iam.policies.statements import VERSION


def shapes() -> dict[str, Any]:
    quoted = json.dumps(ONE)
    return {
        "document": ONE,
        "one_statement": {**ONE, "Statement": ONE["Statement"][0]},
        "named": {
            "one": ONE,
            "trust": {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]},
        },
        "list": [ONE],
        "get_policy_version": {"PolicyVersion": {"Document": ONE, "VersionId": "v1"}},
        "get_role_policy": {"RoleName": "r", "PolicyDocument": ONE},
        "template": {"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": ONE}}}},
        "template_of_a_user": {
            "Resources": {"U": {"Type": "AWS::IAM::User", "Properties": {"Policies": [{"PolicyDocument": ONE}]}}}
        },
        "in_a_url": {"PolicyDocument": quoted.replace("{", "%7B").replace('"', "%22")},
        "plan": {
            "planned_values": {
                "root_module": {"child_modules": [{"resources": [planned_row("aws_iam_policy", "any", quoted)]}]}
            }
        },
    }


@pytest.mark.parametrize("shape", shapes())
def test_each_shape_of_a_policy_is_read(shape: str) -> None:
    """A document, several by name, what the AWS CLI prints, a plan."""
    report = found("-", pipe=json.dumps(shapes()[shape]))
    assert report["summary"]["granted"] == 1
    assert len(report["policies"]) == 1


def test_a_real_plan_is_read_for_each_principal(tmp_path: Path) -> None:
    """`terraform show -json` of a plan of the module: the deployer's policies, and the role's, and nothing to find.

    A level's policies are the deployer's, too; the role's boundary grants nothing, and is nobody's.
    """
    pipeline = {"grants": "operate", "github": {"repository": "octo-org/shop", "branches": ["main"]}}
    given = {"deployers": {"pipeline": pipeline}, "create_permissions_boundary": True, "application_actions": ["*"]}
    root = {**planning.base(), "module": {"shop": {"source": str(MODULE), **planning.inputs(given)}}}
    (tmp_path / "main.tf.json").write_text(json.dumps(root))
    for arguments in (("init", "-input=false"), ("plan", "-input=false", "-lock=false", "-out=plan")):
        planning._run(tmp_path, *arguments)
    (tmp_path / "plan.json").write_text(planning._run(tmp_path, "show", "-json", "plan"))
    for principal in ("deployer", "role"):
        report = found(str(tmp_path / "plan.json"), "--for", principal)
        assert report["findings"] == []
        kinds = {name.rpartition("aws_iam_policy.")[2].partition("[")[0] for name in report["policies"]}
        assert kinds == ({"deployer", "level"} if principal == "deployer" else {"role"})


@pytest.mark.parametrize("principal", ["deployer", "role"])
def test_a_template_of_ours_is_clean(principal: str) -> None:
    """What `policy --format cloudformation` prints is read for each principal, with the account that is told."""
    template = run_policy("--format", "cloudformation", *SHOP[:4], *SHOP[6:])
    assert "${AWS::AccountId}" in template
    report = found("-", "--for", principal, "--account", "210987654321", pipe=template)
    assert report["findings"] == []
    kind = "User" if principal == "deployer" else "Role"
    assert all(name.startswith(f"Zappa{kind}Policy") for name in report["policies"])


def test_what_only_a_stack_knows_is_a_placeholder() -> None:
    """An ARN of a resource of the template's is nobody's name; a partition and a region are those of the project."""
    place = [{"Ref": "AWS::Partition"}, "lambda", {"Ref": "AWS::Region"}, "1", "function:a"]
    resources = [{"Fn::Join": [":", ["arn", *place]]}, {"Fn::GetAtt": ["Made", "Arn"]}]
    statement = {"Effect": "Allow", "Action": "lambda:GetFunction", "Resource": resources}
    document = {"Version": VERSION, "Statement": [statement]}
    policy = {"Type": "AWS::IAM::Policy", "Properties": {"PolicyDocument": document}}
    report = found("-", "--region", "cn-north-1", pipe=json.dumps({"Resources": {"P": policy}}))
    [finding] = [each for each in report["findings"] if each["kind"] == "never"]
    assert "arn:<Made.Arn> holds a placeholder" in finding["message"]


def test_policies_count_together() -> None:
    """The guide's two documents for the deployer lack less than either alone."""
    alone = [found(path)["summary"]["met"] for path in (GENERAL, S3)]
    assert found(GENERAL, S3)["summary"]["met"] == sum(alone)
