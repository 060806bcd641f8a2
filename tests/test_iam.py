"""The evaluator: AWS's documented examples, case by case, and the laws that hold whatever the policy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.iam import Condition, Policy, PolicyError, Request, Statement, decide, kills, matches, parts, without
from generator.iam.conditions import SETS, compile_condition, take_apart
from generator.iam.operators import OPERATORS
from generator.iam.pattern import compile_pattern

CASES = json.loads((Path(__file__).parent / "expected" / "iam_cases.json").read_text(encoding="utf-8"))
ROLE = "arn:aws:iam::111122223333:role/app"

# Small alphabets, so that patterns and requests meet often.
ACTIONS = ["s3:Get", "s3:Put", "iam:Get"]
RESOURCES = ["arn:aws:s3:::a", "arn:aws:s3:::a/b", "arn:aws:iam::1:role/a", "*"]
KEYS = ["k:one", "k:two"]
VALUES = ["a", "b", "ab", ""]
conditions = st.builds(
    Condition,
    st.sampled_from(["StringEquals", "StringNotEquals", "StringLikeIfExists", "ForAnyValue:StringLike", "Null"]),
    st.sampled_from(KEYS),
    st.lists(st.sampled_from(["a", "a*", "${k:two}"]), min_size=1, max_size=2, unique=True).map(tuple),
).map(lambda found: replace(found, values=("true",)) if found.operator == "Null" else found)
statements = st.builds(
    Statement,
    st.sampled_from(["Allow", "Allow", "Deny"]),
    st.lists(st.sampled_from([*ACTIONS, "s3:*", "*:G?t", "*"]), min_size=1, max_size=3).map(tuple),
    st.lists(
        st.sampled_from([*RESOURCES, "arn:aws:s3:::a*", "arn:aws:*:role/?", "arn:aws:s3"]), min_size=1, max_size=3
    ).map(tuple),
    st.lists(conditions, max_size=2).map(tuple),
    not_action=st.sampled_from([False, False, False, True]),
    not_resource=st.sampled_from([False, False, False, True]),
)
policies = st.lists(st.lists(statements, min_size=1, max_size=3).map(lambda found: Policy(tuple(found))), max_size=3)
requests = st.builds(
    Request,
    st.sampled_from(ACTIONS),
    st.sampled_from(RESOURCES),
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES) | st.lists(st.sampled_from(VALUES), max_size=2)),
)


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


text = st.text("ab:/*?", max_size=8)
arns = st.lists(st.text("ab/", max_size=3), min_size=6, max_size=8).map(":".join)


def test_parts_leaves_single_values_to_their_condition() -> None:
    """A condition with one value is one part; with two it is three."""
    statement = Statement("Allow", ("s3:Get",), ("*",), (Condition("Null", "a", ("true",)),))
    more = replace(statement, conditions=(Condition("StringLike", "a", ("x", "y")),))
    assert [part.element for part in parts([Policy((statement,))])] == ["action", "resource", "condition"]
    assert [part.element for part in parts([Policy((more,))])][2:] == ["condition", "value", "value"]


@given(text, text)
def test_pattern_text_equals_the_reference(pattern: str, value: str) -> None:
    """In text, `*` is any run and `?` any one character, as in the plainest translation to a regular expression."""
    reference = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern)
    expected = re.fullmatch(reference, value, re.DOTALL) is not None
    assert compile_pattern(pattern, "text")(value, {}) is expected


@given(st.lists(st.text("ab/*?", max_size=3), min_size=6, max_size=6).map(":".join), arns)
def test_pattern_parts_equals_the_reference(pattern: str, value: str) -> None:
    """ArnLike compares six parts, each by itself, the sixth with all colons that follow."""
    pairs = zip(pattern.split(":", 5), value.split(":", 5), strict=True)
    expected = all(compile_pattern(wanted, "text")(found, {}) for wanted, found in pairs)
    assert compile_pattern(pattern, "parts")(value, {}) is expected


@given(st.lists(st.text("ab/*?", max_size=3), min_size=1, max_size=8).map(":".join), arns)
def test_pattern_resource_is_no_narrower_than_parts(pattern: str, value: str) -> None:
    """Whatever ArnLike matches, Resource matches too, since its stars may run on; and never more than plain text."""
    resource = compile_pattern(pattern, "resource")(value, {})
    loose = compile_pattern(pattern, "text")(value, {}) or compile_pattern(f"{pattern}:*", "text")(value, {})
    assert compile_pattern(pattern, "parts")(value, {}) <= resource <= loose


@given(st.text("ab*?$", min_size=1, max_size=6))
def test_pattern_variable_stands_for_plain_text(value: str) -> None:
    """A variable's value matches itself and nothing else, whatever characters it holds; without one, nothing."""
    match = compile_pattern("x/${aws:username}", "text")
    assert match(f"x/{value}", {"aws:username": value})
    assert not match(f"x/{value}b", {"aws:username": value})
    assert not match(f"x/{value}", {})


