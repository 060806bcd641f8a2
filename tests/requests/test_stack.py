"""Calls of CloudFormation: what a template comes to, resource by resource, before and after."""

from __future__ import annotations

from typing import Any

from tests.shared.calls import API, BUCKET, FUNCTION, REST_API, ROLE, STACK, TAGS, call, stack_requests, summary
from zappa_iam import requests
from zappa_iam.requests import Call, World

CALLED = {"aws:CalledVia": ("cloudformation.amazonaws.com",), "aws:CalledViaFirst": "cloudformation.amazonaws.com"}


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


ROOT_METHOD = f"{API}/resources/root1/methods/ANY"


def changed(resource: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """The resource with other properties."""
    return {**resource, "Properties": {**resource["Properties"], **properties}}


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
