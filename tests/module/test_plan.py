"""Plans: every case is there, with the nine steps of the guide, a safe bucket, and the project's names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from slugify import slugify

from tests.conftest import terraforms
from tests.shared.plan_cases import ALL
from tests.shared.plan_reading import GENERAL, S3, Plan, listed, statements_of
from tests.shared.recorded_cases import LIVED
from tests.shared.written_cases import CASES
from zappa_iam.module.planning import ACCOUNT


def test_plan_holds_every_scenario(plan: Plan) -> None:
    """No scenario is missing from the plan."""
    assert set(plan) - set(LIVED) == set(ALL)
    assert len(ALL) >= 90


def test_plan_is_the_same_with_each_terraform(plan_with: Callable[[Path], Plan]) -> None:
    """Resources and outputs of every scenario, so that what just takes the policies takes those of one Terraform."""
    first, *others = (plan_with(executable) for executable in terraforms())
    assert first.keys() == (ALL | LIVED).keys()
    ordinary = {name: first[name] for name in ALL}
    assert all(other == ordinary for other in others)


def test_quickstart_makes_the_nine_steps(plan: Plan) -> None:
    """Five variables give role, policies, bucket, group, user and settings, under the names of guide and project."""
    quickstart = plan["quickstart"]
    names = {address: values.get("name") for address, values in quickstart.resources.items()}
    assert names["aws_iam_role.this[0]"] == "ZappaDjangoRole"
    assert names['aws_iam_policy.role["Role"]'] == "ZappaRolePolicy-shop"
    assert names[GENERAL] == "ZappaUserGeneralPolicy-shop"
    assert names[S3] == "ZappaUserS3Policy-shop"
    assert names["aws_iam_group.this[0]"] == "ZappaGroup-shop"
    assert names['aws_iam_user.this["ZappaUser-shop"]'] == "ZappaUser-shop"
    assert quickstart.resources["aws_s3_bucket.this[0]"]["bucket"] == "my-awesome-zappa-bucket"
    assert quickstart.resources['aws_iam_user_group_membership.this["ZappaUser-shop"]']["groups"] == ["ZappaGroup-shop"]
    assert set(quickstart.of_type("aws_iam_group_policy_attachment")) == {
        'aws_iam_group_policy_attachment.deployer["General"]',
        'aws_iam_group_policy_attachment.deployer["S3"]',
    }
    assert not quickstart.of_type("aws_iam_user_policy_attachment")
    assert not quickstart.of_type("aws_iam_access_key")
    assert quickstart.outputs["zappa_settings"] == {
        "aws_region": "us-west-2",
        "manage_roles": False,
        "role_arn": f"arn:aws:iam::{ACCOUNT}:role/ZappaDjangoRole",
        "s3_bucket": "my-awesome-zappa-bucket",
    }


def test_quickstart_bucket_is_safe(plan: Plan) -> None:
    """Public access is blocked, the owner enforced, objects encrypted, plain HTTP denied; leftovers expire."""
    quickstart = plan["quickstart"].resources
    block = quickstart["aws_s3_bucket_public_access_block.this[0]"]
    assert all(
        block[key]
        for key in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    )
    assert quickstart["aws_s3_bucket_ownership_controls.this[0]"]["rule"] == [
        {"object_ownership": "BucketOwnerEnforced"}
    ]
    rule = quickstart["aws_s3_bucket_server_side_encryption_configuration.this[0]"]["rule"][0]
    assert rule["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "aws:kms"
    assert quickstart["aws_s3_bucket_versioning.this[0]"]["versioning_configuration"][0]["status"] == "Enabled"
    denied = json.loads(quickstart["aws_s3_bucket_policy.this[0]"]["policy"])["Statement"][0]
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    rules = {rule["id"]: rule["status"] for rule in quickstart["aws_s3_bucket_lifecycle_configuration.this[0]"]["rule"]}
    assert rules == {"broken-uploads": "Enabled", "old-versions": "Enabled", "old-packages": "Enabled"}
    assert not quickstart["aws_s3_bucket.this[0]"]["force_destroy"]


@pytest.mark.parametrize("scenario", ["quickstart", "every_stage", "every_project", "guide"])
def test_pass_role_names_exactly_that_role(plan: Plan, scenario: str) -> None:
    """Every PassRole statement names the execution role alone, and in least_privilege one service."""
    for statement in json.loads(plan[scenario].resources[GENERAL]["policy"])["Statement"]:
        if "iam:PassRole" in listed(statement["Action"]):
            assert listed(statement["Resource"]) == [f"arn:aws:iam::{ACCOUNT}:role/ZappaDjangoRole"]
            if scenario != "guide":
                assert len(listed(statement["Condition"]["StringEquals"]["iam:PassedToService"])) == 1


def test_stage_scopes_every_statement(plan: Plan) -> None:
    """With project and stage given, each resource names that function, role or bucket, or is excused."""
    own = re.compile(
        rf"arn:aws:lambda:us-west-2:{ACCOUNT}:function:shop-dev(:[*])?"
        rf"|arn:aws:iam::{ACCOUNT}:role/ZappaDjangoRole"
        rf"|arn:aws:cloudformation:us-west-2:{ACCOUNT}:stack/shop-dev/[*]"
        rf"|arn:aws:logs:us-west-2:{ACCOUNT}:log-group:/aws/lambda/shop-dev(:[*]|:log-stream:[*])?"
        r"|arn:aws:s3:::my-awesome-zappa-bucket(/shop-dev-(template-)?[?]{10}[.](zip|json))?"
    )
    excused = {"ReadMetrics", "FindRulesOfFunction", "ListRestApis"}  # their wildcards say why
    tagged = {
        "CreateRestApi",
        "TagRestApi",
        "TagNewRestApi",
        "ManageRestApi",
    }  # scoped by a condition on the function's name
    for sid, statement in statements_of(plan["recorded_default"]).items():
        resources = listed(statement["Resource"])
        if sid in excused:
            continue
        if sid in tagged:
            assert "shop-dev" in json.dumps(statement["Condition"])
        elif sid == "DeleteApiLogs":
            assert {arn.rpartition("_*/")[2] for arn in resources} == {"dev", "dev:*"}
        elif sid in ("AimRules", "ManageRules"):
            assert resources == [
                f"arn:aws:events:us-west-2:{ACCOUNT}:rule/shop-dev-*",
                f"arn:aws:events:us-west-2:{ACCOUNT}:rule/2736acf4*",
            ]
        else:
            assert resources
            assert [arn for arn in resources if not own.fullmatch(arn)] == [], sid


@pytest.mark.parametrize(
    ("scenario", "function"), [("every_stage", "shop-*"), ("every_project", "*"), ("quickstart", "shop-dev")]
)
def test_every_is_said_in_so_many_words(plan: Plan, scenario: str, function: str) -> None:
    """`"*"` grants on every stage of the project, or of every project; a stage by its name on that one function."""
    statements = statements_of(plan[scenario])
    assert statements["ManageFunction"]["Resource"] == [f"arn:aws:lambda:us-west-2:{ACCOUNT}:function:{function}"]
    assert statements["CreateRestApi"]["Condition"]["StringLike"]["apigateway:Request/ApiName"] == [function]


def test_two_stages_name_both_and_no_third(plan: Plan) -> None:
    """Each stage gets its own function name; nothing matches a third one by a wildcard."""
    resources = statements_of(plan["two_stages"])["ManageFunction"]["Resource"]
    wanted = [f"arn:aws:lambda:us-west-2:{ACCOUNT}:function:shop-{stage}" for stage in ("dev", "production")]
    assert sorted(resources) == wanted


def test_names_are_slugified_as_zappa_does(plan: Plan) -> None:
    """`_My-Shop_2` in stage `Dev-1` is the function my-shop-2-dev-1."""
    resources = statements_of(plan["slugified"])["ManageFunction"]["Resource"]
    assert resources == [f"arn:aws:lambda:us-west-2:{ACCOUNT}:function:my-shop-2-dev-1"]


def test_names_of_many_stages_are_zappas(plan: Plan) -> None:
    """For every awkward stage the function is what Zappa's own slugify makes of project and stage."""
    project, stages = CASES["slugified_stages"]["project_name"], CASES["slugified_stages"]["stages"]
    found = statements_of(plan["slugified_stages"])["ManageFunction"]["Resource"]
    wanted = {slugify(f"{project}-{stage}") for stage in stages}
    assert {arn.rpartition(":")[2] for arn in found} == wanted
    assert len(wanted) == len(stages)
