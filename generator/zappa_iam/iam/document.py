"""Documents: policies and statements, immutable, each compiled on first use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeVar

from zappa_iam.iam.conditions import Condition, Test, compile_condition
from zappa_iam.iam.pattern import Match, compile_pattern
from zappa_iam.iam.request import Context, Request


@dataclass(frozen=True)
class Statement:
    """One statement: who it helps or hinders, on what, when.

    With `not_action` or `not_resource` the list names what the statement spares. `variables` is false in documents
    older than version 2012-10-17, where `${...}` is plain text (reference_policies_elements_version).
    """

    effect: Literal["Allow", "Deny"]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    sid: str = ""
    not_action: bool = False
    not_resource: bool = False
    variables: bool = True

    def without_action(self, index: int) -> Statement:
        """The statement with one action pattern fewer."""
        return replace(self, actions=_without(self.actions, index))

    def without_resource(self, index: int) -> Statement:
        """The statement with one resource pattern fewer."""
        return replace(self, resources=_without(self.resources, index))

    def without_condition(self, index: int) -> Statement:
        """The statement with one condition fewer: wider."""
        return replace(self, conditions=_without(self.conditions, index))

    def without_value(self, condition: int, value: int) -> Statement:
        """The statement with one value fewer in one condition."""
        return self.with_condition(condition, self.conditions[condition].without_value(value))

    def with_resource(self, index: int, pattern: str) -> Statement:
        """The statement with one resource pattern in another's place."""
        return replace(self, resources=(*self.resources[:index], pattern, *self.resources[index + 1 :]))

    def with_condition(self, index: int, condition: Condition) -> Statement:
        """The statement with one condition in another's place."""
        return replace(self, conditions=(*self.conditions[:index], condition, *self.conditions[index + 1 :]))

    @cached_property
    def action_tests(self) -> tuple[Match, ...]:
        """One predicate per action pattern; the action must come in lower case, the context does not matter."""
        return tuple(compile_pattern(text, "text", variables=False, fold=True) for text in self.actions)

    @cached_property
    def resource_tests(self) -> tuple[Match, ...]:
        """One predicate per resource pattern."""
        return tuple(compile_pattern(text, "resource", variables=self.variables) for text in self.resources)

    @cached_property
    def condition_tests(self) -> tuple[Test, ...]:
        """One predicate per condition."""
        return tuple(compile_condition(condition, self.variables) for condition in self.conditions)

    def covers_action(self, folded: str) -> bool:
        """Whether the action, in lower case, is in Action or outside NotAction."""
        return any(test(folded, NOTHING) for test in self.action_tests) is not self.not_action

    def holds(self, request: Request) -> bool:
        """Whether resource and conditions fit a request whose action fits."""
        resource, keys, found = request.resource, request.keys, False
        for test in self.resource_tests:
            if test(resource, keys):
                found = True
                break
        if found is self.not_resource:
            return False
        return all(condition(keys) for condition in self.condition_tests)


Item = TypeVar("Item")
NOTHING: Context = {}
Candidates = tuple[tuple[int, Statement], ...]


@dataclass(frozen=True)
class Policy:
    """The statements of one document, with a name for messages."""

    statements: tuple[Statement, ...]
    name: str = ""
    _known: dict[str, Candidates] = field(default_factory=dict, init=False, repr=False, compare=False)

    @staticmethod
    def parse(document: Mapping[str, Any] | str, name: str = "policy") -> Policy:
        """The policy a JSON document (a mapping, or its text) describes; PolicyError with all its faults."""
        from zappa_iam.iam.parse import (
            parse_statements,  # parse builds statements: importing it above would be a circle
        )

        return Policy(parse_statements(document, name), name)

    def candidates(self, folded: str) -> Candidates:
        """The statements, with their indices, that cover an action given in lower case; remembered per action."""
        found = self._known.get(folded)
        if found is None:
            found = tuple((index, each) for index, each in enumerate(self.statements) if each.covers_action(folded))
            self._known[folded] = found
        return found

    def with_statement(self, index: int, statement: Statement) -> Policy:
        """The policy with one statement in another's place."""
        return Policy((*self.statements[:index], statement, *self.statements[index + 1 :]), self.name)


def _without(items: tuple[Item, ...], index: int) -> tuple[Item, ...]:
    """The items but the one at `index`."""
    return items[:index] + items[index + 1 :]
