"""Regions: where an account's partition answers for IAM, whose address and signature are those of one region."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from zappa_iam.catalog.arns import partition

# Partition -> the region that requests to its IAM are signed for.
HOMES = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
    "aws-us-gov": "us-gov-west-1",
}


def home(region: str | None) -> str:
    """The region of IAM in this region's partition; that of the partition `aws` where no region is known."""
    return HOMES[partition(region or "")]


def chosen(session: Any, environment: Mapping[str, str] = os.environ) -> str | None:
    """The user's region: AWS_REGION, which Terraform reads and boto3 does not, else what boto3 finds."""
    return environment.get("AWS_REGION") or session.region_name or None