@given(
    st.sampled_from([name for name, operator in OPERATORS.items() if operator.negated]),
    st.sampled_from(["1", "2020-01-01", "10.0.0.1", "arn:aws:s3:::a", "x", ""]),
)
def test_condition_negated_operator_is_the_complement(name: str, value: str) -> None:
    """For a key that is present, each Not operator says the opposite of its positive one."""
    wanted = {"Num": "1", "Dat": "2020-01-01", "NotI": "10.0.0.0/8"}.get(name[: 4 if name[0:3] == "Not" else 3], "x")
    positive = Condition(name.replace("Not", "", 1), "k", (wanted,))
    context = {"k": value}
    assert compile_condition(replace(positive, operator=name))(context) is not compile_condition(positive)(context)


@pytest.mark.parametrize(
    ("operator", "absent"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("StringEqualsIfExists", True),
        ("StringNotEqualsIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAllValues:StringNotEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("ForAnyValue:StringEqualsIfExists", True),
    ],
)
def test_condition_absent_key(operator: str, absent: bool) -> None:
    """Each form of an operator has IAM's answer when the key is missing."""
    assert compile_condition(Condition(operator, "k", ("a",)))({}) is absent


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "holds"),
    [
        ("StringEqualsIgnoreCase", "Ab", "aB", True),
        ("StringEqualsIgnoreCase", "${k:two}", "aB", True),
        ("StringEquals", "a*", "ab", False),
        ("StringEquals", "a*", "a*", True),
        ("NumericGreaterThan", "9", "10", True),
        ("NumericEquals", "1.0", "1", True),
        ("DateLessThan", "2020-02", "2020-01-31T23:59:59Z", True),
        ("DateEquals", "0", "1970-01-01", True),
        ("Bool", "TRUE", "true", True),
        ("IpAddress", "10.0.0.0/8", "10.1.0.0/16", True),
        ("IpAddress", "10.0.0.0/16", "10.0.0.0/8", False),
        ("ArnLike", "*", ROLE, False),
        ("ArnLike", "arn:aws:iam::*:role/*", ROLE, True),
    ],
)
def test_condition_compares_values(operator: str, wanted: str, value: str, holds: bool) -> None:
    """One value against one value."""
    assert compile_condition(Condition(operator, "k", (wanted,)))({"k": value, "k:two": "AB"}) is holds


