"""A scenario: settings, the commands to run under them, and what AWS has to hold before."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "scenarios"


@dataclass(frozen=True)
class Scenario:
    """One file `generator/scenarios/<name>.toml`; its settings are laid over those of `default`.

    run       names of commands and handler events, in order; see `commands.toml`
    setup     calls that make what must exist before: service, operation, parameters, and `save`, stable name -> path
    change    before the named command, lay these settings over the stage's
    derived   rows for what AWS does itself with the role, or what cannot run offline; `since` as for the scenario
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


def load_scenarios(folder: Path = FOLDER) -> dict[str, Scenario]:
    """Name -> scenario, sorted; each settings table complete."""
    shared = _read(folder / "shared" / "commands.toml")
    base = _read(folder / "default.toml")["settings"]
    scenarios = {}
    for path in sorted(folder.glob("*.toml")):
        table = _read(path)
        settings = base | table.pop("settings", {})
        for key in table.get("absent", []):
            settings.pop(key, None)
        commands = shared["commands"] | table.pop("commands", {})
        events = shared["events"] | table.pop("events", {})
        scenarios[path.stem] = Scenario(path.stem, settings=settings, commands=commands, events=events, **table)
    return scenarios


def runs_on(scenario: Scenario, version: str) -> bool:
    """Whether this Zappa version knows the scenario's setting."""
    return knows(version, scenario.since)


def knows(version: str, since: str) -> bool:
    """Whether this version is that one or a later one."""
    return _numbers(version) >= _numbers(since)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
