"""Calls: what each comes to, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.shared.calls import API, BUCKET, FUNCTION, ROLE, TAGS, call, summary
from zappa_iam import requests
from zappa_iam.requests import Call, World

KEY = "arn:aws:kms:us-west-2:123456789012:key/1"


TAGGED = {"aws:ResourceTag/ZappaProject": "shop-dev"}


Expected = list[tuple[str, str, Mapping[str, Any]]]


CALLS: dict[str, tuple[Call, Expected]] = {
    "own name": (
        call("events", "DescribeRule", Name="shop-dev-job"),
        [("events:DescribeRule", "arn:aws:events:us-west-2:123456789012:rule/shop-dev-job", {})],
    ),
    "other name": (
        call("s3", "HeadBucket", Bucket="my-awesome-zappa-bucket"),
        [("s3:ListBucket", BUCKET, {"aws:RequestedRegion": "us-west-2", "aws:ResourceAccount": "123456789012"})],
    ),
    "other prefix": (
        call("elbv2", "DescribeListeners", LoadBalancerArn="arn"),
        [("elasticloadbalancing:DescribeListeners", "*", {})],
    ),
    "two resources": (
        call("s3", "CopyObject", Bucket="b", Key="new", CopySource={"Bucket": "a", "Key": "old"}),
        [("s3:GetObject", "arn:aws:s3:::a/old", {}), ("s3:PutObject", "arn:aws:s3:::b/new", {})],
    ),
    "two parameters": (
        call("route53", "GetHostedZone", Id="/hostedzone/ZONE1"),
        [("route53:GetHostedZone", "arn:aws:route53:::hostedzone/ZONE1", {"aws:RequestedRegion": "us-east-1"})],
    ),
    "no permission": (call("sts", "GetCallerIdentity"), []),
    "method on a path": (
        call("apigateway", "UpdateStage", restApiId="restapi1", stageName="dev"),
        [("apigateway:PATCH", f"{API}/stages/dev", TAGGED)],
    ),
    "name with version": (
        call("lambda", "GetFunction", FunctionName="function:shop-dev:3"),
        [("lambda:GetFunction", f"{FUNCTION}:3", {})],
    ),
    "qualifier": (
        call("lambda", "DeleteFunction", FunctionName="shop-dev", Qualifier="1"),
        [("lambda:DeleteFunction", f"{FUNCTION}:1", {})],
    ),
    "qualified arn": (
        call("lambda", "AddPermission", FunctionName=f"{FUNCTION}:alias", Principal="s3.amazonaws.com"),
        [("lambda:AddPermission", f"{FUNCTION}:alias", {"lambda:Principal": "s3.amazonaws.com"})],
    ),
    "tags": (
        call("lambda", "TagResource", Resource=FUNCTION, Tags={"team": "web"}),
        [("lambda:TagResource", FUNCTION, {"aws:RequestTag/team": "web", "aws:TagKeys": ("team",)})],
    ),
    "tags as a list": (
        call("efs", "CreateAccessPoint", FileSystemId="fs-1", Tags=[{"Key": "team", "Value": "web"}]),
        [
            (
                "elasticfilesystem:CreateAccessPoint",
                "arn:aws:elasticfilesystem:us-west-2:123456789012:file-system/fs-1",
                {"aws:RequestTag/team": "web", "aws:ResourceTag/CreatedBy": "Zappa"},
            ),
            (
                "elasticfilesystem:TagResource",
                "arn:aws:elasticfilesystem:us-west-2:123456789012:access-point/*",
                {"aws:RequestTag/team": "web", "elasticfilesystem:CreateAction": "CreateAccessPoint"},
            ),
        ],
    ),
    "role for a rule": (
        call("events", "PutRule", Name="job", RoleArn=ROLE),
        [
            ("events:PutRule", "arn:aws:events:us-west-2:123456789012:rule/job", {}),
            ("iam:PassRole", ROLE, {"iam:PassedToService": "events.amazonaws.com"}),
        ],
    ),
    "several values": (
        call("route53", "ChangeResourceRecordSets", HostedZoneId="Z", ChangeBatch=[{"Name": "a"}, {"Name": "b"}]),
        [
            (
                "route53:ChangeResourceRecordSets",
                "arn:aws:route53:::Z",
                {"route53:ChangeResourceRecordSetsNormalizedRecordNames": ("a", "b")},
            )
        ],
    ),
    "code in S3": (
        call("lambda", "UpdateFunctionCode", FunctionName="shop-dev", S3Bucket="b", S3Key="k"),
        [
            ("lambda:UpdateFunctionCode", FUNCTION, {}),
            ("s3:GetObject", "arn:aws:s3:::b/k", {"aws:ViaAWSService": "true"}),
        ],
    ),
    "container image": (
        call(
            "lambda", "UpdateFunctionCode", FunctionName="shop-dev", ImageUri="1.dkr.ecr.eu-west-1.amazonaws.com/a/b:2"
        ),
        [
            ("lambda:UpdateFunctionCode", FUNCTION, {}),
            ("ecr:GetRepositoryPolicy", "arn:aws:ecr:eu-west-1:1:repository/a/b", {"aws:ResourceAccount": "1"}),
            ("ecr:SetRepositoryPolicy", "arn:aws:ecr:eu-west-1:1:repository/a/b", {}),
        ],
    ),
    "absent when empty": (
        call("lambda", "CreateFunction", FunctionName="shop-dev", Role=ROLE, KMSKeyArn="", VpcConfig={}, Layers=[]),
        [
            ("lambda:CreateFunction", FUNCTION, {}),
            ("iam:PassRole", ROLE, {"iam:PassedToService": "lambda.amazonaws.com"}),
        ],
    ),
    "network": (
        call(
            "lambda",
            "UpdateFunctionConfiguration",
            FunctionName="shop-dev",
            Role=ROLE,
            VpcConfig={"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1", "sg-2"]},
        ),
        [
            (
                "lambda:UpdateFunctionConfiguration",
                FUNCTION,
                {"lambda:SubnetIds": ("subnet-1",), "lambda:SecurityGroupIds": ("sg-1", "sg-2")},
            ),
            ("iam:PassRole", ROLE, {}),
            ("ec2:DescribeSecurityGroups", "*", {}),
            ("ec2:DescribeSubnets", "*", {}),
            ("ec2:DescribeVpcs", "*", {}),
        ],
    ),
    "one request for each layer": (
        call(
            "lambda",
            "UpdateFunctionConfiguration",
            FunctionName="shop-dev",
            Role=ROLE,
            Layers=[
                "arn:aws:lambda:us-west-2:123456789012:layer:a:1",
                "arn:aws:lambda:us-west-2:999999999999:layer:b:2",
            ],
        ),
        [
            ("lambda:UpdateFunctionConfiguration", FUNCTION, {}),
            ("iam:PassRole", ROLE, {}),
            ("lambda:GetLayerVersion", "arn:aws:lambda:us-west-2:123456789012:layer:a:1", {}),
            (
                "lambda:GetLayerVersion",
                "arn:aws:lambda:us-west-2:999999999999:layer:b:2",
                {"aws:ResourceAccount": "999999999999"},
            ),
        ],
    ),
    "key": (
        call("lambda", "UpdateFunctionConfiguration", FunctionName="shop-dev", Role=ROLE, KMSKeyArn=KEY),
        [
            ("lambda:UpdateFunctionConfiguration", FUNCTION, {}),
            ("iam:PassRole", ROLE, {}),
            ("kms:CreateGrant", KEY, {"kms:GrantIsForAWSResource": "true"}),
            ("kms:Decrypt", KEY, {"kms:ViaService": "lambda.us-west-2.amazonaws.com"}),
            ("kms:Encrypt", KEY, {"kms:EncryptionContext:aws:lambda:FunctionArn": FUNCTION}),
        ],
    ),
    "other region": (
        Call("certify", "deployer", "acm", "ImportCertificate", {}, region="us-east-1"),
        [
            (
                "acm:ImportCertificate",
                "arn:aws:acm:us-east-1:123456789012:certificate/*",
                {"aws:RequestedRegion": "us-east-1"},
            )
        ],
    ),
    "endpoint": (
        Call(
            "(handler)",
            "role",
            "apigatewaymanagementapi",
            "PostToConnection",
            {"ConnectionId": "c"},
            endpoint="https://ws1.execute-api.us-west-2.amazonaws.com/dev",
        ),
        [
            (
                "execute-api:ManageConnections",
                "arn:aws:execute-api:us-west-2:123456789012:ws1/dev/POST/@connections/c",
                {},
            )
        ],
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_call_comes_to_its_requests(name: str) -> None:
    """Each kind of rule gives the actions, the resources and the condition keys that it says, and no more requests."""
    made, expected = CALLS[name]
    found = requests.requests_of(made, World(tags=TAGS))
    assert summary(found) == [(action, resource) for action, resource, _ in expected]
    for request, (_, _, context) in zip(found, expected, strict=True):
        assert dict(request.context) | dict(context) == dict(request.context)
