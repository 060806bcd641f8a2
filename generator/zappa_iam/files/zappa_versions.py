"""Versions of Zappa, as files and folders are named after them: `zappa-0.63.0`, `zappa-0.63.0.txt`."""

from __future__ import annotations

from pathlib import Path


def versions(folder: Path, suffix: str = "") -> list[str]:
    """The versions that something in the folder is named after, the oldest first, the newest last."""
    found = [path.name.removeprefix("zappa-").removesuffix(suffix) for path in folder.glob(f"zappa-*{suffix}")]
    return sorted(found, key=lambda version: [int(part) for part in version.split(".")])
