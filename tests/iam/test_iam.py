"""The evaluator: AWS's documented examples, case by case, and the laws that hold whatever the policy."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared.strategies import policies, requests, statements
from zappa_iam.iam import Policy, Request, Statement, decide
from zappa_iam.iam.conditions import SETS, take_apart
from zappa_iam.iam.operators import OPERATORS

CASES = json.loads((Path(__file__).parent.parent / "expected" / "iam_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_decide_agrees_with_the_documented_example(case: dict[str, Any]) -> None:
    """Each example of the page it names gets AWS's answer."""
    policy = Policy.parse(case["policy"])
    for asked in case["requests"]:
        request = Request(asked["action"], asked["resource"], asked["context"])
        assert decide([policy], request).effect == asked["effect"], asked


def test_cases_cover_every_operator_family() -> None:
    """Each family of operators, each suffix and each set operator has a documented example."""
    used = [
        take_apart(name) for case in CASES for each in case["policy"]["Statement"] for name in each.get("Condition", {})
    ]
    families = {re.match("(Not)?[A-Z][a-z]+", name)[0].removeprefix("Not") for name in [*OPERATORS, "Null"]}  # type: ignore[index]
    assert {family for family in families if not any(name.base.startswith(family) for name in used)} == set()
    assert {name.quantifier for name in used} == {"", *SETS}
    assert any(name.if_exists for name in used)


@given(policies, statements, requests)
def test_decide_another_allow_denies_nothing(found: list[Policy], extra: Statement, request: Request) -> None:
    """Adding an Allow statement never denies what was allowed."""
    wider = [*found, Policy((replace(extra, effect="Allow"),))]
    assert decide(wider, request).allowed or not decide(found, request).allowed


@given(policies, statements, requests)
def test_decide_another_deny_allows_nothing(found: list[Policy], extra: Statement, request: Request) -> None:
    """Adding a Deny statement never allows what was denied."""
    narrower = [*found, Policy((replace(extra, effect="Deny"),))]
    assert decide(found, request).allowed or not decide(narrower, request).allowed


@given(policies, requests, st.data())
def test_decide_does_not_mind_order(found: list[Policy], request: Request, data: st.DataObject) -> None:
    """The order of statements and policies decides nothing."""
    shuffled = data.draw(st.permutations([statement for policy in found for statement in policy.statements]))
    assert decide([Policy(tuple(shuffled))], request).effect == decide(found, request).effect


@given(statements, requests)
def test_decide_takes_one_action_away(statement: Statement, request: Request) -> None:
    """Removing an action or a resource from an Allow never allows more, from NotAction or NotResource never less."""
    allow = replace(statement, effect="Allow")
    before = decide([Policy((allow,))], request).allowed
    action = decide([Policy((allow.without_action(0),))], request).allowed
    resource = decide([Policy((allow.without_resource(0),))], request).allowed
    assert action >= before if allow.not_action else action <= before
    assert resource >= before if allow.not_resource else resource <= before


@given(statements, requests)
def test_decide_takes_one_condition_away(statement: Statement, request: Request) -> None:
    """Removing a condition from an Allow never denies."""
    allow = replace(statement, effect="Allow")
    for index in range(len(allow.conditions)):
        wider = allow.without_condition(index)
        assert decide([Policy((wider,))], request).allowed >= decide([Policy((allow,))], request).allowed


@given(statements, requests)
def test_decide_not_action_is_the_complement(statement: Statement, request: Request) -> None:
    """Action and NotAction (likewise Resource and NotResource) of one list split the requests between them."""
    plain = replace(statement, effect="Allow", conditions=(), not_resource=False, resources=("*",), not_action=False)
    negated = replace(plain, not_action=True)
    assert decide([Policy((plain,))], request).allowed is not decide([Policy((negated,))], request).allowed
    plain = replace(plain, actions=("*",), resources=statement.resources)
    negated = replace(plain, not_resource=True)
    assert decide([Policy((plain,))], request).allowed is not decide([Policy((negated,))], request).allowed


@given(policies, requests)
def test_decide_names_the_statement_that_decided(found: list[Policy], request: Request) -> None:
    """The statement named has the effect reported, and alone gives the same answer."""
    decision = decide(found, request)
    if decision.policy is None or decision.place is None:
        assert decision.effect == "implicit_deny"
        return
    statement = found[decision.policy].statements[decision.place]
    assert decide([Policy((statement,))], request).effect == decision.effect
    assert decision.statement == f"Statement[{decision.place}]"
