"""`python -m zappa_iam.recorder.refusing`: what real Zappa does with each row of `scenarios/pairs/refused.toml`; JSON.

A row `refused` yields what the command printed, and its exit status; a row `ignored` the calls, and the resources of
templates, that there are only with or only without the values that Zappa should ignore.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from . import pairs
from .capture import Capture
from .names import StableNames
from .scenario import FOLDER, Scenario, completed
from .session import prepared
from .warm import warm

PACKING = ("deploy", "update")
OFF = "no "
"""Before the name of a setting: the setting switched off."""


def main() -> int:
    """Print one list of outcomes by kind, in the order of the file."""
    made, rows = Made(), pairs.refusals(FOLDER)
    refused = [(made.together(row["with"], row), row["command"]) for row in rows["refused"]]
    plain = {row["with"]: (made.together([row["with"]], {}), "") for row in rows["ignored"]}
    both = [(made.beside(row), "") for row in rows["ignored"]]
    with warm(), multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        ended = pool.starmap(_run, [*refused, *plain.values(), *both], chunksize=1)
    said, alone, beside = ended[: len(refused)], ended[len(refused) : -len(both)], ended[-len(both) :]
    asked = {name: each["asked"] for name, each in zip(plain, alone, strict=True)}
    found = {
        "refused": [{"exit": each["exit"], "said": each["said"]} for each in said],
        "ignored": [
            sorted(each["asked"] ^ asked[row["with"]]) for row, each in zip(rows["ignored"], beside, strict=True)
        ],
    }
    json.dump(found, sys.stdout)
    return 0


class Made:
    """Scenarios made of values."""

    def __init__(self) -> None:
        tables = pairs.tables(FOLDER)
        self.default, self.values = tables["default"], pairs.values(FOLDER, tables)

    def together(self, names: Iterable[str], row: dict[str, Any]) -> Scenario:
        """The scenario with all these values, less the settings that the row leaves out, and with its own."""
        table = pairs.together([self.values[name] for name in names if not name.startswith(OFF)], self.default)
        left = {key: it for key, it in table["settings"].items() if key not in row.get("leave", [])}
        return completed("refused", {**table, "settings": left | row.get("settings", {})})

    def beside(self, row: dict[str, Any]) -> Scenario:
        """The scenario with what Zappa should ignore: values, or arguments where a command takes a package."""
        if "arguments" not in row:
            return self.together([row["with"], *row["ignored"]], row)
        plain = self.together([row["with"]], row)
        longer = {name: [*line, *row["arguments"]] for name, line in plain.commands.items() if line[0] in PACKING}
        return replace(plain, commands=plain.commands | longer)


def _run(scenario: Scenario, last: str) -> dict[str, Any]:
    """Run the commands, none after `last`; what that one printed, its exit status, and all that was asked for."""
    capture = Capture(StableNames())
    exits = {}
    with prepared(scenario, capture) as run:
        for command in scenario.run:
            exits[command] = run(command)
            if command == last:
                break
    return {"exit": exits[command], "said": capture.said[command], "asked": _asked(capture)}


def _asked(capture: Capture) -> set[str]:
    """Each distinct call and each resource of a template, as text that begins with service and operation, or type."""
    calls = capture.names.stable(capture.calls)
    resources = [it for template in capture.templates.values() for it in template.values()]
    return {f"{it['service']} {it['operation']} {json.dumps(it['parameters'], sort_keys=True)}" for it in calls} | {
        f"{it['Type']} {json.dumps(it['Properties'], sort_keys=True)}" for it in resources
    }


if __name__ == "__main__":
    sys.exit(main())
