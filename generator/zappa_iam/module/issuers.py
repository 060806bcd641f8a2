"""Issuers of tokens: what AWS takes from their tokens as condition keys, read from `issuers.toml`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field

from zappa_iam.files import checked
from zappa_iam.files.faults import DataError, one_line
from zappa_iam.files.shapes import Model, Text, expression_fault

PATH = Path(__file__).parent / "issuers.toml"
Kind = Literal["github", "gitlab", "bitbucket", "circleci", "hcp_terraform", "oidc"]


class IssuersError(DataError):
    """Every fault of issuers.toml, one line each: where: what; what to do."""


class Issuer(Model):
    """One issuer, or several that are alike: `pattern` is of the URL without https://, `example` one that fits.

    `named_sessions` says that AWS makes no role for it without a condition on the session's name.
    """

    name: Text
    kind: Kind
    pattern: Text
    claims: list[Text]
    example: Text
    named_sessions: bool = False

    def issues(self, url: str) -> bool:
        """Whether it is the issuer of this URL."""
        return re.search(self.pattern, url.removeprefix("https://")) is not None


class _Table(Model):
    issuer: list[Issuer] = Field(min_length=1)


def load(path: Path = PATH) -> list[Issuer]:
    """Every issuer that is known; IssuersError with all faults."""
    faults: list[str] = []
    table = checked.read(_Table, path, path.name, faults)
    faults += (
        [f"{path.name}: {each.name}: {fault}" for each in table.issuer if (fault := _fault(each))] if table else []
    )
    if table is None or faults:
        raise IssuersError("\n".join(map(one_line, faults)))
    return table.issuer


def _fault(issuer: Issuer) -> str | None:
    """What is wrong with an issuer's pattern, if anything."""
    if fault := expression_fault(issuer.pattern):
        return f"pattern {issuer.pattern}: {fault}; write a regular expression"
    return (
        None if issuer.issues(issuer.example) else f'the pattern does not match the example "{issuer.example}"; fix one'
    )


def claims(url: str) -> list[str]:
    """The claims of a token of this issuer that AWS has as condition keys, beside `aud` and `sub`."""
    return [claim for issuer in load() if issuer.issues(url) for claim in issuer.claims]
