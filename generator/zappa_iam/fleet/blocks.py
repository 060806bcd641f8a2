"""A root's place, and the lines of its backend and provider, formatted as `terraform fmt` would."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from zappa_iam.fleet import filling
from zappa_iam.fleet.calls import FleetCall, values_of
from zappa_iam.fleet.expressions import expression, key
from zappa_iam.fleet.fleet import Fleet
from zappa_iam.fleet.manifest import Manifest
from zappa_iam.fleet.shapes import AccountTable
from zappa_iam.root_module.files import aligned, literal

MODULE = "zappa_iam"
"""The module's copy among the roots, where the manifest names no source."""


class Home(NamedTuple):
    """The region in whose root an account's OIDC providers are made: issuer -> audiences."""

    region: str
    issuers: dict[str, list[str]]


class RootPlace(NamedTuple):
    """What a root is rendered from."""

    fleet: Fleet
    calls: list[FleetCall]
    folder: str
    after: str | None
    home: Home

    @property
    def name(self) -> str:
        """The account's name."""
        return self.calls[0].account

    @property
    def account(self) -> AccountTable:
        """The account."""
        return self.fleet.manifest.accounts[self.name]

    @property
    def region(self) -> str:
        """The region."""
        return self.calls[0].project.region

    def filled(self, value: Any) -> Any:
        """The value with the place's placeholders filled in."""
        return filling.filled(value, values_of(self.name, self.account, self.region))


def roots_folder(manifest: Manifest) -> str:
    """The folder of all roots, from the manifest on."""
    return os.path.normpath(manifest.head.roots)


def source(manifest: Manifest) -> str | None:
    """The module's folder from the manifest on, where it is one; None for an address."""
    given = manifest.head.module
    if given is None:
        return f"{roots_folder(manifest)}/{MODULE}"
    return given if given.startswith(("./", "../")) else None


def source_of(place: RootPlace) -> str:
    """The source as the root names it; what is no relative path is an address."""
    local = source(place.fleet.manifest)
    if local is None:
        return place.fleet.manifest.head.module or ""
    path = os.path.relpath(place.fleet.folder / local, place.fleet.folder / place.folder)
    return path if path.startswith("..") else f"./{path}"


def backend(place: RootPlace) -> list[tuple[str, list[str]]]:
    return [
        (literal(kind), list(aligned([(key(name), expression(value)) for name, value in place.filled(given).items()])))
        for kind, given in place.fleet.manifest.head.backend.items()
    ]


def provider(place: RootPlace) -> dict[str, list[str]]:
    """The provider's lines, held to the account, and those of the role that it assumes."""
    said = {
        **place.fleet.manifest.head.provider.model_dump(exclude_none=True),
        **place.account.provider.model_dump(exclude_none=True),
    }
    given = {name: literal(place.filled(value)) for name, value in said.items()}
    pairs = [("region", literal(place.region)), ("allowed_account_ids", f"[{literal(place.account.id)}]")]
    pairs += [("profile", given["profile"])] if "profile" in given else []
    assumed = [f"role_arn = {given['assume_role']}"] if "assume_role" in given else []
    return {"provider": list(aligned(pairs)), "assumed": assumed}
