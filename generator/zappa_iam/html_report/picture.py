"""The picture: the actions that policies grant, by service and access level, as one SVG image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from zappa_iam.audit.granted import known
from zappa_iam.audit.names import ActionNames
from zappa_iam.html_report.measures import LEVELS, levels
from zappa_iam.html_report.rendering import templates
from zappa_iam.html_report.subject import Column
from zappa_iam.iam import Policy

COLOURS = dict(zip(LEVELS, ("#a9bccf", "#7497bd", "#3f8f8c", "#e0912f", "#c5352e"), strict=True))
LEFT, WIDTH, ROW, HEAD = 190, 720, 24, 34  # pixels: the labels' width, the picture's, a bar with its gap, a heading
NAMES = {"deployer": "Whoever deploys", "role": "The function's code"}


class Bar(NamedTuple):
    """A bar of one service, or the heading of a principal where it has no `parts`; its top, and its number."""

    label: str
    top: int
    parts: Sequence[Mapping[str, Any]]
    total: int


def picture(name: str, documents: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The image's text, for a project of that name and its policies by principal, such as a plan has.

    Wider bars are more actions, and each part of one is an access level.
    """
    policies = {to: list(map(Policy.parse, found)) for to, found in documents.items() if found}
    rows = levels([Column("", name, "", policies)], ActionNames(known()))
    bars: list[Bar] = []
    top = HEAD
    grouped: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        grouped.setdefault((row["principal"], row["service"]), []).append(row)
    most = max(sum(row["actions"] for row in mine) for mine in grouped.values())
    for principal, heading in NAMES.items():
        bars.append(Bar(heading, top, [], 0))
        top += HEAD
        for service, mine in ((of, mine) for (to, of), mine in grouped.items() if to == principal):
            bars.append(_bar(service, top, mine, (WIDTH - LEFT - 60) / most))
            top += ROW
        top += 10
    return (
        templates()
        .get_template("picture.svg.j2")
        .render(bars=bars, colours=COLOURS, title=_title(name, bars), width=WIDTH, height=top, left=LEFT)
    )


def _bar(service: str, top: int, rows: Sequence[Mapping[str, Any]], unit: float) -> Bar:
    """The service's bar: each access level behind the one before, `unit` pixels for each action."""
    parts: list[Mapping[str, Any]] = []
    place = float(LEFT)
    for row in rows:
        wide = row["actions"] * unit
        parts.append({"x": round(place, 1), "width": round(wide, 1), "level": row["level"], "actions": row["actions"]})
        place += wide
    return Bar(service, top, parts, sum(row["actions"] for row in rows))


def _title(name: str, bars: list[Bar]) -> str:
    """What a screen reader says: the project, and each service with its number."""
    said = [bar.label if not bar.parts else f"{bar.label} {bar.total}" for bar in bars]
    return f"Actions granted to {name}: {', '.join(said)}"
