"""What is true whatever a manifest says: AWS's regions, IAM's quotas, and GitHub's."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from pydantic import RootModel

from zappa_iam.files import checked
from zappa_iam.files.shapes import Model, Text

MOST_JOBS = 256
"""Jobs of a matrix of GitHub Actions, https://docs.github.com/en/actions/reference/limits."""
_FOLDER = Path(__file__).parent


class Regions(RootModel[dict[str, list[Text]]]):
    """The whole of regions.toml."""


class Quotas(Model):
    """The whole of quotas.toml."""

    account: dict[str, int]
    attached: dict[str, int]


@functools.cache
def regions(folder: Path = _FOLDER) -> Mapping[str, str]:
    """Region -> partition; DataError."""
    tables = checked.whole(Regions, folder / "regions.toml", "fleet/regions.toml").root
    return {region: partition for partition, found in tables.items() for region in found}


@functools.cache
def _quotas(folder: Path = _FOLDER) -> Quotas:
    return checked.whole(Quotas, folder / "quotas.toml", "fleet/quotas.toml")


@functools.cache
def quotas() -> Mapping[str, int]:
    """Kind of thing -> how many an account holds."""
    return _quotas().account


@functools.cache
def attached() -> Mapping[str, int]:
    """Kind of identity -> how many managed policies it takes."""
    return _quotas().attached
