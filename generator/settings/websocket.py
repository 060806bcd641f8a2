"""Whether a project's Python imports zappa.websocket, which switches the WebSocket API on; parsed, never run."""

from __future__ import annotations

import ast
import os
from pathlib import Path

_SKIPPED = {"__pycache__", "env", "node_modules", "venv"}
_MODULE = "zappa.websocket"


def imports_websocket(folder: Path) -> bool:
    """As Zappa's `_detect_websocket_usage` looks: every .py file below, but in hidden folders and environments."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _SKIPPED and not name.startswith(".")]
        if any(name.endswith(".py") and _imports(Path(place, name)) for name in names):
            return True
    return False


def _imports(path: Path) -> bool:
    try:
        source = path.read_text(encoding="utf-8", errors="ignore")
        tree = ast.parse(source) if _MODULE in source else ast.Module([], [])
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    for node in ast.walk(tree):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if any(name == _MODULE or name.startswith(f"{_MODULE}.") for name in names):
            return True
    return False
