"""TOML files. Whatever is wrong with one is a single clear line."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zappa_iam.files.faults import DataError
from zappa_iam.files.plain_files import PlainFileError, content

Parse = Callable[[bytes], dict[str, Any]]


class TomlError(DataError):
    """Where: what; what to do, in one line."""


def parse(content: bytes) -> dict[str, Any]:
    """The tables of a file's content."""
    return tomllib.loads(content.decode())


def read(path: Path, where: str, parse: Parse = parse) -> dict[str, Any]:
    """The tables of one file; TomlError if it is not a plain file or not TOML. Messages call the file `where`."""
    try:
        return parse(content(path, where))
    except PlainFileError as error:
        raise TomlError(str(error)) from None
    except RecursionError:
        raise TomlError(f"{where}: nested too deeply; write valid TOML") from None
    except ValueError as error:  # not TOML, not UTF-8, or a number with more digits than Python reads
        raise TomlError(f"{where}: {' '.join(str(error).split())}; write valid TOML") from None
