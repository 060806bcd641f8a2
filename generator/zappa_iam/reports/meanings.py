"""Meanings: whether a word of the user is a service, a feature or a setting, and which grants belong to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from zappa_iam.catalog.model import Catalog
from zappa_iam.recorder import checking, life
from zappa_iam.recorder.scenario import FOLDER as SCENARIOS
from zappa_iam.reports.features import when_on
from zappa_iam.reports.grants import GrantedAction, grants
from zappa_iam.settings.features import used


class Meaning(NamedTuple):
    """One meaning of a word: a sentence, and which grants belong to it."""

    sentence: str
    covers: Callable[[GrantedAction], bool]


def meanings(catalog: Catalog, word: str) -> list[Meaning]:
    """The meanings of the word, in any case: feature, setting, service, or several of them; none if there are none."""
    name = word.lower().lstrip("-")
    return [*_as_feature(catalog, name), *_as_setting(catalog, name), *_as_service(catalog, name)]


def nearest(catalog: Catalog, word: str, commands: list[str]) -> str:
    """Advice for a word without meaning: the nearest names, each with what it is."""
    kinds: dict[str, list[str]] = {}
    for kind, names in (
        ("action", [grant.action for grant in grants(catalog)]),
        ("service", list(_services(catalog))),
        ("feature", [feature.name for feature in catalog.features]),
        ("setting", list(settings(catalog))),
        ("--command", commands),
    ):
        for name in names:
            kinds.setdefault(name, [])
            kinds[name] += [kind] if kind not in kinds[name] else []
    folded = {name.lower(): name for name in kinds}
    near = [folded[name] for name in get_close_matches(word.lower(), folded, n=3)]
    if not near:
        return "run `zappa-iam explain` for all that is granted"
    named = [f"{name} ({' and '.join(kinds[name])})" for name in near]
    return f"did you mean {' or '.join(named)}?"


def settings(catalog: Catalog) -> dict[str, list[str]]:
    """Each setting of zappa_settings.json, and each option of a command -> the features that it turns on or off.

    These are the features that the catalog names for it, and those that it changes in the recorder's life table.
    """
    found = {name: set(features) for name, features in _in_life().items()}
    for feature in catalog.features:
        for setting in feature.about.settings:
            found.setdefault(setting.lstrip("-"), set()).add(feature.name)
    order = [feature.name for feature in catalog.features]
    return {name: sorted(features, key=order.index) for name, features in sorted(found.items())}


@cache
def _in_life() -> dict[str, set[str]]:
    """Setting -> the features that it turns on or off in some step of the life table; ScenariosError."""
    checking.check(SCENARIOS)
    found = {name: set[str]() for name in life.without_life(SCENARIOS)}
    for _, row in life.rows(SCENARIOS):
        for step in row.steps:
            whole = {**row.settings, **step.get("settings", {})}
            for setting in step.get("settings", {}):
                less = {key: value for key, value in whole.items() if key != setting}
                either = {use.feature for use in used(whole)} ^ {use.feature for use in used(less)}
                found.setdefault(setting, set()).update(either)
        for setting in row.lives:
            found.setdefault(setting.lstrip("-"), set())
    return found


def _as_feature(catalog: Catalog, name: str) -> Iterator[Meaning]:
    for feature in catalog.features:
        if feature.name == name:
            sentence = f"{name}: a feature, on {when_on(feature)}: {feature.about.title}. {feature.about.why}"
            yield Meaning(sentence, lambda grant: grant.feature == name)


def _as_setting(catalog: Catalog, name: str) -> Iterator[Meaning]:
    features = settings(catalog).get(name)
    if features is None:
        return
    if features:
        sentence = f"{name}: a setting of Zappa, which turns on: {', '.join(features)}"
        yield Meaning(sentence, lambda grant: grant.feature in features)
        return
    usual = "What Zappa does with it is granted by the features that are on without it."
    reason = life.without_life(SCENARIOS).get(name, usual)
    yield Meaning(f"{name}: a setting of Zappa, which turns no feature on. {reason}", lambda _: False)


def _services(catalog: Catalog) -> dict[str, set[str]]:
    """Service -> its granted actions."""
    found: dict[str, set[str]] = {}
    for grant in grants(catalog):
        found.setdefault(grant.service, set()).add(grant.action)
    return found


def _as_service(catalog: Catalog, name: str) -> Iterator[Meaning]:
    if actions := _services(catalog).get(name):
        many = "one of its actions is" if len(actions) == 1 else f"{len(actions)} of its actions are"
        yield Meaning(f"{name}: a service of AWS; {many} granted", lambda grant: grant.service == name)
