"""Writing: a folder of files replaced as a whole, or compared with what it should hold."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def replace(folder: Path, files: dict[str, str], prove: Callable[[Path], None] | None = None) -> None:
    """Make `folder` hold exactly these files, atomically: whoever looks sees the old folder whole or the new one.

    The files are written into an empty folder beside it, which then trades places with it in one system call. A run
    that is killed leaves at most that folder beside, which the next run removes. `prove` may look at that
    folder first and raise. Raises OSError.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{folder.name}."
    for leftover in folder.parent.glob(f"{prefix}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
    try:
        fresh.chmod(0o755)
        for name, text in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_text(text, encoding="utf-8", newline="\n")
        if prove:
            prove(fresh)
        _swap(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, folder: Path) -> None:
    """Let `fresh` take `folder`'s place, and `folder`, where there is one, take `fresh`'s."""
    if not folder.exists():
        fresh.rename(folder)
        return
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        old, new = os.fsencode(folder), os.fsencode(fresh)
        if libc.renameat2(_AT_FDCWD, new, _AT_FDCWD, old, _RENAME_EXCHANGE) == 0:
            return
    _swap_in_steps(fresh, folder)


def _swap_in_steps(fresh: Path, folder: Path) -> None:
    """Where the system cannot exchange two folders: two renames, undone if the second one fails."""
    old = fresh.with_name(f"{fresh.name}.old")
    folder.rename(old)
    try:
        fresh.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def difference(folder: Path, files: dict[str, str]) -> str:
    """A unified diff from what `folder` holds to these files, or the empty string; files too many count as removed."""
    from difflib import unified_diff

    folders = {parent.as_posix() for name in files for parent in PurePosixPath(name).parents}
    held: dict[str, bytes] = {}
    lines: list[str] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.parent.relative_to(folder).as_posix() not in folders:
            continue  # in a folder too many, which is named as a whole
        if not path.is_dir():
            held[name] = path.read_bytes()
        elif name not in folders:
            lines.append(f"Only in {folder.name}: {name}/\n")
    for name in sorted({*held, *files}):
        wanted = files.get(name)
        if name in held and wanted is not None and held[name] == wanted.encode():
            continue
        old = held.get(name, b"").decode(errors="replace").splitlines(keepends=True)
        new = (wanted or "").splitlines(keepends=True)
        lines += unified_diff(
            old,
            new,
            f"{folder.name}/{name}" if name in held else "/dev/null",
            f"rendered/{name}" if wanted is not None else "/dev/null",
        )
    return "".join(lines)
