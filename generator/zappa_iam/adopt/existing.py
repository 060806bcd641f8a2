"""What there is in an account, of what a module call would make: asked by name, answered by the account or the user."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from zappa_iam.catalog.arns import path_of


class AdoptError(Exception):
    """Where: what; what to do, in one line."""


class Held(NamedTuple):
    """A role, group or user: `attached` is name -> ARN of its managed policies, or None where nobody knows.

    `inline` are the names of its own policies, `groups` those of a user's groups, `users` those of a group's users.
    """

    arn: str
    attached: Mapping[str, str] | None = None
    inline: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The IAM path in the ARN."""
        return path_of(self.arn)


class Bucket(NamedTuple):
    """A bucket; `policy` is whether it has one."""

    policy: bool = False


class Account(Protocol):
    """Answers None where there is nothing of that name."""

    def role(self, name: str) -> Held | None: ...

    def group(self, name: str) -> Held | None: ...

    def user(self, name: str) -> Held | None: ...

    def policy(self, name: str, path: str) -> str | None:
        """The ARN of the customer managed policy."""

    def bucket(self, name: str) -> Bucket | None: ...
