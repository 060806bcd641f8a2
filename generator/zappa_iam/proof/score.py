"""Scores: which mutants of the planned policies something notices, counted over all plans together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from zappa_iam.evidence.recordings import Names
from zappa_iam.iam import Part, Policy
from zappa_iam.iam.widening import Widening
from zappa_iam.proof.variation import hashed

Policies = Mapping[str, Sequence[Policy]]
NARROWING = ("action", "resource", "value")
"""The elements whose drop narrows a statement that allows; a condition's drop widens it."""
Witness = TypeVar("Witness")


class Mutant(NamedTuple):
    """One small change of a statement, the same in every plan: names are placeholders, `change` is "" for a drop."""

    principal: str
    sid: str
    element: str
    text: str
    change: str = ""

    def __str__(self) -> str:
        return f"{self.sid}: {self.text}" + (f" -> {self.change}" if self.change else "")


@dataclass
class Score(Generic[Witness]):
    """Every mutant there is, and the first request that noticed it."""

    mutants: set[Mutant] = field(default_factory=set)
    killed: dict[Mutant, Witness] = field(default_factory=dict)
    excused: dict[Mutant, str] = field(default_factory=dict)

    @property
    def survivors(self) -> list[Mutant]:
        """What nothing notices and nothing excuses, in order."""
        return sorted(self.mutants - self.killed.keys() - self.excused.keys())

    def excuse(self, reason: Callable[[Mutant], str | None]) -> None:
        """Ask for the reason of each mutant that nothing killed."""
        found = {mutant: reason(mutant) for mutant in sorted(self.mutants - self.killed.keys())}
        self.excused = {mutant: why for mutant, why in found.items() if why}

    def __str__(self) -> str:
        return f"{len(self.killed)} of {len(self.mutants)}"


def dropped(principal: str, part: Part, policies: Policies, names: Names) -> Mutant:
    """The drop of one part."""
    statement = policies[principal][part.policy].statements[part.statement]
    if part.element == "action":
        text = statement.actions[part.item]
    elif part.element == "resource":
        text = statement.resources[part.item]
    else:
        condition = statement.conditions[part.item]
        text = f"{condition.operator} {condition.key} {condition.values[part.value]}"
    return Mutant(principal, statement.sid, part.element, masked(text, names))


def widened(principal: str, widening: Widening, names: Names) -> Mutant:
    """One widening."""
    text, change = masked(widening.text, names), masked(widening.change, names)
    return Mutant(principal, widening.mutant.sid, widening.element, text, change)


def masked(text: str, names: Names) -> str:
    """The text with placeholders for the project's names, and for what a widened function's name begins with."""
    stem = names.function.rpartition("-")[0]
    known = {**names._asdict(), "hash": hashed(names.function)}
    for placeholder, name in known.items():
        text = text.replace(name, f"{{{placeholder}}}")
    return text.replace(f"{stem}-*", "{stem}-*")
