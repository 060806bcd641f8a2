"""The module's interface: its variables and outputs, read from `interface.toml`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from generator import kept
from generator.permission import Catalog

PATH = Path(__file__).parent / "interface.toml"


class Validation(NamedTuple):
    """One rule of a variable: a Terraform condition, and the message that says what to write instead."""

    condition: str
    message: str


class Variable(NamedTuple):
    """One variable; no default means required; null is taken where it is the default, or `nullable`."""

    name: str
    type: str
    description: str
    default: str | None = None
    nullable: bool = False
    validation: Sequence[Validation] = ()


class Output(NamedTuple):
    """One output: its value is a Terraform expression."""

    name: str
    description: str
    value: str
    sensitive: bool = False
    depends_on: Sequence[str] = ()


class Interface(NamedTuple):
    """Required variables first, then by name; outputs by name."""

    variables: list[Variable]
    outputs: list[Output]


def load(catalog: Catalog, path: Path = PATH) -> Interface:
    """The interface, with the catalog's default features as the default of `features`."""
    parser = kept.Tables(kept.CACHE / "interface.json")
    tables: dict[str, list[dict[str, Any]]] = parser.parse(path.read_bytes())
    parser.keep()
    default = [feature.name for feature in catalog.features if feature.feature.default]
    variables = [Variable(**row | _validation(row)) for row in tables["variable"]]
    variables = [v._replace(default=json.dumps(default)) if v.name == "features" else v for v in variables]
    outputs = [Output(**row) for row in tables["output"]]
    return Interface(
        sorted(variables, key=lambda variable: (variable.default is not None, variable.name)),
        sorted(outputs, key=lambda output: output.name),
    )


def _validation(row: dict[str, Any]) -> dict[str, list[Validation]]:
    return {"validation": [Validation(**rule) for rule in row.get("validation", [])]}
