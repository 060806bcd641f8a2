"""Staging: the temporary folder in which a render is written, beside its place; one render at a time beside another.

A staging folder's name begins with PREFIX and it holds a file that is named after the folder's own inode, so that
neither a copy nor a folder of somebody else's passes for one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from zappa_iam.files import ownership
from zappa_iam.files.ownership import shown

PREFIX = ".zappa-iam-rendering-"
PATIENCE = 60.0
"""Seconds to wait for another render."""


class BusyError(RuntimeError):
    """Where: what; what to do, in one line."""


@contextlib.contextmanager
def staged(parent: Path) -> Iterator[Path]:
    """An empty folder in `parent`, removed in the end, while no other render works there.

    What killed renders left there is removed first. BusyError after PATIENCE; OSError.
    """
    with _locked(parent) as alone:
        if alone:
            for leftover in sorted(parent.glob(f"{PREFIX}*")):
                _remove(leftover)
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        try:
            (folder / _sign(folder)).touch()
            yield folder
        finally:
            _remove(folder)


@contextlib.contextmanager
def _locked(parent: Path) -> Iterator[bool]:
    """Hold the lock that the system drops with the process; False where the file system has none."""
    descriptor = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield _lock(descriptor, parent)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, parent: Path) -> bool:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > end:
                raise BusyError(f"{shown(parent)}: another render is at work there; let it end, run again") from None
            time.sleep(0.02)
        except OSError:
            return False


def _sign(folder: Path) -> str:
    """The name of the file that says of a staging folder that it is one."""
    return f"staging-{folder.lstat().st_ino}"


def _remove(folder: Path) -> None:
    """Remove a staging folder, if it is one and holds nothing but what a render wrote, whole or in part."""
    with contextlib.suppress(OSError):
        if not stat.S_ISDIR(folder.lstat().st_mode):
            return
        sign = folder / _sign(folder)
        if sign.exists() and _is_ours(folder):
            for path in sorted(folder.iterdir()):
                if path != sign:
                    _remove_below(path)
            sign.unlink()
        folder.rmdir()  # refused by the system where anything is left


def _is_ours(folder: Path) -> bool:
    """Whether each file below carries the mark, or is empty, as of a render killed before it wrote the first byte."""
    return all(
        _is_ours(path)
        if stat.S_ISDIR(path.lstat().st_mode)
        else stat.S_ISREG(path.lstat().st_mode) and (path.stat().st_size == 0 or _is_marked(path))
        for path in folder.iterdir()
    )


def _is_marked(path: Path) -> bool:
    return ownership.carries_mark(path) or ownership.carries_mark(path, ownership.FLEET_MARK)


def _remove_below(path: Path) -> None:
    """Remove a file, or a folder with what is in it."""
    if not stat.S_ISDIR(path.lstat().st_mode):
        path.unlink()
        return
    for below in path.iterdir():
        _remove_below(below)
    path.rmdir()
