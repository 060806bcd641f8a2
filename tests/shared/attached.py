"""The policies that are attached to an identity of the account, as the account has them."""

from __future__ import annotations

from typing import Any

import boto3


def attached(kind: str, name: str) -> list[dict[str, Any]]:
    """The documents, in their default versions, of the policies attached to a `role` or `group`."""
    iam = boto3.client("iam", region_name="us-west-2")
    listed = getattr(iam, f"list_attached_{kind}_policies")(**{f"{kind.capitalize()}Name": name})
    found = []
    for policy in listed["AttachedPolicies"]:
        version = iam.get_policy(PolicyArn=policy["PolicyArn"])["Policy"]["DefaultVersionId"]
        held = iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId=version)
        found.append(held["PolicyVersion"]["Document"])
    return found
