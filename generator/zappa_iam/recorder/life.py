"""The life table: rows of `scenarios/life/*.toml`, each a setting's life, as tables that a scenario file would have.

A row is deployed without the setting, then updated through its steps, and undeployed. It may live on several bases
(`scenarios/shared/bases.toml`), and is a scenario on each. All rows of a file are recorded into one bundle.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Table = dict[str, Any]
STEPS = ("on", "changed", "changed again")
SHARED = ("commands", "events")
BORROWED = ("bucket", "files", "package_megabytes", "setup")  # of a scenario that a row is like


@dataclass(frozen=True)
class LifeRow:
    """One row; what it does not say is the base's, or that of the scenario that it is `like`.

    values    the setting when it is on, changed, changed again; then it is off
    step      instead of values: `name`, and `settings` over the base's or `absent` of them; `commands` of its own
    on        the bases; `commands` run at each step, `first` and `last` before and after all steps
    covers    what no key of the settings says: options of commands
    keeps     feature -> what Zappa leaves behind without the setting, for which the feature must stay on
    few       why there are fewer than three values
    """

    name: str
    why: str
    values: list[Table] = field(default_factory=list)
    step: list[Table] = field(default_factory=list)
    on: list[str] = field(default_factory=lambda: ["rest"])
    commands: list[str] = field(default_factory=lambda: ["update"])
    first: list[str] = field(default_factory=lambda: ["deploy"])
    last: list[str] = field(default_factory=lambda: ["undeploy"])
    features: list[str] = field(default_factory=list)
    settings: Table = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    since: str = "0"
    like: str = ""
    files: dict[str, str] = field(default_factory=dict)
    setup: list[Table] = field(default_factory=list)
    keeps: dict[str, str] = field(default_factory=dict)
    covers: list[str] = field(default_factory=list)
    few: str = ""

    @property
    def steps(self) -> list[Table]:
        """The steps in their order, the last with the setting off."""
        if self.step:
            return self.step
        named = zip(STEPS, self.values, strict=False)
        return [*({"name": name, "settings": settings} for name, settings in named), {"name": "off"}]

    @property
    def lives(self) -> set[str]:
        """The settings, and options of commands, whose life this is."""
        keys = (key for step in self.steps for key in (*step.get("settings", {}), *step.get("absent", ())))
        return {*self.covers, *keys}


def rows(folder: Path) -> Iterator[tuple[str, LifeRow]]:
    """Every row, with the name of its file, less the ending."""
    for path in sorted((folder / "life").glob("*.toml")):
        for table in _read(path)["row"]:
            yield path.stem, LifeRow(**table)


def without_life(folder: Path) -> dict[str, str]:
    """Each setting that has no row, and the reason why."""
    return {name: row["why"] for row in _read(folder / "shared" / "no_life.toml")["none"] for name in row["settings"]}


def tables(folder: Path, others: Mapping[str, Table]) -> dict[str, Table]:
    """Name of each scenario of the life table -> its table; `others` are those of the scenarios in files."""
    found: dict[str, Table] = {}
    if not (folder / "life").is_dir():
        return found
    bases, shared = (_read(folder / "shared" / f"{name}.toml") for name in ("bases", "commands"))
    for file, row in rows(folder):
        for name in row.on:
            own = f"life_{row.name}" + (f"_{name}" if len(row.on) > 1 else "")
            table = _table(row, bases[name], others, shared)
            found[own] = {**table, "bundle": f"life_{file}"}
    return found


def _table(row: LifeRow, base: Table, others: Mapping[str, Table], shared: Table) -> Table:
    """The row on one base, as a scenario's table; `shared` are commands and events."""
    like = others.get(row.like or base.get("like", ""), {})
    settings = base.get("settings", {}) | row.settings
    state = {key: it for key, it in (others["default"]["settings"] | settings).items() if key not in row.absent}
    named: dict[str, str] = {}
    change = []
    before = state
    for step in row.steps:
        after = {key: it for key, it in state.items() if key not in step.get("absent", ())} | step.get("settings", {})
        names = {f"{command} ({step['name']})": command for command in step.get("commands", row.commands)}
        change.append({"before": next(iter(names)), **_between(before, after)})
        named |= names
        before = after
    borrowed = {key: like[key] for key in BORROWED if key in like}
    return {
        **borrowed,
        "why": row.why,
        "features": sorted({*base["features"], *row.features}),
        "run": [*row.first, *named, *row.last],
        **{kind: {name: shared[kind][it] for name, it in named.items() if it in shared[kind]} for kind in SHARED},
        "settings": settings,
        "keeps": list(row.keeps),
        "absent": row.absent,
        "since": max(row.since, base.get("since", "0"), key=lambda text: [int(part) for part in text.split(".")]),
        "change": [it for it in change if it["settings"] or it["absent"]],
        "files": borrowed.get("files", {}) | row.files,
        "setup": [*borrowed.get("setup", []), *row.setup],
    }


def _between(before: Table, after: Table) -> Table:
    """The change from these settings to those."""
    changed = {key: it for key, it in after.items() if key not in before or before[key] != it}
    return {"settings": changed, "absent": [key for key in before if key not in after]}


def _read(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))
