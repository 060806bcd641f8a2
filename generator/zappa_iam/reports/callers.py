"""Callers of AWS: the places in Zappa that ask for an action, by version, with the commands and settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from zappa_iam.evidence.recordings import FOLDER, Ask, Recording, asks, read, rows_of, versions
from zappa_iam.reports.coverage import DEFAULT
from zappa_iam.reports.layout import Line, heading

_LIFE = "life_"  # scenarios in which settings change
_STEP = re.compile(r"(?<=\S) \([^()]*\)$")
Recordings = Mapping[str, Mapping[str, Recording]]  # version -> scenario -> recording


class CallSite(NamedTuple):
    """One place in Zappa, of one `origin` (recorded or derived), and the principal on whose behalf it asks.

    `settings` has for each scenario the settings that differ from the default scenario; null means left out.
    """

    action: str
    to: str
    file: str
    function: str
    origin: str
    commands: list[str]
    settings: dict[str, dict[str, Any]]
    lines: dict[str, list[int]]


def recorded(folder: Path = FOLDER) -> Recordings:
    """All recordings, the oldest version first."""
    return {version: read(version, folder) for version in versions(folder)}


def callers_of(action: str, feature: str | None = None, folder: Path = FOLDER) -> list[CallSite]:
    """The places that ask for an action, in any case; only in scenarios with the feature, if one is given.

    If no row of operations/*.toml names the action, no recording is read.
    """
    return call_sites(recorded(folder), action, feature) if any(rows_of(action)) else []


def call_sites(recordings: Recordings, action: str | None = None, feature: str | None = None) -> list[CallSite]:
    """The places that ask for anything, or for one action; the settings are those of the newest version."""
    found: dict[tuple[str, str, str, str, str], CallSite] = {}
    for version, by_scenario in recordings.items():
        for scenario, recording in by_scenario.items():
            if feature in (None, *recording["features"]):
                for ask in asks(recording, action):
                    key = (ask.permission.action, ask.permission.to, ask.file, ask.function, ask.origin)
                    site = found.setdefault(key, CallSite(*key, [], {}, {}))
                    add(site, version, scenario, ask, _own(recording, by_scenario[DEFAULT]))
    return sorted(found.values(), key=lambda site: (site.to, site.origin != "recorded", -len(site.settings), site.file))


def add(site: CallSite, version: str, scenario: str, ask: Ask, settings: dict[str, Any]) -> None:
    site.settings[scenario] = settings
    if ask.command not in site.commands:
        site.commands.append(ask.command)
    lines = site.lines.setdefault(version, [])
    if ask.line not in lines:
        lines.append(ask.line)


def _own(recording: Recording, default: Recording) -> dict[str, Any]:
    """The settings that differ from the default scenario's."""
    own, usual = recording["settings"], default["settings"]
    return {key: own.get(key) for key in (*own, *(usual.keys() - own)) if own.get(key) != usual.get(key)}


def lines(found: Sequence[CallSite], known: Sequence[str]) -> Iterator[Line]:
    """A paragraph for each place. Neighbours among the `known` versions share one entry if they have the same lines."""
    for site in found:
        yield Line("")
        yield heading(f"{site.file} {site.function}: {site.action}, for the {site.to}")
        for label, text in (
            ("in", ", ".join(dict.fromkeys(map(plain, site.commands)))),
            ("with", _settings(site)),
            ("at", "; ".join(by_version(site.lines, known))),
        ):
            yield Line(text, label, indent=2)


def plain(command: str) -> str:
    """A recorded command without the scenario's step: `update` for `update (switched off)`."""
    return _STEP.sub("", command)


def _settings(site: CallSite) -> str:
    """The settings with which Zappa comes here: the default scenario's, or the fewest other settings.

    A scenario is named if its settings change, or if it has no other settings.
    """
    if DEFAULT in site.settings:
        return "default"
    own = {name: tuple(settings) for name, settings in site.settings.items() if settings and not name.startswith(_LIFE)}
    least = [keys for keys in dict.fromkeys(own.values()) if not any(set(other) < set(keys) for other in own.values())]
    named = [name for name in site.settings if name not in own]
    return "; ".join([", ".join(keys) for keys in least] + ([f"as in {', '.join(named)}"] if named else []))


def by_version(lines: dict[str, list[int]], known: Sequence[str]) -> Iterator[str]:
    """`0.60.2-0.61.4: 12, 40` for each run of neighbouring versions with the same lines."""
    for at, run in groupby(known, key=lambda version: sorted(lines.get(version, []))):
        names = list(run)
        if at:
            span = names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}"
            yield f"{span}: {', '.join(map(str, at))}"
