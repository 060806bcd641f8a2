"""Mutants of policies: what one drop changes, and how each widening widens."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from tests.shared.strategies import policies, requests, statements
from zappa_iam.iam import Condition, Policy, Request, Statement, decide, kills, matches, parts, without
from zappa_iam.iam.widening import widenings, wider_arns, wider_names


@given(policies, requests)
def test_kills_equals_trying_each_part(found: list[Policy], request: Request) -> None:
    """The parts named are those whose drop, tried one by one, changes the answer."""
    before = decide(found, request).allowed
    tried = {part for part in parts(found) if decide(without(found, part), request).allowed is not before}
    assert kills(found, request) == tried


@given(policies, requests)
def test_matches_says_which_patterns_matched(found: list[Policy], request: Request) -> None:
    """A statement applies, as decide sees it, exactly if its match has the resource and no failed condition."""
    for policy in found:
        seen = {match.statement: match for match in matches(policy, request)}
        for place, statement in enumerate(policy.statements):
            alone = decide([Policy((statement,))], request).effect != "implicit_deny"
            match = seen.get(place)
            covered = match is not None and bool(match.resources) is not statement.not_resource and not match.failed
            assert alone is covered


def test_parts_leaves_single_values_to_their_condition() -> None:
    """A condition with one value is one part; with two it is three."""
    statement = Statement("Allow", ("s3:Get",), ("*",), (Condition("Null", "a", ("true",)),))
    more = replace(statement, conditions=(Condition("StringLike", "a", ("x", "y")),))
    assert [part.element for part in parts([Policy((statement,))])] == ["action", "resource", "condition"]
    assert [part.element for part in parts([Policy((more,))])][2:] == ["condition", "value", "value"]


@given(policies, requests)
def test_widening_lets_through_what_deciding_anew_does(found: list[Policy], request: Request) -> None:
    """A request that nothing denies explicitly passes a widened policy exactly if the wider Allow says so."""
    if decide(found, request).effect == "implicit_deny":
        for widening in widenings(found):
            if widening.mutant.effect == "Deny":
                continue
            mutant = found[widening.policy].with_statement(widening.statement, widening.mutant)
            wider = [*found[: widening.policy], mutant, *found[widening.policy + 1 :]]
            assert decide(wider, request).allowed is widening.lets_through(request)


@given(statements, requests)
def test_widening_never_narrows(statement: Statement, request: Request) -> None:
    """Whatever a statement says something of, each of its widenings does, too."""
    policy = Policy((replace(statement, effect="Allow"),))
    if decide([policy], request).allowed:
        assert all(widening.lets_through(request) for widening in widenings([policy]))


LAMBDA = "arn:aws:lambda:us-west-2:123456789012:function"


@pytest.mark.parametrize(
    ("pattern", "wider"),
    [
        ("*", []),
        ("arn:aws:s3", ["*"]),
        (
            f"{LAMBDA}:shop-dev",
            [
                "*",
                "arn:aws:lambda:*:123456789012:function:shop-dev",
                "arn:aws:lambda:us-west-2:*:function:shop-dev",
                "arn:aws:lambda:us-west-2:123456789012:*",
                f"{LAMBDA}:*",
                f"{LAMBDA}:shop-dev*",
                f"{LAMBDA}:shop-*",
            ],
        ),
        (
            "arn:aws:s3:::bucket/shop-dev-*",
            [
                "*",
                "arn:aws:s3:::*",
                "arn:aws:s3:::bucket/*",
                "arn:aws:s3:::*/shop-dev-*",
                "arn:aws:s3:::bucket*/shop-dev-*",
                "arn:aws:s3:::bucket/shop-*",
            ],
        ),
        (
            "arn:aws:apigateway:us-west-2::/restapis/*",
            [
                "*",
                "arn:aws:apigateway:*::/restapis/*",
                "arn:aws:apigateway:us-west-2::*",
                "arn:aws:apigateway:us-west-2::/*",
            ],
        ),
    ],
    ids=["all", "short", "function", "object", "api"],
)
def test_wider_arns_are_the_natural_ones(pattern: str, wider: list[str]) -> None:
    """Region, account and each name become any; the resource is cut at each separator; types and ids stay."""
    assert wider_arns(pattern) == wider


@pytest.mark.parametrize(
    ("name", "wider"),
    [("shop", ["*", "shop*"]), ("a-b-c", ["*", "a-b-c*", "a-b-*"]), ("a-b-*", ["*", "a-*"]), ("a*", ["*"])],
)
def test_wider_names_keep_the_beginning(name: str, wider: list[str]) -> None:
    """A name becomes any name, a longer one, and any that begins alike up to the last dash."""
    assert wider_names(name) == wider


@pytest.mark.parametrize(
    ("condition", "changes"),
    [
        (Condition("StringEquals", "k", ("a.b",)), ["dropped", "IfExists", "*"]),
        (Condition("StringLike", "k", ("a-b",)), ["dropped", "IfExists", "*", "a-b*", "a-*"]),
        (Condition("ForAnyValue:StringEquals", "k", ("a.b", "*")), ["dropped", "*"]),
        (
            Condition("ArnLike", "k", ("arn:aws:sns:::a",)),
            ["dropped", "IfExists", "arn:*:*:*:*:*", "arn:aws:sns:::*", "arn:aws:sns:::a*"],
        ),
        (Condition("Null", "k", ("true",)), ["dropped"]),
    ],
    ids=["host", "name", "set", "arn", "null"],
)
def test_widenings_of_a_condition(condition: Condition, changes: list[str]) -> None:
    """A condition is dropped, made to hold without its key, and each of its values widened."""
    statement = Statement("Allow", ("s3:Get",), ("*",), (condition,))
    assert [widening.change for widening in widenings([Policy((statement,))])] == changes
