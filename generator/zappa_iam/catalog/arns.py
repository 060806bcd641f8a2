"""What the parts of an ARN say: the partition of a region, the path of an identity."""

from __future__ import annotations

# Prefix of region codes -> partition; every other region is of the partition aws. A test compares this with botocore.
PARTITIONS = {
    "cn-": "aws-cn",
    "eu-isoe-": "aws-iso-e",
    "eusc-": "aws-eusc",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "us-isof-": "aws-iso-f",
}


def partition(region: str) -> str:
    """The partition of a region, as in `aws` of us-west-2."""
    return next((name for prefix, name in PARTITIONS.items() if region.startswith(prefix)), "aws")


def path_of(arn: str) -> str:
    """The IAM path in the ARN of a role, policy, group or user, as in `/` of one that has none."""
    inner = arn.rpartition(":")[2].partition("/")[2].rpartition("/")[0]
    return f"/{inner}/" if inner else "/"
