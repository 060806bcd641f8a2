"""A project's Python files, as Zappa looks through them: all below its folder, but hidden folders and environments."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

_SKIPPED = {"__pycache__", "env", "node_modules", "venv"}


def python_files(folder: Path) -> Iterator[Path]:
    """Every .py file."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED and not name.startswith("."))
        yield from (Path(place, name) for name in sorted(names) if name.endswith(".py"))


def tree_of(path: Path, word: str) -> ast.Module:
    """The file's syntax tree, parsed and never run; an empty one where it lacks the word or is no Python."""
    try:
        source = path.read_text(encoding="utf-8", errors="ignore")
        return ast.parse(source) if word in source else ast.Module([], [])
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])
