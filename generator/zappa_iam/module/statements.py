"""A grant as a statement of the module: one object of IAM's own keys. The templates only print it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from zappa_iam.catalog.grant import Grant
from zappa_iam.module import hcl, placeholders


class ConditionLines(NamedTuple):
    """The condition keys of one operator, as the lines of an object."""

    operator: str
    lines: list[str]


class Block(NamedTuple):
    """One statement as an object of IAM's own keys: comment lines, then the values as HCL expressions."""

    comment: list[str]
    sid: str
    effect: str
    actions: list[str]
    key: Literal["Resource", "NotResource"]
    resources: str
    conditions: list[ConditionLines]


def block(statement: Grant, feature: str) -> Block:
    """The grant as HCL, with reason and sources above. `{given}` in a condition is what `feature` takes."""
    wildcard = hcl.comment(f'On "*": {statement.wildcard}') if statement.wildcard else []
    return Block(
        comment=hcl.comment(statement.why) + wildcard + hcl.comment("Source: " + "; ".join(statement.source)),
        sid=statement.sid,
        effect=statement.effect,
        actions=statement.actions,
        key="NotResource" if statement.spares else "Resource",
        resources=_resources(statement.spares or statement.scopes),
        conditions=_conditions(statement, feature),
    )


def _conditions(statement: Grant, feature: str) -> list[ConditionLines]:
    """The grant's conditions by their operators, in the catalog's order."""
    found: dict[str, dict[str, str]] = {}
    for each in statement.conditions:
        found.setdefault(each.test, {})[each.variable] = placeholders.values(each.values, each.of or feature)
    return [ConditionLines(hcl.key(test), hcl.aligned(by_key)) for test, by_key in found.items()]


def _resources(scopes: list[str]) -> str:
    """The expression for a grant's resources; a grant without scopes is on `*`, with the catalog's reason."""
    names = [f"named.{name}" for name in scopes]
    if not names:
        return '["*"]'
    return names[0] if len(names) == 1 else f"concat({', '.join(names)})"
