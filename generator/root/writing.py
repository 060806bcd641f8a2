"""Writing a root module's files into a folder that may hold others: all or none, and never over another file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


class WriteError(RuntimeError):
    """Where: what; what to do, in one line."""


def write(folder: Path, files: Mapping[str, str], force: bool = False) -> None:
    """Write the files; WriteError, with nothing written, where one is there already and `force` is off."""
    there = sorted(name for name in files if os.path.lexists(folder / name))
    if there and not force:
        raise WriteError(
            f"{folder}: {', '.join(there)} there already; name another --folder, or write over them with --force"
        )
    written: list[tuple[Path, Path]] = []
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f".{path.name}.{os.getpid()}")
            written.append((partial, path))
            partial.write_text(text, encoding="utf-8", newline="\n")
        for partial, path in written:
            partial.replace(path)
    except OSError as error:
        raise WriteError(f"{folder}: {error.strerror or error}; name a folder that can be written to") from None
    finally:
        for partial, _ in written:
            partial.unlink(missing_ok=True)
