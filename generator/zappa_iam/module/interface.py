"""The module's interface: its variables and outputs, read from `interface.toml`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints

from zappa_iam.catalog.model import Catalog
from zappa_iam.files import caching, checked
from zappa_iam.files.faults import DataError
from zappa_iam.files.shapes import Identifier, Model, Text

PATH = Path(__file__).parent / "interface.toml"
FEATURES = "features"  # the variable whose default is the catalog's
Expression = Annotated[str, StringConstraints(min_length=1)]


class InterfaceError(DataError):
    """Every fault of interface.toml, one line each: where: what; what to do."""


class Validation(Model):
    """One rule of a variable: a Terraform condition, and a message that says what to write instead."""

    condition: Expression
    message: Annotated[str, StringConstraints(pattern=r"^[^\n]+[.]$")]


class Variable(Model):
    """One variable. Without a default it is required. It takes null if null is its default, or if it is `nullable`."""

    name: Identifier
    type: Expression
    description: Annotated[str, StringConstraints(pattern=r"^[A-Z][^\n]+[.]$")]
    default: Expression | None = None
    nullable: bool = False
    validation: list[Validation] = []

    @property
    def shape(self) -> str:
        """The type in one line, without what objects have."""
        return re.sub(r"object\(\{.*\}\)", "object({...})", " ".join(self.type.split()))


class Output(Model):
    """One output: its value is a Terraform expression."""

    name: Identifier
    description: Text
    value: Expression
    sensitive: bool = False
    depends_on: list[Text] = []


class InterfaceFile(Model):
    """The whole of interface.toml."""

    variable: list[Variable] = Field(min_length=1)
    output: list[Output] = Field(min_length=1)


class Interface(NamedTuple):
    """Required variables first, then by name; outputs by name."""

    variables: list[Variable]
    outputs: list[Output]


def load(catalog: Catalog, path: Path = PATH) -> Interface:
    """The interface, with the default features as the default of `features`; InterfaceError with all faults."""
    tables = _tables(path)
    default = json.dumps([feature.name for feature in catalog.features if feature.about.default])
    variables = [v.model_copy(update={"default": default}) if v.name == FEATURES else v for v in tables.variable]
    return Interface(
        sorted(variables, key=lambda variable: (variable.default is not None, variable.name)),
        sorted(tables.output, key=lambda output: output.name),
    )


def _tables(path: Path) -> InterfaceFile:
    parser = caching.TableCache(caching.CACHE / "interface.json")
    faults: list[str] = []
    tables = checked.read(InterfaceFile, path, path.name, faults, parser.parse)
    if tables is None:
        raise InterfaceError("\n".join(faults))
    faults = [*_repeated("variable", tables.variable), *_repeated("output", tables.output), *_unordered(tables)]
    if faults:
        raise InterfaceError("\n".join(f"{path.name}: {fault}" for fault in faults))
    parser.keep()
    return tables


def _repeated(kind: str, rows: list[Variable] | list[Output]) -> list[str]:
    names = [row.name for row in rows]
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    return [f"{kind} {name}: is there twice; take one out" for name in twice]


def _unordered(tables: InterfaceFile) -> list[str]:
    """A line for the first variable, and the first output, that is not at its place."""
    required = [each.name for each in tables.variable if each.default is None and each.name != FEATURES]
    others = [each.name for each in tables.variable if each.name not in required]
    wanted = {"variable": sorted(required) + sorted(others), "output": sorted(each.name for each in tables.output)}
    found = {"variable": [each.name for each in tables.variable], "output": [each.name for each in tables.output]}
    return [
        f"{kind} {name}: {right} belongs here; required variables come first, and all are in the order of their names"
        for kind in wanted
        for name, right in [next(((a, b) for a, b in zip(found[kind], wanted[kind], strict=True) if a != b), ("", ""))]
        if name
    ]
