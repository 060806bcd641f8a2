"""What Zappa's source defines."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from zappa_iam.recorder import record

NEWEST = record.versions()[-1]


@cache
def symbols(file: str) -> frozenset[str]:
    """The dotted names of a file of the newest Zappa: classes, functions and what is assigned in them."""
    root = next((record.interpreter(NEWEST).parent.parent / "lib").glob("python*/site-packages"))
    return frozenset(_names(ast.parse(Path(root, file).read_text(encoding="utf-8")), ""))


def _names(node: ast.AST, prefix: str) -> set[str]:
    found: set[str] = set()
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef):
            found |= {prefix + child.name} | _names(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.Assign):
            found |= {prefix + target.id for target in child.targets if isinstance(target, ast.Name)}
        elif isinstance(child, ast.stmt):
            found |= _names(child, prefix)
    return found
