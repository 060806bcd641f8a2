"""TOML files read into checked shapes. Each fault is one line, and all faults are found at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from zappa_iam.files import json_files, toml_files
from zappa_iam.files.faults import DataError
from zappa_iam.files.shapes import describe

M = TypeVar("M", bound=BaseModel)


def parsed(model: type[M], raw: Any, where: str, faults: list[str]) -> M | None:
    """The checked shape; or None, and a line in `faults` for each fault. Messages begin with `where`."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        faults += [describe(where, raw, dict(fault)) for fault in error.errors()]
        return None


def tables(path: Path, where: str, faults: list[str], parse: toml_files.Parse = toml_files.parse) -> dict[str, Any]:
    """The tables of one TOML file; empty, and a line in `faults`, if it cannot be read."""
    try:
        return toml_files.read(path, where, parse)
    except toml_files.TomlError as error:
        faults.append(str(error))
        return {}


class CheckedError(DataError):
    """Every fault of a file, one line each: where: what; what to do."""


def whole(model: type[M], path: Path, where: str) -> M:
    """What one TOML file holds; CheckedError with all its faults."""
    faults: list[str] = []
    found = read(model, path, where, faults)
    if found is None:
        raise CheckedError("\n".join(faults))
    return found


def whole_json(model: type[M], path: Path, where: str, key: str | None = None) -> M:
    """What one JSON file holds, a list under the name `key`; DataError with all its faults."""
    raw = json_files.read(path, where)
    faults: list[str] = []
    found = parsed(model, raw if key is None else {key: raw}, where, faults)
    if found is None:
        raise CheckedError("\n".join(faults))
    return found


def read(
    model: type[M], path: Path, where: str, faults: list[str], parse: toml_files.Parse = toml_files.parse
) -> M | None:
    """The checked content of one TOML file; or None, and its faults."""
    before = len(faults)
    raw = tables(path, where, faults, parse)
    return parsed(model, raw, where, faults) if len(faults) == before else None
