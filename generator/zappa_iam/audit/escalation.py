"""Escalation: known ways from some actions to more than a policy says, open where all of them are on everything.

The methods are Rhino Security's and pathfinding.cloud's, named as cloudsplaining names them; a test holds the list, and
what is found, against cloudsplaining.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from zappa_iam.audit.finding import Finding
from zappa_iam.files import checked
from zappa_iam.files.shapes import Model, Text
from zappa_iam.iam import Policy, Statement

PATH = Path(__file__).parent / "escalation.toml"


class Way(Model):
    """What several methods gain, and the actions that each takes."""

    gains: Text
    methods: dict[str, Annotated[list[Text], Field(min_length=1)]]


class Ways(Model):
    """The whole of escalation.toml."""

    way: list[Way] = Field(min_length=1)


@cache
def methods(path: Path = PATH) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Method -> what it gains, and the actions that it takes."""
    ways = checked.whole(Ways, path, f"audit/{path.name}").way
    return {name: (way.gains, tuple(taken)) for way in ways for name, taken in way.methods.items()}


def escalations(policies: Sequence[Policy]) -> Iterator[Finding]:
    """A finding for each method whose actions are all allowed on every resource, without a condition."""
    statements = [each for policy in policies for each in policy.statements if "*" in each.resources]
    plain = [each for each in statements if not each.conditions and not each.not_resource]
    for name, (gains, taken) in methods().items():
        if all(_open(action, plain) for action in taken):
            yield Finding(
                "escalation",
                "error",
                f"{name}: with {' and '.join(taken)} {gains}.",
                {"method": name, "actions": list(taken)},
                word=taken[0],
            )


def _open(action: str, statements: Sequence[Statement]) -> bool:
    covering = [each.effect for each in statements if each.covers_action(action.lower())]
    return "Allow" in covering and "Deny" not in covering
