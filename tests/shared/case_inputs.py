"""What plan cases are made of: ARNs, partitions, stages, and inputs that many of them have."""

from __future__ import annotations

from typing import Any

from zappa_iam import catalog
from zappa_iam.module.planning import ACCOUNT

# Name -> inputs beside those that all need, and a part of what Terraform says of them.
Answered = dict[str, tuple[dict[str, Any], str]]
CATALOG = catalog.load()
PARTITIONS = {"aws": "us-west-2", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
KEY_ARN = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
BUCKET_KEY_ARN = KEY_ARN.replace("11111111", "22222222")
BOUNDARY_ARN = f"arn:aws:iam::{ACCOUNT}:policy/Boundary"
APPLICATION_ARN = f"arn:aws:iam::{ACCOUNT}:policy/Orders"
GUIDE = {"policy_profile": "guide"}
# Of another region than the provider's: the module refuses to make a bucket there.
CHINA = {"region": PARTITIONS["aws-cn"], "create_bucket": False}
GOVCLOUD = {"region": PARTITIONS["aws-us-gov"], "create_bucket": False}
LONGEST = {
    "bucket_name": "b" * 63,
    "role_name": "r" * 64,
    "name": "n" * 40,
    "path": "/" + "p" * 510 + "/",
    "project_name": "p" * 32,
    "stages": ["s" * 31],
}

# A case has what it is about, and no more. A case about grants needs no bucket, one about people needs no features, and
# one about the bucket needs neither.
NO_BUCKET = {"create_bucket": False}
NOTHING = ["no_api", "no_events"]
PEOPLE: dict[str, Any] = {**NO_BUCKET, "features": NOTHING}
NOBODY: dict[str, Any] = {"features": NOTHING, "create_role": False, "create_group": False, "users": []}

# Stages of which Zappa's slugify has something to change.
AWKWARD_STAGES = ["DEV", "a__b", "_x", "y_", "__z__9", "0", "A1_B2_c3", "x_1_y", "ONE_two", "L" * 50]

# Stages of a project as large as they come.
BIG_STAGES = [
    "dev",
    "test",
    "staging",
    "production",
    "demo",
    "training",
    "preview",
    "acceptance",
    "performance",
    "security",
    "hotfix",
    "sandbox",
]
BIG: dict[str, Any] = {**NO_BUCKET, "project_name": "customer-portal-backend"}
QUEUES = [f"arn:aws:sqs:us-west-2:{ACCOUNT}:customer-portal-backend-{stage}" for stage in BIG_STAGES]