def edit(**changes: Any) -> dict[str, Any]:
    """A good document with elements of its statement changed, or removed if None."""
    statement = {"Sid": "One", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*", **changes}
    kept = {key: value for key, value in statement.items() if value is not None}
    return {"Version": "2012-10-17", "Statement": [kept]}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "p: no JSON at line 1: Expecting property name enclosed in double quotes; mend it"),
        ("[]", "p: no JSON object; write {...}"),
        ({"Version": "2012-10-17"}, "p: Statement: none; write at least one"),
        ({"Version": "2020", "Statement": edit()["Statement"]}, "p: Version: no version '2020'; write \"2012-10-17\""),
        ({**edit(), "statement": []}, "p: statement: no such element; known: Version, Id, Statement"),
        ({"Statement": ["x"]}, "p: Statement[0]: no JSON object; write {...}"),
        (edit(Effect="allow"), 'p: Statement[0] One: Effect: \'allow\'; write "Allow" or "Deny"'),
        (edit(Action="Get"), 'p: Statement[0] One: action "Get": no service; write "service:Get"'),
        (edit(Action=[]), "p: Statement[0] One: Action: neither text nor a list of texts; write at least one"),
        (edit(Action=None), "p: Statement[0] One: Action, NotAction: neither; write exactly one of them"),
        (edit(NotResource="*"), "p: Statement[0] One: Resource, NotResource: both; write exactly one of them"),
        (edit(Resource="bucket"), 'p: Statement[0] One: resource "bucket": neither "*" nor an ARN; write "arn:..."'),
        (edit(Condition=["x"]), "p: Statement[0] One: Condition: wrong shape; write {operator: {key: values}}"),
        (
            edit(Condition={"Bool": {"k": "1"}}),
            "p: Statement[0] One: Bool: k: neither true nor false; write one of them",
        ),
        (
            edit(Condition={"StringEqual": {"k": "1"}}),
            'p: Statement[0] One: StringEqual: k: no operator "StringEqual"; write StringEquals',
        ),
        (
            edit(Condition={"ForAny:StringLike": {"k": "1"}}),
            (
                'p: Statement[0] One: ForAny:StringLike: k: no operator "ForAny:StringLike"; '
                "write ForAllValues or ForAnyValue before the colon"
            ),
        ),
        (edit(Condition={"Null": {"k": {}}}), "p: Statement[0] One: Null: k: a value is no scalar; write text"),
        ({"Statement": edit()["Statement"] * 2}, 'p: Sid "One": used twice; rename one'),
    ],
)
def test_parse_names_the_fault(document: Any, message: str) -> None:
    """A bad document is refused with where, what and what to do."""
    with pytest.raises(PolicyError) as caught:
        Policy.parse(document, "p")
    assert str(caught.value) == message


def test_parse_names_all_faults_at_once() -> None:
    """Two faults make two lines."""
    with pytest.raises(PolicyError) as caught:
        Policy.parse(edit(Effect="X", Principal="*"))
    assert len(str(caught.value).splitlines()) == 2


def test_parse_reads_text_like_a_mapping() -> None:
    """JSON text and the mapping it stands for give the same policy; a lone statement needs no list."""
    document = {**edit(), "Statement": edit()["Statement"][0]}
    assert Policy.parse(json.dumps(document)) == Policy.parse(edit())


def test_request_refuses_keys_that_differ_by_case() -> None:
    """AWS matches a key whatever its case, so two of them would be one."""
    with pytest.raises(ValueError, match="differ only by case"):
        Request("s3:Get", "*", {"k:One": "a", "k:one": "b"})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda s: s.without_action(1), {"actions": ("s3:Get",)}),
        (lambda s: s.without_resource(0), {"resources": ("arn:aws:s3:::b",)}),
        (lambda s: s.with_resource(0, "*"), {"resources": ("*", "arn:aws:s3:::b")}),
        (lambda s: s.without_condition(0), {"conditions": ()}),
        (lambda s: s.without_value(0, 0), {"conditions": (Condition("StringLike", "k", ("b",)),)}),
    ],
    ids=["action", "resource", "pattern", "condition", "value"],
)
def test_statement_changes_one_thing(change: Callable[[Statement], Statement], expected: dict[str, Any]) -> None:
    """Each helper returns a new statement with exactly that change, and leaves the old one alone."""
    resources = ("arn:aws:s3:::a", "arn:aws:s3:::b")
    before = Statement("Allow", ("s3:Get", "s3:Put"), resources, (Condition("StringLike", "k", ("a", "b")),), "S")
    assert change(before) == replace(before, **expected)
    assert before.actions == ("s3:Get", "s3:Put")


def test_policy_changes_one_statement() -> None:
    """A policy swaps or drops one statement and keeps its name."""
    one, two = (Statement("Allow", (action,), ("*",)) for action in ("s3:Get", "s3:Put"))
    policy = Policy((one, one), "p")
    assert policy.with_statement(1, two) == Policy((one, two), "p")
    assert policy.without_statement(0) == Policy((one,), "p")
