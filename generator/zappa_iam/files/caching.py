"""The cache: JSON in an ignored folder, each entry with the key that it was made for.

An entry begins with the digest of its content, so a damaged entry is noticed and made again.
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
    """The entry's content for this key (JSON, so tuples are lists); None if there is none, or it is damaged."""
    try:
        if not entry.is_file():  # a FIFO would be waited for
            return None
        digest, _, body = entry.read_bytes().partition(b"\n")
        found, content = json.loads(body) if digest == _digest(body) else (None, None)
    except (OSError, ValueError):
        return None
    return content if found == key else None


def write(entry: Path, content: Any, key: Any = None) -> None:
    """Write the content, atomically; nothing is written if the folder is read-only or the content is not JSON."""
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
    """TOML files as tables, from the cache if they were parsed before: parsing is the slowest part of loading."""

    def __init__(self, entry: Path) -> None:
        self.entry = entry
        self.before: dict[str, Any] = read(entry) or {}
        self.now: dict[str, Any] = {}

    def parse(self, content: bytes) -> dict[str, Any]:
        """The tables of a file's content; ValueError if it is not TOML."""
        key = sha256(content).hexdigest()
        self.now[key] = self.before.get(key) or toml_files.parse(content)
        found: dict[str, Any] = self.now[key]
        return found

    def keep(self) -> None:
        """Write the cache, if anything new was parsed."""
        if self.now.keys() != self.before.keys():
            write(self.entry, self.now)
