"""What audit reads of an account."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.shared.audited import GENERAL, ONE, S3, found, run, run_policy
from tests.shared.projects import SHOP
from zappa_iam.policies.statements import VERSION


@pytest.fixture
def region(monkeypatch: pytest.MonkeyPatch) -> None:
    """A region for boto3, which needs one beside an endpoint of one's own."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")


@pytest.mark.usefixtures("aws", "region")
def test_policies_of_the_account_are_read() -> None:
    """Of a user: attached and inline, and its groups'; of a role and a group; by calls that only read."""
    import boto3

    iam = boto3.client("iam")
    documents = [run_policy("--for", "deployer", *SHOP), run_policy("--for", "role", *SHOP)]
    arns = [
        iam.create_policy(PolicyName=f"p{number}", PolicyDocument=text)["Policy"]["Arn"]
        for number, text in enumerate(documents)
    ]
    iam.create_user(UserName="ann")
    iam.create_group(GroupName="deployers")
    iam.add_user_to_group(GroupName="deployers", UserName="ann")
    iam.attach_group_policy(GroupName="deployers", PolicyArn=arns[0])
    assert found("--user", "ann")["findings"] == []
    assert found("--group", "deployers")["findings"] == []
    iam.put_user_policy(UserName="ann", PolicyName="more", PolicyDocument=json.dumps(ONE))
    assert found("--user", "ann")["policies"] == ["user ann: more", arns[0]]
    trust = run_policy("--for", "trust", *SHOP)
    iam.create_role(RoleName="ShopRole", AssumeRolePolicyDocument=trust)
    iam.attach_role_policy(RoleName="ShopRole", PolicyArn=arns[1])
    report = found("--role", "ShopRole", "--features", "apigateway,events")
    assert (report["for"], report["findings"]) == ("role", [])


@pytest.mark.usefixtures("aws", "region")
def test_a_boundary_takes_away() -> None:
    """What the role's policies allow and its boundary does not, it lacks."""
    import boto3

    iam = boto3.client("iam")
    own = iam.create_policy(PolicyName="own", PolicyDocument=run_policy("--for", "role", *SHOP))["Policy"]["Arn"]
    wide = [{"Effect": "Allow", "NotAction": ["lambda:*"], "Resource": "*"}]
    document = json.dumps({"Version": VERSION, "Statement": wide})
    bounds = iam.create_policy(PolicyName="bounds", PolicyDocument=document)["Policy"]["Arn"]
    trust = run_policy("--for", "trust", *SHOP)
    iam.create_role(RoleName="ShopRole", AssumeRolePolicyDocument=trust, PermissionsBoundary=bounds)
    iam.attach_role_policy(RoleName="ShopRole", PolicyArn=own)
    report = found("--role", "ShopRole")
    assert report["policies"] == [own, bounds]
    assert {each["about"]["action"] for each in report["findings"]} == {"lambda:InvokeFunction"}
    assert f"bounded by   {bounds}" in run("--role", "ShopRole").stdout


def test_a_boundary_may_be_a_file(tmp_path: Path) -> None:
    """A boundary that allows all changes nothing; one that allows reads alone leaves no way to more."""
    (tmp_path / "all.json").write_text(json.dumps(ONE).replace("s3:GetObject", "*"))
    (tmp_path / "reads.json").write_text(json.dumps(ONE).replace("s3:GetObject", "cloudformation:DescribeStacks"))
    whole, same = found(GENERAL, S3), found(GENERAL, S3, "--boundary", str(tmp_path / "all.json"))
    assert same["findings"] == whole["findings"]
    less = found(GENERAL, S3, "--boundary", str(tmp_path / "reads.json"))
    assert less["summary"]["granted"] == 1
    assert less["summary"]["escalation"] == less["summary"]["chain"] == 0


@pytest.mark.usefixtures("aws", "region")
def test_nobody_of_that_name_is_a_line() -> None:
    """A user that is not there, and a role without a policy: a line, status 2."""
    import boto3

    nobody = run("--user", "bob")
    assert (nobody.exit_code, nobody.stdout) == (2, "")
    assert nobody.stderr.startswith("user bob: NoSuchEntity: ")
    boto3.client("iam").create_user(UserName="cid")
    empty = run("--user", "cid")
    assert empty.stderr == "user cid: has no policy, so that it may do nothing; name another\n"


def test_without_boto3_or_credentials_a_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is needed for files; where one is, the message says what to do."""
    monkeypatch.setitem(sys.modules, "boto3", None)
    assert run("--user", "ann").stderr == "boto3: not installed; run `pip install boto3`, or name the policies' files\n"
    monkeypatch.delitem(sys.modules, "boto3")
    result = run("--user", "ann")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "; give boto3 credentials" in result.stderr
