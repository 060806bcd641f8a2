"""What AWS refuses in a trial, as words."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.shared.live_account import NAMES
from zappa_iam import aws_words, catalog
from zappa_iam.aws_trial.refusals import RefusalReader

EVENT = (
    'Resource handler returned message: "User: arn:aws:sts::999988887777:assumed-role/zappa-iam-try-0a1b2c3d-deployer/'
    "zappa-iam-try is not authorized to perform: apigateway:POST on resource: arn:aws:apigateway:eu-west-1::/tags/x "
    'because no identity-based policy allows the apigateway:POST action (Service: ApiGateway, Status Code: 403)"'
)


def test_refusals_of_the_stack_are_words_without_the_account() -> None:
    """What CloudFormation says of a resource is read, too, and holds neither account, region nor names of the trial."""
    names = NAMES._replace(account="999988887777", region="eu-west-1")
    [found] = RefusalReader(names, catalog.load(), "0.63.0").of_text(
        "deploy", EVENT, "deployer", "deploy: the stack's events"
    )
    assert found.word
    line = aws_words.line(found.word)
    assert '"resource": "arn:aws:apigateway:us-west-2::/tags/x"' in line
    assert not re.search(r"999988887777|eu-west-1|zappa-iam-try-", line)


def failed(service: str, operation: str, said: str, **parameters: Any) -> dict[str, Any]:
    """A call that failed, as the witness keeps it."""
    call = {"command": "deploy", "principal": "deployer", "service": service, "operation": operation}
    source = {"source": "zappa/core.py:1 Zappa.deploy", "origin": "recorded", "outcome": "AccessDenied"}
    return {**call, **source, "parameters": parameters, "said": said}


TAGGED = {
    "StackName": NAMES.function,
    "Tags": [{"Key": "ZappaProject", "Value": NAMES.function}],
    "TemplateURL": f"https://s3.amazonaws.com/{NAMES.bucket}/x",
}
ERROR = "An error occurred ({}) when calling the {} operation: "
DENIED = "User: arn:aws:sts::123456789012:assumed-role/x/y is not authorized to perform: {} on resource: {}"


def refused(resource: str) -> str:
    """How CloudFormation refuses to make a stack."""
    return ERROR.format("AccessDenied", "CreateStack") + DENIED.format("cloudformation:CreateStack", resource)


STACK = "arn:aws:cloudformation:us-west-2:123456789012:stack/{}/*"
CALLS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "silent": (
        failed("s3", "HeadBucket", ERROR.format("403", "HeadBucket") + "Forbidden", Bucket=NAMES.bucket),
        {"action": "s3:ListBucket", "resource": "arn:aws:s3:::my-awesome-zappa-bucket", "feature": "s3_bucket"},
    ),
    "as_expected": (
        failed("cloudformation", "CreateStack", refused(STACK.format(NAMES.function)), **TAGGED),
        {"resource": STACK.format("shop-dev"), "context": {}, "feature": "core"},
    ),
    "elsewhere": (
        failed("cloudformation", "CreateStack", refused("arn:aws:cloudformation:x"), **TAGGED),
        {
            "resource": "arn:aws:cloudformation:x",
            "context": {
                "aws:RequestTag/ZappaProject": "shop-dev",
                "aws:TagKeys": ["ZappaProject"],
                "cloudformation:TemplateUrl": "https://s3.amazonaws.com/my-awesome-zappa-bucket/x",
            },
        },
    ),
    "not_a_refusal": (
        failed("lambda", "GetFunction", ERROR.format("ResourceNotFoundException", "GetFunction") + "no such function"),
        {},
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_failed_calls_are_words_where_aws_refused_them(name: str) -> None:
    """What AWS does not say comes from the rows; where it says other than they, its word holds."""
    call, wanted = CALLS[name]
    found = [it.word for it in RefusalReader(NAMES, catalog.load(), "0.63.0").of_calls([call])]
    assert len(found) == bool(wanted)
    for word in found:
        assert word
        assert {key: value for key, value in word.model_dump().items() if key in wanted} == wanted
        expected = name == "as_expected"
        assert ("what it knew of the request is not this: {'aws:RequestTag/Zappa" in (word.note or "")) is expected
