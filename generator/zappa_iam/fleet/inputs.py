"""Inputs of the module that a manifest gives by their own names, under `inputs`, and pipelines for `deployers`."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from zappa_iam.catalog.model import Catalog
from zappa_iam.fleet import filling, types
from zappa_iam.fleet.fault import Fault, Path
from zappa_iam.module import interface

_ELSEWHERE = {
    "account_id": "it is the account's id",
    "bucket_name": "write it as bucket",
    "create_bucket": "write existing_bucket: true",
    "create_role": "write existing_role: true",
    "deployers": "write pipelines",
    "features": "write features beside inputs",
    "name": "write name beside inputs",
    "oidc_providers": "write the issuers that are there at the account",
    "other_projects": "write it at the account",
    "policy_profile": "a fleet is least privilege",
    "project_name": "it is the project's key",
    "region": "write regions",
    "resources": "write resources beside inputs",
    "role_name": "write role",
    "stages": "write stages beside inputs",
}


class Inputs:
    """The module's variables, with their types and defaults as Terraform declares them."""

    def __init__(self, catalog: Catalog) -> None:
        self.variables = {each.name: each for each in interface.load(catalog).variables}

    @functools.cached_property
    def free(self) -> dict[str, types.Type]:
        """The variables that `inputs` may name."""
        return {name: types.parse(each.type) for name, each in self.variables.items() if name not in _ELSEWHERE}

    @functools.cached_property
    def deployer(self) -> types.Type:
        """What one of `deployers` is."""
        return types.parse(self.variables["deployers"].type).of or types.Type("any")

    def default(self, name: str) -> str:
        """The variable's default, as a Terraform expression."""
        return self.variables[name].default or "null"

    def faults(self, given: Mapping[str, Any], at: Path) -> Iterator[Fault]:
        """What the module would refuse of the inputs by their names and types."""
        for name, value in given.items():
            where = (*at, name)
            if name in _ELSEWHERE:
                yield Fault(where, f"a fleet sets it itself; {_ELSEWHERE[name]}")
            elif name not in self.free:
                yield Fault(where, types.unknown(name, self.free))
            elif value is not None:
                yield from types.faults(value, self.free[name], where)
                yield from filling.faults(value, filling.PROJECT, where)

    def sound(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Those of the inputs that the module takes, by their names and types, and that are not null."""
        return {
            name: value
            for name, value in given.items()
            if value is not None and next(self.faults({name: value}, ()), None) is None
        }

    def pipeline_faults(self, given: Any, at: Path) -> Iterator[Fault]:
        """What the module would refuse of a pipeline by its keys and types."""
        yield from types.faults(given, self.deployer, at)
        yield from filling.faults(given, filling.PROJECT, at)
