"""Writing a root module's files into a folder that may hold others: all or none, and never over another file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


class WriteError(RuntimeError):
    """Where: what; what to do, in one line."""


def refuse_over(folder: Path, files: Mapping[str, str], option: str = "--folder") -> None:
    """WriteError where one of the files is there with another text; `option` is the one that names the folder."""
    if there := sorted(name for name, text in files.items() if _differs(folder / name, text)):
        raise WriteError(
            f"{folder}: {', '.join(there)} there already; name another {option}, or write over them with --force"
        )


def _differs(path: Path, text: str) -> bool:
    """Whether something is there that is not a plain file of this text."""
    if not os.path.lexists(path):
        return False
    return path.is_symlink() or not path.is_file() or path.read_bytes() != text.encode()


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files, over those of their names; WriteError, with nothing written, where the folder takes none."""
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
