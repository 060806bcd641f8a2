"""Identities: roles that deploy, and who tries to assume them, as data: `identities/*.toml`.

Each identity is an entry of the module's `deployers`. It must be assumed by those that it names, and refused to
everybody else that the file thinks of. `{account}` is the account of the functions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field, model_validator

from zappa_iam.catalog.grant import Sentence
from zappa_iam.files import caching, checked
from zappa_iam.files.faults import DataError
from zappa_iam.files.shapes import Identifier, Model, Text
from zappa_iam.iam import Policy, Request, decide
from zappa_iam.iam.mutants import matches
from zappa_iam.iam.trust import Assumption, by_identity, by_token, named
from zappa_iam.module import issuers

FOLDER = Path(__file__).parent / "identities"
SESSION = "deploy"


class IdentityError(DataError):
    """Every fault of `identities/*.toml`, one line each: where: what; what to do."""


class Token(Model):
    """What a token says where an attempt says nothing else: its issuer, without https://, and its claims."""

    issuer: Text
    claims: dict[str, str]


class Claimant(Model):
    """Somebody who would assume the role: with a token, or as the `principal`, of whom AWS knows the `context`."""

    by: Sentence
    issuer: Text | None = None
    claims: dict[str, str] = {}
    principal: Text | None = None
    context: dict[str, str] = {}
    session: Text = SESSION

    @model_validator(mode="after")
    def is_one(self) -> Claimant:
        """A token or a principal, not both."""
        if self.principal and (self.issuer or self.claims):
            raise ValueError("an attempt has `issuer` and `claims`, or a `principal`")
        return self


class Identity(Model):
    """One role that deploys: `deployer` as the module takes it, who must be let in, and who must not."""

    name: Identifier
    deployer: dict[str, Any]
    assumed: list[Claimant] = Field(min_length=1)
    refused: list[Claimant] = Field(min_length=1)


class Identities(Model):
    """One file: what its tokens have in common, and its identities."""

    token: Token | None = None
    identity: list[Identity] = Field(min_length=1)


class Tried(NamedTuple):
    """An attempt on an identity, and what its trust policy is asked."""

    identity: str
    attempt: Claimant
    assumption: Assumption


@cache
def load(folder: Path = FOLDER) -> dict[str, Identities]:
    """Every file's identities; IdentityError with all faults at once."""
    faults: list[str] = []
    table_cache = caching.TableCache(caching.CACHE / "identities.json")
    read = {
        path.stem: checked.read(Identities, path, f"identities/{path.name}", faults, table_cache.parse)
        for path in sorted(folder.glob("*.toml"))
    }
    found = {name: file for name, file in read.items() if file}
    names = [identity.name for file in found.values() for identity in file.identity]
    faults += [f"identities: {name}: there are two of this name; rename one" for name in twice(names)]
    if faults:
        raise IdentityError("\n".join(faults))
    table_cache.keep()
    return found


def twice(names: Sequence[str]) -> list[str]:
    """The names that are there more than once."""
    return sorted({name for name in names if names.count(name) > 1})


def deployers(account: str, folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """The value of the module's `deployers` that has every identity."""
    identities = [identity for file in load(folder).values() for identity in file.identity]
    return {identity.name: _filled(identity.deployer, account) for identity in identities}


def attempts(account: str, folder: Path = FOLDER) -> Iterator[tuple[Tried, bool]]:
    """Every attempt, and whether it must be let in."""
    for file in load(folder).values():
        for identity in file.identity:
            for wanted, several in ((True, identity.assumed), (False, identity.refused)):
                for attempt in several:
                    yield Tried(identity.name, attempt, assumption(attempt, file.token, account)), wanted


def assumption(attempt: Claimant, token: Token | None, account: str) -> Assumption:
    """What AWS is asked in the attempt."""
    session = {"sts:RoleSessionName": attempt.session}
    if attempt.principal:
        return by_identity(_filled(attempt.principal, account), session | attempt.context)
    issuer = attempt.issuer or (token.issuer if token else "")
    return presented(issuer, {**(token.claims if token else {}), **attempt.claims}, account, attempt.session)


def presented(issuer: str, claims: Mapping[str, str], account: str, session: str = SESSION) -> Assumption:
    """What AWS is asked with a token: of its claims it has `aud`, `sub`, and those that it knows of the issuer."""
    known = {"aud", "sub", *issuers.claims(issuer)}
    context = {f"{issuer}:{claim}": value for claim, value in claims.items() if claim in known}
    provider = f"arn:aws:iam::{account}:oidc-provider/{issuer}"
    return by_token(provider, {"sts:RoleSessionName": session, **context})


def stopped_by(document: str, asked: Assumption) -> list[str]:
    """The condition keys that refuse it, or that no statement names it; nothing where it is let in."""
    policy = named(document, asked)
    request = Request(asked.action, "*", asked.context)
    if policy.statements and decide([policy], request).allowed:
        return []
    failed = [
        policy.statements[match.statement].conditions[place].key
        for match in matches(policy, request)
        for place in match.failed
    ]
    return sorted(set(failed)) or ["principal"]


def loosened(document: str, asked: Assumption) -> Iterator[tuple[str, bool]]:
    """The trust policy less each of its conditions in turn: the condition's key, and whether it is let in then."""
    policy = named(document, asked)
    request = Request(asked.action, "*", asked.context)
    for place, statement in enumerate(policy.statements):
        for index, condition in enumerate(statement.conditions):
            less = policy.with_statement(place, statement.without_condition(index))
            yield condition.key, decide([Policy(less.statements)], request).allowed


def _filled(value: Any, account: str) -> Any:
    """The value with the account in place of the placeholder, in whatever it holds."""
    if isinstance(value, str):
        return value.replace("{account}", account)
    if isinstance(value, dict):
        return {key: _filled(item, account) for key, item in value.items()}
    return [_filled(item, account) for item in value] if isinstance(value, list) else value
