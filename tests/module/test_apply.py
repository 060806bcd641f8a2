"""The quickstart applied to moto's server: made as promised, stable at the second plan, and gone after destroy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import tftest

from tests.conftest import MODULE, initialised
from tests.shared.level_cases import PIPELINE
from zappa_iam.module.planning import ACCOUNT, PROJECT, REQUIRED

# The quickstart with a key for its user, a second stage, a pipeline that may update the first, and a bounded role.
GIVEN: dict[str, Any] = {
    "users": ["ZappaUser-shop"],
    "create_access_keys": True,
    "stages": ["dev", "test"],
    "deployers": {"pipeline": {"grants": "update", "stages": ["dev"], **PIPELINE}},
    "create_permissions_boundary": True,
}


def _client(service: str) -> Any:
    return boto3.client(service, region_name=REQUIRED["region"])


def _promised() -> None:
    """Read back by the API: user, group, policies, role and bucket, each with the next; pipeline and boundary."""
    iam, s3 = _client("iam"), _client("s3")
    groups = [group["GroupName"] for group in iam.list_groups_for_user(UserName="ZappaUser-shop")["Groups"]]
    assert groups == ["ZappaGroup-shop"]
    assert iam.list_attached_user_policies(UserName="ZappaUser-shop")["AttachedPolicies"] == []
    attached = iam.list_attached_group_policies(GroupName="ZappaGroup-shop")["AttachedPolicies"]
    assert sorted(policy["PolicyName"] for policy in attached) == [
        "ZappaUserGeneralPolicy-shop",
        "ZappaUserGeneralPolicy2-shop",
        "ZappaUserS3Policy-shop",
    ]
    by_name = {policy["PolicyName"]: policy["PolicyArn"] for policy in attached}
    document = iam.get_policy_version(PolicyArn=by_name["ZappaUserS3Policy-shop"], VersionId="v1")["PolicyVersion"][
        "Document"
    ]
    find = next(statement for statement in document["Statement"] if statement["Sid"] == "FindBucket")
    assert find["Resource"] == [f"arn:aws:s3:::{REQUIRED['bucket_name']}"]
    role = iam.list_attached_role_policies(RoleName="ZappaDjangoRole")["AttachedPolicies"]
    assert [policy["PolicyName"] for policy in role] == ["ZappaRolePolicy-shop"]
    pipeline = iam.list_attached_role_policies(RoleName="ZappaDeployer-shop-pipeline")["AttachedPolicies"]
    assert [policy["PolicyName"] for policy in pipeline] == ["ZappaUserUpdatePolicy-shop.dev"]
    boundary = iam.get_role(RoleName="ZappaDjangoRole")["Role"]["PermissionsBoundary"]
    assert boundary["PermissionsBoundaryArn"] == f"arn:aws:iam::{ACCOUNT}:policy/ZappaRoleBoundary-shop"
    assert len(iam.list_access_keys(UserName="ZappaUser-shop")["AccessKeyMetadata"]) == 1
    bucket = REQUIRED["bucket_name"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    assert "aws:SecureTransport" in s3.get_bucket_policy(Bucket=bucket)["Policy"]
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert set(block.values()) == {True}


def _changed(test: tftest.TerraformTest) -> dict[str, list[str]]:
    """What a plan would do, by address."""
    rows = test.plan(output=True)["resource_changes"]
    return {row["address"]: row["change"]["actions"] for row in rows if row["change"]["actions"] != ["no-op"]}


def test_apply_is_as_promised_and_leaves_nothing(aws: str, tmp_path: Path) -> None:
    """Apply, read back, plan again without a change, destroy, and find the account empty."""
    root: dict[str, Any] = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "provider": {"aws": {"region": REQUIRED["region"], "s3_use_path_style": True}},
        "module": {"zappa_iam": {"source": str(MODULE), **REQUIRED, **PROJECT, **GIVEN}},
        "output": {"keys": {"value": "${module.zappa_iam.access_keys}", "sensitive": True}},
    }
    (tmp_path / "main.tf.json").write_text(json.dumps(root))
    test = initialised(tmp_path)
    test.apply()
    _promised()
    keys = test.output()["keys"]
    assert keys["ZappaUser-shop"].keys() == {"id", "secret", "encrypted_secret"}
    assert _changed(test) == {}
    # A second key, encrypted as no key was before, leaves the first as it is.
    root["module"]["zappa_iam"] |= {"access_key_generations": [1, 2], "access_key_pgp_key": "keybase:ann"}
    (tmp_path / "main.tf.json").write_text(json.dumps(root))
    assert _changed(test) == {'module.zappa_iam.aws_iam_access_key.second["ZappaUser-shop"]': ["create"]}
    test.destroy()
    iam = _client("iam")
    assert iam.list_users()["Users"] == iam.list_groups()["Groups"] == iam.list_roles()["Roles"] == []
    assert iam.list_policies(Scope="Local")["Policies"] == []
    assert _client("s3").list_buckets()["Buckets"] == []
    assert _client("sts").get_caller_identity()["Account"] == ACCOUNT
