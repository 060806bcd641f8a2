"""What is true whatever a manifest says: AWS's regions, IAM's quotas, and GitHub's."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MOST_JOBS = 256
"""Jobs of a matrix of GitHub Actions, https://docs.github.com/en/actions/reference/limits."""
_FOLDER = Path(__file__).parent


@functools.cache
def regions() -> Mapping[str, str]:
    """Region -> partition."""
    tables = _table("regions.toml")
    return {region: partition for partition, found in tables.items() for region in found}


@functools.cache
def quotas() -> Mapping[str, int]:
    """Kind of thing -> how many an account holds."""
    found: Mapping[str, int] = _table("quotas.toml")["account"]
    return found


@functools.cache
def attached() -> Mapping[str, int]:
    """Kind of identity -> how many managed policies it takes."""
    found: Mapping[str, int] = _table("quotas.toml")["attached"]
    return found


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))
