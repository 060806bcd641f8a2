"""Levels: what a deployer may do by Zappa's commands, and the actions of each statement that this takes.

`levels.toml` says which commands a level is for. `commands.json` says which commands ask for which action of which
statement; `make docs` writes it, out of the recordings.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path

from pydantic import Field

from zappa_iam.catalog.grant import Sentence, Sid
from zappa_iam.catalog.model import Catalog
from zappa_iam.files import checked
from zappa_iam.files.faults import DataError
from zappa_iam.files.shapes import Identifier, Model

FOLDER = Path(__file__).parent
LEVELS = FOLDER / "levels.toml"
COMMANDS = FOLDER / "commands.json"
EVERYTHING = "deploy"

Asked = Mapping[str, Mapping[str, Mapping[str, list[str]]]]
"""Feature -> sid -> action -> the commands that ask for it."""


class LevelsError(DataError):
    """Every fault of the levels' data, one line each: where: what; what to do."""


class Level(Model):
    """The commands that a level is for, and the feature without which it grants nothing of use."""

    name: Identifier
    what: Sentence
    commands: list[str] = Field(min_length=1)
    needs: Identifier | None = None


class LevelsFile(Model):
    """The whole of levels.toml."""

    level: list[Level] = Field(min_length=1)


class CommandsFile(Model):
    """The whole of commands.json, under one name."""

    features: dict[Identifier, dict[Sid, dict[str, list[str]]]]


def load(path: Path = LEVELS) -> list[Level]:
    """The levels by name, `deploy` not among them; LevelsError with all faults."""
    faults: list[str] = []
    found = checked.read(LevelsFile, path, path.name, faults)
    known = set(commands(asked()))
    for level in found.level if found else []:
        unknown = [command for command in level.commands if command not in known]
        if unknown:
            advice = f"write some of: {', '.join(sorted(known))}"
            faults.append(f"{path.name}: {level.name}: no recording has {', '.join(unknown)}; {advice}")
    if faults or not found:
        raise LevelsError("\n".join(faults))
    return sorted(found.level, key=lambda level: level.name)


def granted(name: str, catalog: Catalog) -> dict[str, list[str]] | None:
    """Sid -> the actions that a level grants; None for all that there are. LevelsError for a name that is no level."""
    if name == EVERYTHING:
        return None
    known = {level.name: level for level in load()}
    if name not in known:
        raise LevelsError(f"grants: {name!r} is no level; write one of: {', '.join(sorted([*known, EVERYTHING]))}")
    return actions(known[name].commands, catalog, asked())


def asked(path: Path = COMMANDS) -> Asked:
    """What each command asks for; DataError with all faults of the file."""
    return checked.whole_json(CommandsFile, path, path.name, "features").features


def commands(asked: Asked) -> list[str]:
    """Every command that asks for anything, sorted."""
    found = {name for sids in asked.values() for actions in sids.values() for each in actions.values() for name in each}
    return sorted(found)


def actions(commands: Collection[str], catalog: Catalog, asked: Asked) -> dict[str, list[str]]:
    """Sid -> the actions that some of these commands ask for, of the deployer's statements, in the catalog's order."""
    found: dict[str, list[str]] = {}
    for feature in catalog.features:
        for statement in feature.deployer:
            by_action = asked.get(feature.name, {}).get(statement.sid, {})
            mine = [action for action in statement.actions if not set(commands).isdisjoint(by_action.get(action, ()))]
            if mine:
                found[statement.sid] = mine
    return found


def text(asked: Asked) -> str:
    """JSON, a line for each action, so that a diff reads like a change."""
    features = []
    for feature, sids in sorted(asked.items()):
        parts = []
        for sid, actions in sorted(sids.items()):
            rows = ",\n".join(f"   {json.dumps(name)}: {json.dumps(each)}" for name, each in sorted(actions.items()))
            parts.append(f"  {json.dumps(sid)}: {{\n{rows}\n  }}")
        features.append(f" {json.dumps(feature)}: {{\n" + ",\n".join(parts) + "\n }")
    return "{\n" + ",\n".join(features) + "\n}\n"
