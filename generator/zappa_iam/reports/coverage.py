"""Coverage: whether the catalog grants what a scenario asks for, and by which feature, or which file to fix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from zappa_iam.catalog.model import Catalog

Features = Mapping[str, Sequence[str]]  # scenario -> the features it runs with
DEFAULT = "default"  # the scenario of all commands on default settings


class Coverage(NamedTuple):
    """The features that grant an action in every scenario that asks for it, or else the catalog's files to fix."""

    granted_by: list[str]
    fix: list[str]


def coverage(catalog: Catalog, to: str, action: str, asking: Sequence[str], features: Features) -> Coverage:
    """Whether the action is granted in these scenarios; `features` knows them and all others."""
    granting = granted_by(catalog, to, action)
    always = {feature.name for feature in catalog.features if feature.about.always}
    on = {scenario: always.union(features[scenario]) for scenario in asking}
    lacking = [scenario for scenario in asking if not granting & on[scenario]]
    if not lacking:
        return Coverage(sorted(granting & set().union(*on.values())), [])
    return Coverage([], [f"generator/zappa_iam/catalog/features/{name}.toml" for name in _owners(lacking, features)])


def granted_by(catalog: Catalog, to: str, action: str) -> set[str]:
    """The features that grant an action, in any case, to `deployer` or `role`."""
    return {
        feature.name for feature in catalog.features if action.lower() in (name.lower() for name in feature.allowed(to))
    }


def _owners(lacking: Sequence[str], features: Features) -> list[str]:
    """The features that the action may belong to.

    A scenario's own features are those that the default scenario does not have. A feature that all these scenarios own
    is the likeliest, the rarest of several; if there is none, the rarest of each scenario. For a scenario without own
    features it is the core or a default feature.
    """
    usual = set(features.get(DEFAULT, ()))
    own = [set(features[scenario]) - usual for scenario in lacking]
    if not all(own):
        return ["core", *sorted(set.intersection(*(usual.intersection(features[scenario]) for scenario in lacking)))]
    count = Counter(name for names in features.values() for name in names)
    shared = set.intersection(*own)
    chosen = [shared] if shared else own
    return sorted({min(names, key=lambda name: (count[name], name)) for names in chosen})
