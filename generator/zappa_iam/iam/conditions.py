"""Conditions: one operator on one key, compiled into a predicate over the request's context."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from zappa_iam.iam.operators import OPERATORS, Operator, boolean
from zappa_iam.iam.pattern import Match
from zappa_iam.iam.request import Context

Test = Callable[[Context], bool]
SETS = ("ForAllValues", "ForAnyValue")


@dataclass(frozen=True)
class Condition:
    """`operator` on `key`: true if one of `values` fits, or for a negated operator if none does."""

    operator: str
    key: str
    values: tuple[str, ...]

    def without_value(self, index: int) -> Condition:
        """The condition with one value fewer; without the last one a positive operator is never true."""
        return replace(self, values=self.values[:index] + self.values[index + 1 :])


class Name(NamedTuple):
    """An operator's name taken apart: `ForAnyValue:` + `StringLike` + `IfExists`."""

    quantifier: str
    base: str
    if_exists: bool


def take_apart(operator: str) -> Name:
    """The parts of an operator's name; ValueError with the nearest known name if there is no such operator."""
    quantifier, colon, rest = operator.rpartition(":")
    base = rest.removesuffix("IfExists")
    known = base in OPERATORS or (operator == "Null")
    if not known or (colon and quantifier not in SETS):
        near = difflib.get_close_matches(base, [*OPERATORS, "Null"], 1, 0.5)
        hint = f"write {near[0]}" if near and near[0] != base else f"write {' or '.join(SETS)} before the colon"
        raise ValueError(f'no operator "{operator}"; {hint}')
    return Name(quantifier, base, base != rest)


@lru_cache(maxsize=65536)
def compile_condition(condition: Condition, variables: bool = True) -> Test:
    """The predicate context -> does the condition hold; ValueError if operator or value is none IAM knows.

    Absent keys, and empty ones for set operators (reference_policies_condition-single-vs-multi-valued-context-keys):
    IfExists and ForAllValues hold, ForAnyValue does not, and alone a negated operator holds, a positive one not.
    """
    name, key = take_apart(condition.operator), condition.key.lower()
    if name.base == "Null":
        wanted = {boolean(value) for value in condition.values}
        return lambda context: _absent(context.get(key)) in wanted
    operator = OPERATORS[name.base]
    one = _one_value(operator, tuple(operator.compile(value, variables) for value in condition.values))
    if name.quantifier:
        return _over_set(name, key, one)
    missing = name.if_exists or operator.negated

    def test(context: Context) -> bool:
        value = context.get(key)
        if value is None:
            return missing
        return isinstance(value, str) and one(value, context)

    return test


def _one_value(operator: Operator, tests: tuple[Match, ...]) -> Match:
    """Whether one value of the request satisfies the operator: OR over the policy's values, NOR if negated."""
    negated = operator.negated
    if len(tests) == 1 and not negated:
        return tests[0]
    return lambda value, context: any(test(value, context) for test in tests) is not negated


def _over_set(name: Name, key: str, one: Match) -> Test:
    """All or any of the request's values; nothing, or nothing but empty strings, counts as the empty set."""
    fold = all if name.quantifier == "ForAllValues" else any

    def test(context: Context) -> bool:
        found = context.get(key)
        values = (found,) if isinstance(found, str) else found
        if not values or not any(values):
            return fold is all or (name.if_exists and found is None)
        return fold(one(value, context) for value in values)

    return test


def _absent(value: str | tuple[str, ...] | None) -> bool:
    """Whether Null calls it null: missing, or a list of nothing."""
    return value is None or (isinstance(value, tuple) and not any(value))
