"""Plans: users, groups and keys, and what exists already."""

from __future__ import annotations

import pytest

from tests.shared.case_inputs import APPLICATION_ARN, BOUNDARY_ARN, KEY_ARN
from tests.shared.plan_reading import GENERAL, GUIDE_DOCUMENTS, S3, Plan, statements_of
from tests.shared.written_cases import CASES
from zappa_iam.module.planning import ACCOUNT


@pytest.mark.parametrize(
    ("scenario", "users"),
    [
        ("empty_group", []),
        ("one_user", ["deployer"]),
        ("three_users", ["ann", "bob", "cid"]),
        ("other_name", ["AcmeUser"]),
    ],
)
def test_users_are_members(plan: Plan, scenario: str, users: list[str]) -> None:
    """Each user is made and is in the group; none is made where none is named."""
    planned = plan[scenario]
    assert sorted(values["name"] for values in planned.of_type("aws_iam_user").values()) == users
    assert sorted(values["user"] for values in planned.of_type("aws_iam_user_group_membership").values()) == users
    assert planned.of_type("aws_iam_group")


def test_without_users_there_is_no_group(plan: Plan) -> None:
    """A pipeline's role takes the policies by their ARNs, so nothing is left empty beside them."""
    planned = plan["no_users"]
    assert not [address for address in planned.resources if address.startswith(("aws_iam_group", "aws_iam_user"))]
    assert set(planned.of_type("aws_iam_policy")) >= {GENERAL, S3}


def test_names_of_two_projects_differ(plan: Plan) -> None:
    """In one account each project's policies, group and user have names of their own, without `name`."""
    kinds = ("aws_iam_policy", "aws_iam_group", "aws_iam_user")
    one, other = (
        {values["name"] for kind in kinds for values in plan[scenario].of_type(kind).values()}
        for scenario in ("one_project", "other_project")
    )
    assert other == {
        "ZappaGroup-my-blog",
        "ZappaRolePolicy-my-blog",
        "ZappaUser-my-blog",
        "ZappaUserGeneralPolicy-my-blog",
        "ZappaUserS3Policy-my-blog",
    }
    assert other == {name.replace("shop", "my-blog") for name in one}


def test_names_of_the_guide_are_the_guides(plan: Plan) -> None:
    """The guide's profile, which is for no project, has the guide's names as they are."""
    names = {plan["guide"].resources[address]["name"] for address in GUIDE_DOCUMENTS.values()}
    assert names == {"ZappaRolePolicy", "ZappaUserGeneralPolicy", "ZappaUserS3Policy"}
    assert plan["guide"].outputs["group_name"] == "ZappaGroup"


@pytest.mark.parametrize(
    ("scenario", "users"), [("no_group", 1), ("no_group_three_users", 3), ("no_group_no_users", 0)]
)
def test_without_group_policies_are_on_the_users(plan: Plan, scenario: str, users: int) -> None:
    """Without a group, each user has the deployer's two policies directly."""
    planned = plan[scenario]
    assert not planned.of_type("aws_iam_group")
    assert not planned.of_type("aws_iam_group_policy_attachment")
    assert len(planned.of_type("aws_iam_user_policy_attachment")) == 2 * users
    assert set(planned.of_type("aws_iam_policy")) >= {GENERAL, S3}


@pytest.mark.parametrize(("scenario", "keys"), [("quickstart", 0), ("access_keys", 1), ("access_keys_three_users", 3)])
def test_access_keys_only_where_asked_for(plan: Plan, scenario: str, keys: int) -> None:
    """A key for each user with `create_access_keys`, else none."""
    assert len(plan[scenario].of_type("aws_iam_access_key")) == keys


