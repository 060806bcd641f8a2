"""Staging: the temporary folder that a render is written to, beside its target. Renders beside one another wait.

A staging folder's name begins with PREFIX. It holds a file that is named after the folder's own inode. So neither a
copy nor a folder of somebody else is taken for one.
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
    """Give an empty folder in `parent`, while no other render works there; remove it in the end.

    First remove what killed renders left there. BusyError after PATIENCE; OSError.
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
    """Hold a lock that the system releases with the process; False if the file system has no locks."""
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
    """The name of the file that marks a staging folder."""
    return f"staging-{folder.lstat().st_ino}"


def _remove(folder: Path) -> None:
    """Remove the folder if it is a staging folder and holds only what a render wrote, whole or in part."""
    with contextlib.suppress(OSError):
        if not stat.S_ISDIR(folder.lstat().st_mode):
            return
        sign = folder / _sign(folder)
        if sign.exists() and _is_ours(folder):
            for path in sorted(folder.iterdir()):
                if path != sign:
                    _remove_below(path)
            sign.unlink()
        folder.rmdir()  # the system refuses if anything is left


def _is_ours(folder: Path) -> bool:
    """Whether each file below carries the mark, or is empty: a render may be killed before it writes the first byte."""
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
