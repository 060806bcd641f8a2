"""What is worth keeping between runs: JSON in the ignored cache folder, each entry with the key it was made for.

An entry begins with the digest of what follows, so that one that was damaged, in whatever value, is made anew.
"""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

from zappa_iam.files import places, toml_files

CACHE = places.CACHE


def read(entry: Path, key: Any = None) -> Any:
    """What was kept under this key (JSON, so tuples are lists); None where there is nothing or another key."""
    try:
        digest, _, body = entry.read_bytes().partition(b"\n")
        found, content = json.loads(body) if digest == _digest(body) else (None, None)
    except (OSError, ValueError):
        return None
    return content if found == key else None


def write(entry: Path, content: Any, key: Any = None) -> None:
    """Keep the content, atomically; a read-only checkout costs speed, never the command, nor does what is no JSON."""
    partial = entry.with_name(f"{entry.name}.{os.getpid()}")
    try:
        body = json.dumps([key, content]).encode()
    except (TypeError, ValueError):  # a date, or a number of thousands of digits
        return
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(b"\n".join((_digest(body), body)))
        partial.replace(entry)
    except OSError:
        partial.unlink(missing_ok=True)


def _digest(body: bytes) -> bytes:
    return sha256(body).hexdigest().encode()


class TableCache:
    """TOML files as tables, those parsed before out of a cache: the parser is the slowest part of loading."""

    def __init__(self, entry: Path) -> None:
        self.entry = entry
        self.before: dict[str, Any] = read(entry) or {}
        self.now: dict[str, Any] = {}

    def parse(self, content: bytes) -> dict[str, Any]:
        """The tables of a file's content; raises ValueError for what is no TOML."""
        key = sha256(content).hexdigest()
        self.now[key] = self.before.get(key) or toml_files.parse(content)
        found: dict[str, Any] = self.now[key]
        return found

    def keep(self) -> None:
        """Keep what was parsed, if any of it is new."""
        if self.now.keys() != self.before.keys():
            write(self.entry, self.now)
