"""Surroundings: the environment for programs that must not see the user's AWS accounts and settings."""

from __future__ import annotations

import os
from collections.abc import Mapping

NOWHERE = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


def without_account(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without profile, keys, region and endpoint, and without AWS's files and a machine's role."""
    kept = {name: value for name, value in environment.items() if not name.startswith(("AWS_", "BOTO_"))}
    return kept | NOWHERE
