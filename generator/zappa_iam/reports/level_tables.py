"""The tables of docs/levels.md: which commands each level is enough for, and what it grants of the default features."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from zappa_iam.catalog import levels
from zappa_iam.catalog.feature import Feature
from zappa_iam.catalog.levels import Asked, Level
from zappa_iam.catalog.model import Catalog
from zappa_iam.module.render import placed
from zappa_iam.reports.evidence_tables import markdown

_SHOWN = 2


def commands(found: Sequence[Level], catalog: Catalog, asked: Asked) -> str:
    """Command by command: whether a level is for it, or else the first of what it needs beyond the level."""
    whole = {name: levels.actions([name], catalog, asked) for name in levels.commands(asked)}
    granted = {level.name: levels.actions(level.commands, catalog, asked) for level in found}
    rows: list[Sequence[object]] = []
    for name, needed in whole.items():
        cells = [
            "yes" if name in level.commands else _refused(_beyond(needed, granted[level.name]), catalog)
            for level in found
        ]
        rows.append((f"`{name}`", *cells))
    return markdown(("command", *(f"`{level.name}`" for level in found)), rows)


def statements(found: Sequence[Level], catalog: Catalog, asked: Asked) -> str:
    """Statement by statement of the default features: the actions that each level has of it."""
    granted = {level.name: levels.actions(level.commands, catalog, asked) for level in found}
    rows: list[Sequence[object]] = []
    for feature in _usual(catalog):
        for statement in feature.deployer:
            cells = [
                ", ".join(f"`{action}`" for action in granted[level.name].get(statement.sid, ())) for level in found
            ]
            rows.append((f"`{feature.name}`", statement.sid, *cells))
    return markdown(("feature", "statement", *(f"`{level.name}`" for level in found)), rows)


def _usual(catalog: Catalog) -> list[Feature]:
    """What is on where the user names no features."""
    return [each for each in catalog.features if each.about.always or each.about.default]


def _beyond(needed: Mapping[str, list[str]], granted: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """What a command needs and a level does not grant: statement and action."""
    return [(sid, it) for sid, actions in needed.items() for it in actions if it not in granted.get(sid, ())]


def _refused(beyond: Collection[tuple[str, str]], catalog: Catalog) -> str:
    """The first of it, what changes something before what reads; in the default features, where there is any."""
    place = {each.sid: number for number, feature in enumerate(placed(catalog)) for each in feature.deployer}
    usual = {statement.sid for feature in _usual(catalog) for statement in feature.deployer}
    reading = ("Describe", "Get", "List", "Filter", "GET")

    def rank(it: tuple[str, str]) -> tuple[bool, bool, bool, int]:
        sid, action = it
        return sid not in usual, action.startswith("kms:"), action.partition(":")[2].startswith(reading), place[sid]

    ordered = sorted(beyond, key=rank)
    actions = list(dict.fromkeys(action for _, action in ordered))
    more = len(actions) - _SHOWN
    return "no: " + ", ".join(f"`{action}`" for action in actions[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
