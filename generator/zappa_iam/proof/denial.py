"""Denials: a recorded request that the policies refuse, in words that say what breaks and where to fix it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from zappa_iam.catalog.feature import Feature
from zappa_iam.catalog.model import Catalog
from zappa_iam.iam import Request
from zappa_iam.requests import Call


class Denial(NamedTuple):
    """A request that the policies refuse, the recorded call that makes it, and the feature that would grant it."""

    where: str
    call: Call
    request: Request
    file: str = "core"

    def __str__(self) -> str:
        call = self.call
        return (
            f"{self.where}: {call.command}: {call.service} {call.operation} ({call.source}): {self.request.action} on "
            f"{self.request.resource} is denied to the {call.principal}; grant it in "
            f"generator/zappa_iam/catalog/features/{self.file}.toml"
        )


def file_to_fix(catalog: Catalog, features: AbstractSet[str], principal: str, action: str) -> str:
    """The feature, of those that are on, whose file most likely misses a grant.

    The one that grants the action already, else the one whose grants are most of all of its service, else the first
    that nobody gets by default; among several, the first beyond the defaults, then what is always on.
    """
    known = [feature for feature in catalog.features if feature.name in features]
    known.sort(key=lambda feature: (feature.about.default, feature.about.always))
    granting = next((each for each in known if action in _actions(each, principal)), None)
    return (granting or max(known, key=lambda each: _share(each, principal, action.split(":")[0]))).name


def _share(feature: Feature, principal: str, service: str) -> float:
    """Which part of the actions that the feature grants is of the service."""
    actions = _actions(feature, principal)
    return sum(name.startswith(f"{service}:") for name in actions) / max(len(actions), 1)


def _actions(feature: Feature, principal: str) -> list[str]:
    return sorted(feature.allowed(principal))
