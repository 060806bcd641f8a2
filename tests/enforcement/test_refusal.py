"""A refusal, worded as the service words it."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from zappa_iam.enforcement.refusal import refusal
from zappa_iam.iam import Request


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("lambda", "GetAlias", "AccessDeniedException"),
        ("events", "PutRule", "AccessDeniedException"),
        ("cloudformation", "CreateStack", "AccessDenied"),
        ("cloudwatch", "GetMetricStatistics", "AccessDenied"),
        ("s3", "PutObject", "AccessDenied"),
        ("s3", "HeadBucket", "403"),
        ("sns", "Publish", "AuthorizationError"),
        ("ec2", "DescribeSubnets", "UnauthorizedOperation"),
    ],
)
def test_refusal_is_worded_as_the_service_words_it(service: str, operation: str, code: str) -> None:
    """Zappa looks at codes: 403 of a HEAD request as a number, Lambda's by its name."""
    client: Any = boto3.client(service, region_name="us-west-2")
    error = refusal(client, operation, "deployer", Request("a:B", "arn:aws:a:::b"))
    assert error.response["Error"]["Code"] == code
    said = "Forbidden" if code == "403" else "is not authorized to perform: a:B on resource: arn:aws:a:::b because"
    assert said in str(error)
    assert json.dumps(error.response)
