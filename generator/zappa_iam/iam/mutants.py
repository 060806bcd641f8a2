"""Mutants: which single drops would change what IAM says, found without building the mutated policies.

A part is one action pattern, resource pattern, condition, or value of a condition with several. `kills` of all
requests together are the parts that something notices; `parts` less those are the survivors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from zappa_iam.iam.conditions import compile_condition
from zappa_iam.iam.document import NOTHING, Policy, Statement
from zappa_iam.iam.request import Request

Element = Literal["action", "resource", "condition", "value"]


class Part(NamedTuple):
    """Where a droppable part stands; `value` counts within the condition `item`, only for element "value"."""

    policy: int
    statement: int
    element: Element
    item: int
    value: int = 0


class Match(NamedTuple):
    """How one statement meets a request: indices of its patterns that match, and of its conditions that fail."""

    statement: int
    actions: tuple[int, ...]
    resources: tuple[int, ...]
    failed: tuple[int, ...]


def matches(policy: Policy, request: Request) -> list[Match]:
    """The statements whose Action or NotAction covers the request, with everything that matches in each.

    A statement applies if nothing failed and `resources` is filled (with NotResource: empty).
    """
    return [_match(index, statement, request) for index, statement in policy.candidates(request.folded)]


def parts(policies: Sequence[Policy]) -> list[Part]:
    """Everything that can be dropped, in order."""
    found: list[Part] = []
    for number, policy in enumerate(policies):
        for place, statement in enumerate(policy.statements):
            found += [Part(number, place, "action", i) for i in range(len(statement.actions))]
            found += [Part(number, place, "resource", i) for i in range(len(statement.resources))]
            for i, condition in enumerate(statement.conditions):
                found.append(Part(number, place, "condition", i))
                if len(condition.values) > 1:
                    found += [Part(number, place, "value", i, value) for value in range(len(condition.values))]
    return found


def without(policies: Sequence[Policy], part: Part) -> tuple[Policy, ...]:
    """The policies less one part."""
    policy = policies[part.policy]
    statement = policy.statements[part.statement]
    drop = {
        "action": lambda: statement.without_action(part.item),
        "resource": lambda: statement.without_resource(part.item),
        "condition": lambda: statement.without_condition(part.item),
        "value": lambda: statement.without_value(part.item, part.value),
    }
    mutant = policy.with_statement(part.statement, drop[part.element]())
    return (*policies[: part.policy], mutant, *policies[part.policy + 1 :])


def kills(policies: Sequence[Policy], request: Request) -> frozenset[Part]:
    """The parts any one of which, dropped, would turn this request's allow into a deny or its deny into an allow."""
    allows: list[tuple[int, int]] = []
    denies: list[tuple[int, int]] = []
    flips: list[tuple[Part, bool, bool]] = []
    for number, policy in enumerate(policies):
        for place, statement in _touched(policy, request.folded):
            match = _match(place, statement, request)
            applies = _covered(match, statement) == (True, True) and not match.failed
            if applies:
                (denies if statement.effect == "Deny" else allows).append((number, place))
            denying = statement.effect == "Deny"
            flips += [(Part(number, place, *drop), applies, denying) for drop in _flips(match, statement, request)]
    allowed = bool(allows) and not denies

    def changes(applies: bool, denying: bool) -> bool:
        if denying:
            return len(denies) == 1 and bool(allows) if applies else allowed
        return allowed and len(allows) == 1 if applies else not allowed and not denies

    return frozenset(part for part, applies, denying in flips if changes(applies, denying))


def _touched(policy: Policy, folded: str) -> Iterator[tuple[int, Statement]]:
    """The statements that cover an action, or would with a NotAction less."""
    covering = dict(policy.candidates(folded))
    for place, statement in enumerate(policy.statements):
        if place in covering or statement.not_action:
            yield place, statement


def _match(place: int, statement: Statement, request: Request) -> Match:
    """How `statement` meets `request`, in full."""
    keys = request.keys
    return Match(
        place,
        tuple(i for i, test in enumerate(statement.action_tests) if test(request.folded, NOTHING)),
        tuple(i for i, test in enumerate(statement.resource_tests) if test(request.resource, keys)),
        tuple(i for i, test in enumerate(statement.condition_tests) if not test(keys)),
    )


def _covered(match: Match, statement: Statement) -> tuple[bool, bool]:
    """Whether the statement covers the request's action, and its resource."""
    return bool(match.actions) is not statement.not_action, bool(match.resources) is not statement.not_resource


def _flips(match: Match, statement: Statement, request: Request) -> Iterator[tuple[Element, int, int]]:
    """The single drops (element, item, value) that change whether the statement applies.

    Dropping a sole match ends Action's cover and starts NotAction's, provided that everything else fits.
    """
    action, resource = _covered(match, statement)
    if len(match.actions) == 1 and resource and not match.failed:
        yield "action", match.actions[0], 0
    if len(match.resources) == 1 and action and not match.failed:
        yield "resource", match.resources[0], 0
    if not (action and resource) or len(match.failed) > 1:
        return
    for index, condition in enumerate(statement.conditions):
        if match.failed and match.failed != (index,):
            continue
        if match.failed:
            yield "condition", index, 0
        for value in range(len(condition.values) if len(condition.values) > 1 else 0):
            less = compile_condition(condition.without_value(value), statement.variables)
            if less(request.keys) is bool(match.failed):
                yield "value", index, value
