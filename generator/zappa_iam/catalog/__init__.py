"""The catalog: what the module grants, to whom, and why.

Comes in: `features/*.toml`, `scopes.toml`, `exceptions.toml`, written by hand. Goes out: a `Catalog`, checked whole.
May import: `files`.
"""

from zappa_iam.catalog.loading import FOLDER, CatalogError, load

__all__ = ["FOLDER", "CatalogError", "load"]
