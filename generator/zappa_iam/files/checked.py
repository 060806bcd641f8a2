"""TOML files read into checked shapes. Each fault is one line, and all faults are found at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from zappa_iam.files import toml_files
from zappa_iam.files.shapes import Model, describe

M = TypeVar("M", bound=Model)


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


def read(
    model: type[M], path: Path, where: str, faults: list[str], parse: toml_files.Parse = toml_files.parse
) -> M | None:
    """The checked content of one TOML file; or None, and its faults."""
    before = len(faults)
    raw = tables(path, where, faults, parse)
    return parsed(model, raw, where, faults) if len(faults) == before else None
