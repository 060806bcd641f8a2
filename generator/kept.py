"""What is worth keeping between runs: JSON in the ignored cache folder, each entry with the key it was made for."""

from __future__ import annotations

import json
import os
import tomllib
from hashlib import sha256
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


class Tables:
    """TOML files as tables, those parsed before out of a cache: the parser is the slowest part of loading."""

    def __init__(self, entry: Path) -> None:
        self.entry = entry
        self.before: dict[str, Any] = read(entry) or {}
        self.now: dict[str, Any] = {}

    def parse(self, content: bytes) -> dict[str, Any]:
        """The tables of a file's content; raises tomllib.TOMLDecodeError and UnicodeDecodeError."""
        key = sha256(content).hexdigest()
        self.now[key] = self.before.get(key) or tomllib.loads(content.decode())
        found: dict[str, Any] = self.now[key]
        return found

    def keep(self) -> None:
        """Keep what was parsed, if any of it is new."""
        if self.now.keys() != self.before.keys():
            write(self.entry, self.now)