def test_existing_role_is_left_alone(plan: Plan) -> None:
    """With `create_role = false` nothing of the role is made, and its composed ARN is passed."""
    planned = plan["existing_role_path"]
    assert not planned.of_type("aws_iam_role")
    assert not planned.of_type("aws_iam_role_policy_attachment")
    assert 'aws_iam_policy.role["Role"]' not in planned.resources
    arn = f"arn:aws:iam::{ACCOUNT}:role/service/ZappaDjangoRole"
    assert planned.outputs["role_arn"] == arn
    assert statements_of(planned)["PassRoleToLambda"]["Resource"] == [arn]
    assert plan["existing_role"].outputs["role_arn"] == f"arn:aws:iam::{ACCOUNT}:role/ZappaDjangoRole"


@pytest.mark.parametrize("scenario", ["existing_bucket", "existing_both"])
def test_existing_bucket_is_left_alone(plan: Plan, scenario: str) -> None:
    """With `create_bucket = false` nothing of S3 is made, and the deployer still may use that bucket."""
    planned = plan[scenario]
    assert not [address for address in planned.resources if address.startswith("aws_s3_")]
    assert planned.outputs["bucket_arn"] == "arn:aws:s3:::my-awesome-zappa-bucket"
    assert statements_of(planned)["FindBucket"]["Resource"] == ["arn:aws:s3:::my-awesome-zappa-bucket"]


def test_inputs_reach_their_resources(plan: Plan) -> None:
    """Path, tags, boundary, names and the application's policy each arrive where they belong."""
    assert {v["path"] for v in plan["path"].resources.values() if "path" in v} == {"/zappa/deploy/"}
    tagged = {address for address, v in plan["tags"].resources.items() if v.get("tags") == CASES["tags"]["tags"]}
    assert tagged == {
        'aws_iam_policy.role["Role"]',
        "aws_iam_role.this[0]",
        "aws_s3_bucket.this[0]",
        'aws_iam_user.this["ZappaUser-shop"]',
        GENERAL,
        S3,
    }
    bounded = [v["permissions_boundary"] for v in plan["boundary"].resources.values() if "permissions_boundary" in v]
    assert bounded == [BOUNDARY_ARN, BOUNDARY_ARN]
    attached = plan["application_policy"].resources['aws_iam_role_policy_attachment.application["orders"]']
    assert (attached["role"], attached["policy_arn"]) == ("ZappaDjangoRole", APPLICATION_ARN)
    other = plan["other_names"]
    assert other.outputs["role_arn"] == "arn:aws:iam::999999999999:role/Other+Role=1"
    assert {v["name"] for v in plan["other_name"].of_type("aws_iam_policy").values()} == {
        "AcmeRolePolicy",
        "AcmeUserGeneralPolicy",
        "AcmeUserS3Policy",
    }


def test_bucket_inputs_reach_the_bucket(plan: Plan) -> None:
    """KMS key, log target, versioning, force_destroy and expiration each change what they name."""
    encryption = plan["kms_key"].resources["aws_s3_bucket_server_side_encryption_configuration.this[0]"]["rule"][0]
    assert encryption["apply_server_side_encryption_by_default"][0]["kms_master_key_id"] == KEY_ARN
    assert statements_of(plan["kms_key"])["UseBucketKey"]["Resource"] == [KEY_ARN]
    assert "UseBucketKey" not in statements_of(plan["quickstart"])
    assert plan["log_target"].resources["aws_s3_bucket_logging.this[0]"]["target_bucket"] == "our-logs"
    versioning = plan["no_versioning"].resources["aws_s3_bucket_versioning.this[0]"]["versioning_configuration"]
    assert versioning[0]["status"] == "Suspended"
    assert plan["force_destroy"].resources["aws_s3_bucket.this[0]"]["force_destroy"]
    lifecycle = "aws_s3_bucket_lifecycle_configuration.this[0]"
    assert {r["id"]: r["status"] for r in plan["keep_packages"].resources[lifecycle]["rule"]} == {
        "broken-uploads": "Enabled",
        "old-versions": "Disabled",
        "old-packages": "Disabled",
    }
    week = {rule["id"]: rule for rule in plan["week_of_packages"].resources[lifecycle]["rule"]}["old-packages"]
    assert (week["filter"][0]["prefix"], week["expiration"][0]["days"]) == ("shop-", 7)
