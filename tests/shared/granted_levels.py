"""The levels, and the actions of each, by statement."""

from __future__ import annotations

from zappa_iam import catalog
from zappa_iam.catalog import levels

CATALOG = catalog.load()
LEVELS = {level.name: level for level in levels.load()}
ACTIONS = {name: levels.actions(level.commands, CATALOG, levels.asked()) for name, level in LEVELS.items()}
