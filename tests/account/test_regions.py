"""The region in which IAM is asked: audit and adopt work with AWS_REGION, with no region, and in other partitions."""

from __future__ import annotations

import json

import boto3
import pytest
from botocore.loaders import Loader
from click.testing import CliRunner

from zappa_iam.account.regions import HOMES, home
from zappa_iam.adopt.account import AccountReader
from zappa_iam.catalog.arns import PARTITIONS
from zappa_iam.cli.main import main

EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def test_homes_are_those_that_requests_are_signed_for() -> None:
    """botocore's own data has the same region for IAM in each partition that our regions know."""
    data = Loader().load_data("endpoints")["partitions"]
    signed: dict[str, str] = {}
    for partition in data:
        if service := partition["services"].get("iam", {}).get("endpoints"):
            scopes = [it["credentialScope"]["region"] for name, it in service.items() if name.endswith("-global")]
            signed |= {partition["partition"]: scopes[0]} if scopes else {}
    assert {name: region for name, region in HOMES.items() if name in signed} == {
        name: region for name, region in signed.items() if name in HOMES
    }
    assert len(signed) > 4
    assert HOMES.keys() == {"aws", *PARTITIONS.values()}


@pytest.mark.parametrize(
    ("region", "wanted"),
    [
        (None, "us-east-1"),
        ("eu-west-1", "us-east-1"),
        ("cn-northwest-1", "cn-north-1"),
        ("us-gov-east-1", "us-gov-west-1"),
    ],
)
def test_home_is_in_the_regions_partition(region: str | None, wanted: str) -> None:
    """Each region of a partition has the same; no region is as good as one of `aws`."""
    assert home(region) == wanted


@pytest.mark.parametrize("region", [None, "eu-west-1", "cn-northwest-1"])
def test_audit_asks_the_partition_of_the_users_region(
    aws: str, monkeypatch: pytest.MonkeyPatch, region: str | None
) -> None:
    """With AWS_REGION alone, or none at all, a user is found where moto has them: in the partition of the region."""
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    if region:
        monkeypatch.setenv("AWS_REGION", region)
    iam = boto3.client("iam", region_name=home(region))
    iam.create_user(UserName="ann")
    iam.put_user_policy(UserName="ann", PolicyName="all", PolicyDocument=json.dumps(EVERYTHING))
    result = CliRunner().invoke(main, ["audit", "--user", "ann", "--json", "--fail-on", "never"])
    assert result.exit_code == 0, result.output


def test_adopt_reads_the_partition_of_the_settings(aws: str) -> None:
    """A role of China is found by the region of the settings, whatever the shell's, and not without it."""
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    boto3.client("iam", region_name="cn-north-1").create_role(RoleName="ShopRole", AssumeRolePolicyDocument=trust)
    found = AccountReader(region="cn-northwest-1").role("ShopRole")
    assert found
    assert found.arn.startswith("arn:aws-cn:iam::")
    assert AccountReader().role("ShopRole") is None
