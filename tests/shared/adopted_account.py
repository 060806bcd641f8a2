"""Accounts on moto to adopt: what the guide's steps make by hand, and what Zappa makes itself; with boto3."""

from __future__ import annotations

import json
from typing import Any

import boto3

from zappa_iam.module import guide
from zappa_iam.module.planning import ACCOUNT

REGION = "us-west-2"
BUCKET = "my-awesome-zappa-bucket"
ROLE = "ZappaDjangoRole"
INLINE = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def client(service: str) -> Any:
    """A client of moto's server, whose address is in the environment."""
    return boto3.client(service, region_name=REGION)


def document(name: str) -> str:
    """One of the guide's documents, its placeholders filled in as a reader would."""
    text = (guide.FOLDER / f"{name}.json").read_text(encoding="utf-8")
    text = text.replace("[ROLE_ID]", ACCOUNT).replace("[ROLENAME]", ROLE).replace("[YOUR_BUCKET_NAME]", BUCKET)
    return json.dumps(json.loads(text))


def follow_the_guide() -> None:
    """The guide's nine steps, by its names; the user has a key, and somebody has added an inline policy to the role."""
    iam = client("iam")
    arns = {
        name: iam.create_policy(PolicyName=name, PolicyDocument=document(file))["Policy"]["Arn"]
        for name, file in (
            ("ZappaRolePolicy", "role_policy"),
            ("ZappaUserGeneralPolicy", "user_general_policy"),
            ("ZappaUserS3Policy", "user_s3_policy"),
        )
    }
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=document("trust_policy"))
    iam.attach_role_policy(RoleName=ROLE, PolicyArn=arns["ZappaRolePolicy"])
    iam.put_role_policy(RoleName=ROLE, PolicyName="everything-in-s3", PolicyDocument=json.dumps(INLINE))
    iam.create_group(GroupName="ZappaGroup")
    for name in ("ZappaUserGeneralPolicy", "ZappaUserS3Policy"):
        iam.attach_group_policy(GroupName="ZappaGroup", PolicyArn=arns[name])
    for user in ("ZappaUser", "ci"):
        iam.create_user(UserName=user)
        iam.add_user_to_group(UserName=user, GroupName="ZappaGroup")
    iam.create_access_key(UserName="ZappaUser")
    make_bucket()


def let_zappa_make_the_role(function: str) -> None:
    """What Zappa makes with `manage_roles`: a role that is named after the function, and its policy within the role."""
    iam = client("iam")
    name = f"{function}-ZappaLambdaExecutionRole"
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=document("trust_policy"))
    iam.put_role_policy(RoleName=name, PolicyName="zappa-permissions", PolicyDocument=document("role_policy"))
    make_bucket()


def make_bucket() -> None:
    """The deployment bucket, with a policy of somebody's."""
    s3 = client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{BUCKET}/old/*"}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
