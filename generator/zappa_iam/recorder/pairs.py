"""Pairs: scenarios of many settings at once, each put together from values of `scenarios/pairs/settings.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Table = dict[str, Any]

WHY = "Settings together: every two that Zappa lets stand together are so in some such scenario."
PLACED = ("setup", "change")  # rows with a `before`
MERGED = ("files", "events", "commands")
IMAGE = "docker_image_uri"
API_CALLS = "(aws) call the function from the API"  # depends on two settings at once; the scenarios of each have it


def scenarios(folder: Path, others: Mapping[str, Table]) -> dict[str, Table]:
    """Name -> table of each row of `rows.toml`; `others` are the tables of all other scenarios."""
    known = values(folder, others)
    rows = _read(folder / "pairs" / "rows.toml")["rows"]
    return {
        f"pairs_{number:02}": together([known[name] for name in row], others["default"])
        for number, row in enumerate(rows, start=1)
    }


def tables(folder: Path) -> dict[str, Table]:
    """Name -> table of each scenario that is a file of its own."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}


def refusals(folder: Path) -> dict[str, list[Table]]:
    """Kind -> rows of `refused.toml`."""
    return _read(folder / "pairs" / "refused.toml")


def values(folder: Path, others: Mapping[str, Table]) -> dict[str, Table]:
    """Value -> what it adds to a scenario, complete."""
    found: dict[str, Table] = {}
    for setting, written in _read(folder / "pairs" / "settings.toml").items():
        for name, value in written.items():
            if name in found:
                raise ValueError(f"scenarios/pairs/settings.toml: two values are called {name}; rename one")
            found[name] = {"setting": setting, **_value(name, value, others)}
    return found


def together(chosen: Iterable[Table], default: Table) -> Table:
    """The scenario's table that holds all these values."""
    chosen = list(chosen)
    instead = {key: command for each in chosen for key, command in each["instead"].items()}
    features = {*default["features"], *(name for each in chosen for name in each["features"])}
    then = [name for each in chosen for name in each["then"]]
    if IMAGE in features:
        then = [name for name in then if not name.startswith("(handler)")]  # there is no code of an image here to run
    run = [instead.get("deploy", "deploy"), *_each_once(then), instead.get("update", "update"), "undeploy"]
    return {
        "why": WHY,
        "bundle": "pairs",
        "features": sorted(features - {name for each in chosen for name in each["without"]}),
        "since": max((each["since"] for each in chosen), default="0"),
        "absent": _each_once(key for each in chosen for key in each["absent"]),
        "bucket": all(each["bucket"] for each in chosen),
        "run": run,
        "settings": _settings(chosen),
        "derived": _each_once(row for each in chosen for row in each["derived"]),
        **{kind: {key: it for each in chosen for key, it in each[kind].items()} for kind in MERGED},
        **{kind: _placed([row for each in chosen for row in each[kind]], instead, run) for kind in PLACED},
    }


def _value(name: str, written: Table, others: Mapping[str, Table]) -> Table:
    """What is written of a value, over what it takes from another scenario."""
    source = others[written["from"]] if "from" in written else {}
    taken = {key: it for key, it in source.get("settings", {}).items() if key not in written.get("leave", [])}
    return {
        "default": written.get("default", False),
        "features": written.get("features", [name]),
        "without": written.get("without", []),
        "since": max(source.get("since", "0"), written.get("since", "0")),
        "absent": source.get("absent", []) + written.get("absent", []),
        "bucket": written.get("bucket", True),
        "instead": {key: written[key] for key in ("deploy", "update") if key in written},
        "then": written.get("then", []),
        "settings": taken | written.get("settings", {}),
        "derived": [row for row in source.get("derived", []) if row["command"] != API_CALLS],
        **{kind: source.get(kind, {}) | written.get(kind, {}) for kind in MERGED},
        **{kind: source.get(kind, []) + written.get(kind, []) for kind in PLACED},
    }


def _settings(chosen: Iterable[Table]) -> Table:
    """The settings of all; entries of `events` stand side by side, any other setting has one value."""
    found: Table = {}
    for each in chosen:
        for key, value in each["settings"].items():
            if key == "events":
                value = found.get(key, []) + value
            elif found.get(key, value) != value:
                raise ValueError(
                    f"scenarios/pairs: {key} is {found[key]!r} and {value!r}; list the two in refused.toml"
                )
            found[key] = value
    return found


def _placed(rows: Iterable[Table], instead: Mapping[str, str], run: list[str]) -> list[Table]:
    """The rows from the start, and those before a command that is run, or before what is run in its place."""
    moved = [row | {"before": instead.get(row["before"], row["before"])} if "before" in row else row for row in rows]
    return _each_once(row for row in moved if row.get("before", run[0]) in run)


def _each_once(items: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


def _read(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))
