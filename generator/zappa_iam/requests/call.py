"""A recorded call, and what is fixed around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Template = Mapping[str, Any]
"""Logical id -> `Type` and `Properties`."""


@dataclass(frozen=True)
class Call:
    """One call of Zappa, its deployed function, or AWS on the function's behalf, as the evidence holds it."""

    command: str
    principal: str
    service: str
    operation: str
    parameters: Mapping[str, Any] = field(hash=False)
    source: str = ""
    origin: str = "recorded"
    outcome: str = "ok"
    region: str | None = None
    endpoint: str | None = None

    def __str__(self) -> str:
        return f"{self.command}: {self.service} {self.operation} ({self.source})"


@dataclass(frozen=True)
class World:
    """The facts around a call that its parameters do not hold.

    `function` is the project's function; `tags` are those that CloudFormation put on every resource of the stack, and
    `tags_after` those that the call puts there; `before` and `after` are the stack's template around the call. Both
    pairs are equal unless the call changes the stack.
    """

    partition: str = "aws"
    account: str = "123456789012"
    region: str = "us-west-2"
    function: str = "shop-dev"
    tags: Mapping[str, str] = field(default_factory=dict, hash=False)
    tags_after: Mapping[str, str] = field(default_factory=dict, hash=False)
    before: Template = field(default_factory=dict, hash=False)
    after: Template = field(default_factory=dict, hash=False)
