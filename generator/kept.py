"""What is worth keeping between runs: JSON in the ignored cache folder, each entry with the key it was made for."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

CACHE = Path(__file__).parent.parent / ".cache"


def read(entry: Path, key: Any = None) -> Any:
    """What was kept under this key (JSON, so tuples are lists); None where there is nothing or another key."""
    try:
        found, content = json.loads(entry.read_bytes())
    except (OSError, ValueError):
        return None
    return content if found == key else None


def write(entry: Path, content: Any, key: Any = None) -> None:
    """Keep the content, atomically; a read-only checkout costs speed, never the command."""
    partial = entry.with_name(f"{entry.name}.{os.getpid()}")
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps([key, content]))
        partial.replace(entry)
    except OSError:
        partial.unlink(missing_ok=True)
