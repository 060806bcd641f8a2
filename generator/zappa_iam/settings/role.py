"""The role: which one a stage's function runs as, and whether Zappa makes and changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Role(NamedTuple):
    """`managed`: Zappa makes the role and its policy; `arn` only where it counts; `looked_up`: by its name."""

    managed: bool
    name: str
    arn: str | None
    looked_up: bool


def role_of(settings: Mapping[Any, Any], function: str) -> Role:
    """As Zappa decides it: whatever is truthy manages roles, and `role_arn` counts only where nothing does."""
    named = settings.get("role_name", f"{function}-ZappaLambdaExecutionRole")
    managed, arn = bool(settings.get("manage_roles", True)), settings.get("role_arn")
    if managed or not arn:
        return Role(managed, str(named), None, not managed)
    return Role(False, str(arn).rpartition("/")[2], str(arn), False)
