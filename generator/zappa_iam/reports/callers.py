"""Usage of an action: the places in Zappa that ask for it, the commands and settings, per version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from rich.markup import escape
from rich.table import Table

from zappa_iam.evidence.recordings import FOLDER, Ask, Recording, asks, read, rows_of, versions
from zappa_iam.reports.console import some, table
from zappa_iam.reports.coverage import DEFAULT

_SHOWN = 12
_SHOWN_COMMANDS = 4
_SHOWN_SETTINGS = 4


class CallSite(NamedTuple):
    """One place in Zappa, of one `origin` (recorded or derived), and the principal on whose behalf it asks.

    `settings` holds for each scenario what it sets other than the default scenario; null is a setting left out.
    """

    action: str
    to: str
    file: str
    function: str
    origin: str
    commands: list[str]
    settings: dict[str, dict[str, Any]]
    lines: dict[str, list[int]]


def uses(action: str, feature: str | None = None, folder: Path = FOLDER) -> list[CallSite]:
    """The places that ask for an action, in any case; of the scenarios with one feature, where given.

    The oldest version is read first, and the settings are those of the newest. No file is read for an action that no
    row of operations/*.toml names.
    """
    if not any(rows_of(action)):
        return []
    found: dict[tuple[str, str, str, str, str], CallSite] = {}
    for version in versions(folder):
        recordings = read(version, folder)
        for scenario, recording in recordings.items():
            if feature in (None, *recording["features"]):
                for ask in asks(recording, action):
                    key = (ask.permission.action, ask.permission.to, ask.file, ask.function, ask.origin)
                    use = found.setdefault(key, CallSite(*key, [], {}, {}))
                    _add(use, version, scenario, ask, _own(recording, recordings[DEFAULT]))
    return sorted(found.values(), key=lambda use: (use.to, use.origin != "recorded", -len(use.settings), use.file))


def _add(use: CallSite, version: str, scenario: str, ask: Ask, settings: dict[str, Any]) -> None:
    use.settings[scenario] = settings
    if ask.command not in use.commands:
        use.commands.append(ask.command)
    lines = use.lines.setdefault(version, [])
    if ask.line not in lines:
        lines.append(ask.line)


def _own(recording: Recording, default: Recording) -> dict[str, Any]:
    """The settings that differ from the default scenario's."""
    own, usual = recording["settings"], default["settings"]
    return {key: own.get(key) for key in (*own, *(usual.keys() - own)) if own.get(key) != usual.get(key)}


def tabulated(found: Sequence[CallSite], known: Sequence[str]) -> Table:
    """The first places as a table; versions, of those `known`, that agree on the lines share one entry."""
    rows = table("to", "commands", "settings", "Zappa", "lines by version", whole=("to",))
    for use in found[:_SHOWN]:
        rows.add_row(
            use.to,
            escape(some(use.commands, _SHOWN_COMMANDS)),
            escape(_settings(use)),
            escape(f"{use.file} {use.function}"),
            escape("\n".join(_by_version(use.lines, known))),
        )
    if len(found) > _SHOWN:
        rows.add_row("", f"and {len(found) - _SHOWN} more places: see --json")
    return rows


def _settings(use: CallSite) -> str:
    """What must be set for Zappa to come here: nothing beyond the default scenario, or some alternatives."""
    if DEFAULT in use.settings:
        return "default"
    each = [", ".join(settings) or f"as in {scenario}" for scenario, settings in use.settings.items()]
    alternatives = list(dict.fromkeys(each))
    more = len(alternatives) - _SHOWN_SETTINGS
    return "; ".join(alternatives[:_SHOWN_SETTINGS]) + (f"; {more} more" if more > 0 else "")


def _by_version(lines: dict[str, list[int]], known: Sequence[str]) -> Iterator[str]:
    """`0.60.2-0.61.4: 12, 40` for each run of neighbouring versions with the same lines."""
    for at, run in groupby(known, key=lambda version: sorted(lines.get(version, []))):
        names = list(run)
        if at:
            span = names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}"
            yield f"{span}: {', '.join(map(str, at))}"
