"""Plain files: read whole, where they are files and of a length that makes sense."""

from __future__ import annotations

import stat
from pathlib import Path

from zappa_iam.files.faults import DataError

LARGEST = 8 * 1024 * 1024  # bytes; no data file is as long


class PlainFileError(DataError):
    """Where: what; what to do, in one line."""


def content(path: Path, where: str) -> bytes:
    """The bytes of a file, which messages call `where`; PlainFileError where they cannot be had.

    A FIFO or a device in a file's place is refused before it is opened, since reading it could wait for ever.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise PlainFileError(f"{where}: is not a plain file; restore it from version control")
        if status.st_size > LARGEST:
            raise PlainFileError(f"{where}: is longer than {LARGEST} bytes; restore it from version control")
        return path.read_bytes()
    except FileNotFoundError:
        raise PlainFileError(f"{where}: missing; restore it from version control") from None
    except OSError as error:
        raise PlainFileError(f"{where}: {error.strerror or error}; make it readable") from None


def text(path: Path, where: str) -> str:
    """The text of a file; PlainFileError where it is not UTF-8, too."""
    try:
        return content(path, where).decode()
    except UnicodeDecodeError:
        raise PlainFileError(f"{where}: is not UTF-8; restore it from version control") from None
