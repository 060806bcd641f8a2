"""The keys that AWS sends with every request, whatever it is."""

from __future__ import annotations


def usual(resource: str, account: str, region: str) -> dict[str, str]:
    """Which account asks, where, and whose the resource is: as the ARN has it, else as given.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    there, owner = [*resource.split(":"), *[""] * 5][3:5]
    return {
        "aws:PrincipalAccount": account,
        "aws:RequestedRegion": there or region,
        "aws:ResourceAccount": owner or account,
    }
