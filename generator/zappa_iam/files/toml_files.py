"""TOML files. Whatever is wrong with one is a single clear line."""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

LARGEST = 8 * 1024 * 1024  # bytes; no data file is as long

Parse = Callable[[bytes], dict[str, Any]]


class TomlError(Exception):
    """Where: what; what to do, in one line."""


def parse(content: bytes) -> dict[str, Any]:
    """The tables of a file's content."""
    return tomllib.loads(content.decode())


def read(path: Path, where: str, parse: Parse = parse) -> dict[str, Any]:
    """The tables of one file; TomlError if it is not a plain file or not TOML. Messages call the file `where`.

    A FIFO or a device is refused before it is opened, because reading it could wait for ever.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise TomlError(f"{where}: is no plain file; restore it from version control")
        if status.st_size > LARGEST:
            raise TomlError(f"{where}: is longer than {LARGEST} bytes; restore it from version control")
        return parse(path.read_bytes())
    except FileNotFoundError:
        raise TomlError(f"{where}: missing; restore it from version control") from None
    except OSError as error:
        raise TomlError(f"{where}: {error.strerror or error}; make it readable") from None
    except RecursionError:
        raise TomlError(f"{where}: nested too deeply; write valid TOML") from None
    except ValueError as error:  # not TOML, not UTF-8, or a number with more digits than Python reads
        raise TomlError(f"{where}: {' '.join(str(error).split())}; write valid TOML") from None
