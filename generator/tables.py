"""The README's tables of what the evidence says, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.figures import Figures
from generator.permission import Catalog, Feature
from generator.recordings import Recording

LABELS = {"deployer": "deployer", "role": "execution role"}


def features(catalog: Catalog, recordings: Mapping[str, Recording]) -> str:
    """Feature by feature: calls recorded in the scenarios that have it on, actions granted to deployer and role."""
    rows = [
        (f"`{feature.name}`", _calls(feature, recordings), _granted([feature], "deployer"), _granted([feature], "role"))
        for feature in catalog.features
    ]
    total = (
        "**all, each counted once**",
        sum(_recorded(recording) for recording in recordings.values()),
        _granted(catalog.features, "deployer"),
        _granted(catalog.features, "role"),
    )
    return _markdown(
        ("feature", "calls recorded", "actions, deployer", "actions, execution role"), [*rows, total], right=True
    )


def comparison(columns: Mapping[str, Mapping[str, Figures]]) -> str:
    """Whose policies -> principal -> figures, side by side; what nobody measured is left out."""
    rows: list[Sequence[object]] = []
    for to, label in LABELS.items():
        measured = [found.get(to) for found in columns.values()]
        for what, cells in (
            ("actions written", [each and each.written for each in measured]),
            ("actions, wildcards expanded", [each and each.expanded for each in measured]),
            ("recorded requests allowed", [each and _share(each.allowed, each.requests) for each in measured]),
            ("parts that a request needs", [each and _share(each.needed, each.parts) for each in measured]),
            ("forbidden requests denied", [each and _share(each.denied, each.corpus) for each in measured]),
            ("escalation methods", [each and each.escalations for each in measured]),
        ):
            if any(cell is not None for cell in cells):
                rows.append((f"{label}: {what}", *("" if cell is None else cell for cell in cells)))
    return _markdown(("", *columns), rows)


def actions(catalog: Catalog) -> dict[str, Figures]:
    """How many actions the features grant that are on unless the user says otherwise; the catalog has no wildcards."""
    usual = [feature for feature in catalog.features if feature.feature.always or feature.feature.default]
    return {to: Figures(_granted(usual, to), _granted(usual, to)) for to in LABELS}


def _granted(found: Sequence[Feature], to: str) -> int:
    """How many different actions the features grant one principal."""
    return len(
        {
            action
            for feature in found
            for statement in (feature.deployer if to == "deployer" else feature.role)
            for action in statement.actions
        }
    )


def _calls(feature: Feature, recordings: Mapping[str, Recording]) -> int:
    on = [found for found in recordings.values() if feature.feature.always or feature.name in found["features"]]
    return sum(_recorded(recording) for recording in on)


def _recorded(recording: Recording) -> int:
    return sum(call["origin"] == "recorded" for call in recording["calls"])


def _share(part: int, whole: int) -> str | None:
    return f"{part} of {whole}" if whole else None


def _markdown(header: Sequence[str], rows: Sequence[Sequence[object]], right: bool = False) -> str:
    line = ["---", *["---:" if right else "---"] * (len(header) - 1)]
    return "".join(f"| {' | '.join(map(str, cells))} |\n" for cells in (header, line, *rows))
