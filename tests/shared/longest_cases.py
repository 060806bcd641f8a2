"""The plan case with everything on at once, and every name in it as long as AWS takes it."""

from __future__ import annotations

from typing import Any

from tests.shared.case_inputs import CATALOG, LONGEST
from zappa_iam.module.planning import ACCOUNT

LONGEST_RESOURCES: dict[str, list[str]] = {
    "api_key": ["k" * 64],
    "async_lambda": ["f" * 64],
    "async_response_table": ["t" * 255],
    "authorizer": [f"arn:aws:lambda:us-west-2:{ACCOUNT}:function:{'f' * 64}:{'a' * 128}"],
    "aws_kms_key_arn": [f"arn:aws:kms:us-west-2:{ACCOUNT}:key/{'k' * 64}"],
    "certify": [f"{'.'.join(['d' * 62] * 3)}.{'e' * 63}"],
    "cognito": [f"us-west-2_{'p' * 45}"],
    "dead_letter": [f"arn:aws:{kind}:us-west-2:{ACCOUNT}:{'f' * 256}" for kind in ("sns", "sqs")],
    "docker_image_uri": ["r" * 256],
    "efs_config": [f"arn:aws:elasticfilesystem:us-west-2:{ACCOUNT}:access-point/fsap-{'a' * 40}"],
    "event_source_dynamodb": [f"arn:aws:dynamodb:us-west-2:{ACCOUNT}:table/{'t' * 255}/stream/2026-01-01T00:00:00.000"],
    "event_source_events": ["r" * 64],
    "event_source_kinesis": [
        f"arn:aws:kinesis:us-west-2:{ACCOUNT}:stream/{'s' * 128}/consumer/{'c' * 128}:{'1' * 20}",
    ],
    "event_source_s3": [f"arn:aws:s3:::{'b' * 63}"],
    "event_source_sns": [f"arn:aws:sns:us-west-2:{ACCOUNT}:{'t' * 256}"],
    "event_source_sqs": [f"arn:aws:sqs:us-west-2:{ACCOUNT}:{'q' * 80}"],
    "kms_keys": [f"arn:aws:kms:us-west-2:{ACCOUNT}:key/{'k' * 64}"],
    "layers": [f"arn:aws:lambda:us-west-2:{ACCOUNT}:layer:{'l' * 140}:1234567890"],
    "lets_encrypt_key": [f"s3://{'b' * 63}/{'k' * 256}"],
    "remote_env": [f"s3://{'b' * 63}/{'k' * 256}"],
    "alb": ["internet-facing", f"sg-{'a' * 40}", f"subnet-{'a' * 40}"],
    "vpc_config": [f"sg-{'a' * 40}", f"subnet-{'a' * 40}"],
    "zip_package": [f"s3://{'b' * 63}/{'k' * 256}"],
}
EVERYTHING: dict[str, dict[str, Any]] = {
    "everything_longest": {
        **LONGEST,
        "create_bucket": False,
        "bucket_kms_key_arn": f"arn:aws:kms:us-west-2:{ACCOUNT}:key/{'k' * 64}",
        # not manage_roles: the role that Zappa makes would have too long a name beside a function of 64 characters
        "features": [it.name for it in CATALOG.features if it.selectable and it.name != "manage_roles"],
        "resources": LONGEST_RESOURCES,
    }
}
