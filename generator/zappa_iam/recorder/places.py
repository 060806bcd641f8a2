"""Places: where in Zappa something is called, named alike by every Python.

The line of a statement on which a frame stands, and whether a comprehension has a frame of its own (PEP 709), differ
between interpreters. The syntax tree does not: a place is the statement's first line and the function that holds it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


class Place(NamedTuple):
    """A statement: its first line, and the qualified name of its function, as `Zappa.create_stack`."""

    line: int
    function: str


@cache
def places(path: Path) -> dict[int, Place]:
    """Line of a file -> the innermost statement that it is part of."""
    return dict(_covered(ast.parse(path.read_text(encoding="utf-8")), "<module>", ""))


def _covered(node: ast.AST, function: str, prefix: str) -> Iterator[tuple[int, Place]]:
    """Each line and its statement, the inner ones after those around them."""
    for child in ast.iter_child_nodes(node):
        inner = (function, prefix)
        if isinstance(child, ast.stmt):
            place = Place(child.lineno, function)
            yield from ((line, place) for line in range(child.lineno, (child.end_lineno or child.lineno) + 1))
        if isinstance(child, FUNCTIONS):
            inner = (prefix + child.name, f"{prefix}{child.name}.<locals>.")
        elif isinstance(child, ast.ClassDef):
            inner = (prefix + child.name, f"{prefix}{child.name}.")
        yield from _covered(child, *inner)
