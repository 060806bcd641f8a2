"""A fleet on one page: its projects as rows, and for each feature one project whose names stand for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from zappa_iam.audit.renaming import AuditedStage
from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.catalog.model import Catalog
from zappa_iam.policies import Project


class Placed(NamedTuple):
    """A project of a fleet: its stages, the features that are on, the root that it is in, and who deploys it."""

    project: Project
    stages: list[AuditedStage]
    features: frozenset[str]
    root: str
    deployers: tuple[str, ...]

    @property
    def name(self) -> str:
        """The project and its root, by which no two are alike."""
        return f"{self.project.name} in {self.root}"


def placed(
    project: Project, stages: list[AuditedStage], root: str, deployers: Iterable[str], catalog: Catalog
) -> Placed:
    """A project at its place."""
    on = frozenset(feature.name for feature in project.on(catalog))
    return Placed(project, stages, on, root, tuple(deployers))


class Speaker(NamedTuple):
    """A project that shows what some features grant, for itself and for all that have them."""

    project: Project
    stages: list[AuditedStage]
    features: frozenset[str]


def largest(placed: Sequence[Placed]) -> Placed:
    """The project with the most features, of several the first by name."""
    return min(placed, key=lambda each: (-len(each.features), each.name))


def speakers(placed: Sequence[Placed]) -> list[Speaker]:
    """The largest project with all its features, and others for those that it has not."""
    left = {feature for each in placed for feature in each.features}
    found: list[Speaker] = []
    while left:
        chosen = min(placed, key=lambda each: (-len(left & each.features), each.name))
        found.append(Speaker(chosen.project, chosen.stages, frozenset(left & chosen.features)))
        left -= chosen.features
    return found


def rows(placed: Sequence[Placed], catalog: Catalog) -> list[dict[str, Any]]:
    """Each project of the fleet, with how many actions it comes to."""
    allowed = {to: {feature.name: feature.allowed(to) for feature in catalog.features} for to in PRINCIPALS}
    usual = {feature.name for feature in catalog.features if feature.about.always}
    return [
        {
            "project": each.project.name,
            "root": each.root,
            "account": each.project.account,
            "region": each.project.region,
            "stages": list(each.project.stages),
            "deployers": list(each.deployers),
            "features": sorted(each.features - usual),
            "actions": {
                to: len(set().union(*(found[name] for name in each.features))) for to, found in allowed.items()
            },
        }
        for each in placed
    ]


def having(placed: Sequence[Placed], feature: str) -> list[str]:
    """The names of the projects that have a feature on, each once."""
    return list(dict.fromkeys(each.project.name for each in placed if feature in each.features))
