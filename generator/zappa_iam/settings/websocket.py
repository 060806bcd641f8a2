"""Whether a project's Python imports zappa.websocket, which switches the WebSocket API on; parsed, never run."""

from __future__ import annotations

import ast
from pathlib import Path

from zappa_iam.settings.python_files import python_files, tree_of

_MODULE = "zappa.websocket"


def imports_websocket(folder: Path) -> bool:
    """As Zappa's `_detect_websocket_usage` looks."""
    return any(_imports(tree_of(path, _MODULE)) for path in python_files(folder))


def _imports(tree: ast.Module) -> bool:
    for node in ast.walk(tree):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if any(name == _MODULE or name.startswith(f"{_MODULE}.") for name in names):
            return True
    return False
