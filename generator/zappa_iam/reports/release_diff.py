"""Comparing two versions of Zappa: which permissions the newer one adds, and which it makes needless."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from zappa_iam.catalog.model import Catalog
from zappa_iam.evidence.recordings import Ask, Permission, Recording, asks
from zappa_iam.reports.coverage import Coverage, Features, coverage
from zappa_iam.reports.layout import Line, Style, heading

Kind = Literal["added", "needless"]
Asked = Mapping[str, Mapping[Permission, Sequence[Ask]]]  # by scenario

_SHOWN = 3
_SIGNS: dict[Kind, tuple[str, Style]] = {"added": ("+", "added"), "needless": ("-", "needless")}


class PermissionChange(NamedTuple):
    """One permission that the newer version adds or makes needless, with everything that asks for it.

    `elsewhere` counts the other compared scenarios in which the newer version also asks for it.
    """

    change: Kind
    permission: Permission
    scenarios: list[str]
    features: list[str]
    commands: list[str]
    source: list[str]
    coverage: Coverage
    elsewhere: int

    def row(self) -> dict[str, Any]:
        """The change as JSON has it: one flat table."""
        row = self._asdict()
        return {"change": row.pop("change"), **row.pop("permission")._asdict(), **row.pop("coverage")._asdict(), **row}


class Comparison(NamedTuple):
    """What two versions ask for in the scenarios that both have; `new` and `gone` are those that only one has."""

    old: str
    newer: str
    compared: int
    new: list[str]
    gone: list[str]
    changes: list[PermissionChange]

    def rows(self) -> dict[str, Any]:
        """The comparison as JSON has it."""
        return {**self._asdict(), "changes": [change.row() for change in self.changes]}


def compare(
    old: str, newer: str, before: Mapping[str, Recording], after: Mapping[str, Recording], catalog: Catalog
) -> Comparison:
    """Compare the recordings `before` (of version `old`) and `after` (of `newer`), each by scenario."""
    both = [name for name in after if name in before]
    asked, asking = ({name: asked_of(found[name]) for name in both} for found in (before, after))
    features = {name: recording["features"] for name, recording in after.items()}
    found = compare_asked(old, newer, asked, asking, features, catalog)
    return found._replace(new=sorted(after.keys() - before), gone=sorted(before.keys() - after))


def compare_asked(
    old: str, newer: str, before: Asked, after: Asked, features: Features, catalog: Catalog
) -> Comparison:
    """Compare what was asked `before` and `after`, by scenario; `features` are those of the newer recordings."""
    both = [name for name in after if name in before]
    asked, asking = ({name: found[name] for name in both} for found in (before, after))
    features = {name: features[name] for name in both}
    changes = [
        *_changes("added", asking, asked, asking, features, catalog),
        *_changes("needless", asked, asking, asking, features, catalog),
    ]
    new, gone = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    return Comparison(old, newer, len(both), new, gone, changes)


def asked_of(recording: Recording) -> dict[Permission, list[Ask]]:
    """What a recording asks for, each with all that asks for it."""
    found: dict[Permission, list[Ask]] = {}
    for ask in asks(recording):
        found.setdefault(ask.permission, []).append(ask)
    return found


def _changes(
    kind: Kind, here: Asked, there: Asked, newer: Asked, features: Features, catalog: Catalog
) -> list[PermissionChange]:
    """What is asked for `here` and, in the same scenario, not `there`; by permission, in order."""
    found: dict[Permission, list[str]] = {}
    for scenario, permissions in here.items():
        for permission in permissions.keys() - there[scenario].keys():
            found.setdefault(permission, []).append(scenario)
    changes = []
    for permission, scenarios in sorted(found.items()):
        made = [ask for name in scenarios for ask in here[name][permission]]
        elsewhere = sum(permission in newer[name] for name in newer.keys() - set(scenarios))
        changes.append(
            PermissionChange(
                kind,
                permission,
                scenarios,
                sorted({feature for name in scenarios for feature in features[name]}),
                list(dict.fromkeys(ask.command for ask in made)),
                list(dict.fromkeys(ask.source for ask in made)),
                coverage(catalog, permission.to, permission.action, scenarios, features),
                elsewhere,
            )
        )
    return changes


def lines(found: Comparison) -> Iterator[Line]:
    """The comparison as text: a paragraph for each change, and under them what was compared."""
    for change in found.changes:
        sign, style = _SIGNS[change.change]
        permission = change.permission
        yield heading(f"{sign} {permission.action}, for the {permission.to}: {_advice(change, found)}", style)
        asking = f"{some(change.scenarios, _SHOWN)}: {some(change.commands, _SHOWN)}"
        for label, texts in (
            ("on", [permission.on]),
            ("if", permission.facts),
            ("in", [asking]),
            ("at", change.source[:_SHOWN]),
        ):
            yield from (Line(text, label, indent=2) for text in texts)
    if found.changes:
        yield Line("")
        yield Line("The files are in generator/zappa_iam/catalog/features. `granted` is about the action only:")
        yield Line("`make test` proves resource and conditions.")
    kinds = [change.change for change in found.changes]
    says = f"Zappa {found.newer} adds {kinds.count('added')} permissions to those of {found.old}"
    yield Line(f"{says} and makes {kinds.count('needless')} needless, in {found.compared} scenarios.")
    for what, names in (("New", found.new), ("Gone", found.gone)):
        if names:
            yield Line(f"{what}, so not compared: {', '.join(names)}.")


def some(names: Sequence[str], shown: int) -> str:
    """The first few, and how many more."""
    more = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {more} more" if more > 0 else "")


def _advice(change: PermissionChange, found: Comparison) -> str:
    """What to do about it, in a few words."""
    if change.change == "needless":
        others = f"{change.elsewhere} other scenarios ask" if change.elsewhere else "nothing asks"
        return f"{others} in {found.newer}; keep it for {found.old}"
    granted, fix = change.coverage
    if granted:
        return f"granted by {', '.join(granted)}"
    return f"not granted: fix {', '.join(file.rpartition('/')[2] for file in fix)}"
