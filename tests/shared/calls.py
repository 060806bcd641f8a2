"""Calls made by hand, and the project that they are of."""

from __future__ import annotations

from typing import Any

from zappa_iam import requests
from zappa_iam.iam import Request
from zappa_iam.requests import Call, World

FUNCTION = "arn:aws:lambda:us-west-2:123456789012:function:shop-dev"


ROLE = "arn:aws:iam::123456789012:role/ZappaDjangoRole"


BUCKET = "arn:aws:s3:::my-awesome-zappa-bucket"


API = "arn:aws:apigateway:us-west-2::/restapis/restapi1"


TAGS = {"ZappaProject": "shop-dev"}


def call(service: str, operation: str, **parameters: Any) -> Call:
    """A call of the deployer."""
    return Call("deploy", "deployer", service, operation, parameters, source="zappa/core.py:1 Zappa.method")


def summary(found: list[Request]) -> list[tuple[str, str]]:
    """Action and resource alone."""
    return [(request.action, request.resource) for request in found]


REST_API = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "shop-dev"}}


STACK = {
    "StackName": "shop-dev",
    "Tags": [{"Key": "ZappaProject", "Value": "shop-dev"}],
    "TemplateURL": "https://s3.amazonaws.com/my-awesome-zappa-bucket/template.json",
}


def stack_requests(before: dict[str, Any], after: dict[str, Any], outcome: str = "ok") -> list[Request]:
    """What UpdateStack asks for besides itself and its template."""
    made = Call("update", "deployer", "cloudformation", "UpdateStack", STACK, outcome=outcome)
    return requests.requests_of(made, World(tags=TAGS, tags_after=TAGS, before=before, after=after))[2:]
