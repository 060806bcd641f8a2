"""A scenario: settings, the commands to run under them, and what AWS has to hold before."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from . import life, pairs

FOLDER = Path(__file__).resolve().parent / "scenarios"
DEFAULT_RUN = ["deploy", "update", "status", "undeploy"]  # of a file that names no commands


@dataclass(frozen=True)
class Scenario:
    """One file `generator/zappa_iam/recorder/scenarios/<name>.toml`; its settings are laid over those of `default`.

    run       names of commands and handler events, in order; see `commands.toml`
    setup     calls that make what must exist before: service, operation, parameters, and `save`, stable name -> path
    change    before the named command, take the `absent` settings away and lay `settings` over the stage's
    files     the project's own; a zappa_settings file among them stands in place of `settings`
    derived   rows for what AWS does itself with the role, or what cannot run offline; `since` as for the scenario
    keeps     features that stay on once they were, as Zappa leaves behind what needs them
    bundle    the file that holds the recording together with others; its own without
    """

    name: str
    why: str
    features: list[str]
    settings: dict[str, Any]
    run: list[str]
    since: str = "0"
    absent: list[str] = field(default_factory=list)
    package_megabytes: int = 0
    bucket: bool = True
    files: dict[str, str] = field(default_factory=dict)
    commands: dict[str, list[str]] = field(default_factory=dict)
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    setup: list[dict[str, Any]] = field(default_factory=list)
    change: list[dict[str, Any]] = field(default_factory=list)
    derived: list[dict[str, Any]] = field(default_factory=list)
    keeps: list[str] = field(default_factory=list)
    bundle: str = ""

    @property
    def lived(self) -> bool:
        """Whether the scenario is of the life table, and its features change with its settings."""
        return self.bundle.startswith("life_")


def load_scenarios(folder: Path = FOLDER) -> dict[str, Scenario]:
    """Name -> scenario, sorted; then those of the life table, and of many settings; each settings table complete."""
    tables = pairs.tables(folder)
    tables |= life.tables(folder, tables) | pairs.scenarios(folder, tables)
    return {name: completed(name, table, folder) for name, table in tables.items()}


def states(scenario: Scenario) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each command in its order, with the stage's settings when it runs."""
    settings = scenario.settings
    for command in scenario.run:
        for change in scenario.change:
            if change["before"] == command:
                kept = {key: value for key, value in settings.items() if key not in change.get("absent", ())}
                settings = kept | change.get("settings", {})
        yield command, settings


def load_file(path: Path) -> Scenario:
    """The scenario of a file outside the folder; `features` and what else only the module needs may be there or not."""
    table = {"why": "A project of one's own.", "features": [], "run": DEFAULT_RUN, **_read(path)}
    return completed(path.stem, {key: value for key, value in table.items() if key != "resources"})


def completed(name: str, table: dict[str, Any], folder: Path = FOLDER) -> Scenario:
    """The scenario of a file's tables, its settings laid over those of the default scenario."""
    shared = _cached(folder / "shared" / "commands.toml")
    table = dict(table)
    settings = _cached(folder / "default.toml")["settings"] | table.pop("settings", {})
    for key in table.get("absent", []):
        settings.pop(key, None)
    commands = shared["commands"] | table.pop("commands", {})
    events = shared["events"] | table.pop("events", {})
    return Scenario(name, settings=settings, commands=commands, events=events, **table)


def runs_on(scenario: Scenario, version: str) -> bool:
    """Whether this Zappa version knows the scenario's setting."""
    return knows(version, scenario.since)


def knows(version: str, since: str) -> bool:
    """Whether this version is that one or a later one."""
    return _numbers(version) >= _numbers(since)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@cache
def _cached(path: Path) -> dict[str, Any]:
    return _read(path)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
