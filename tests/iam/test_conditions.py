"""Patterns and conditions: each against the plainest reference, or the answer that IAM documents."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zappa_iam.iam import Condition
from zappa_iam.iam.conditions import compile_condition
from zappa_iam.iam.operators import OPERATORS
from zappa_iam.iam.pattern import Scope, compile_pattern

ROLE = "arn:aws:iam::111122223333:role/app"


text = st.text("ab:/*?", max_size=8)


arns = st.lists(st.text("ab/", max_size=3), min_size=6, max_size=8).map(":".join)


@given(text, text)
def test_pattern_text_equals_the_reference(pattern: str, value: str) -> None:
    """In text, `*` is any run and `?` any one character, as in the plainest translation to a regular expression."""
    reference = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern)
    expected = re.fullmatch(reference, value, re.DOTALL) is not None
    assert compile_pattern(pattern, "text")(value, {}) is expected


@pytest.mark.parametrize(("scope", "start"), [("text", ""), ("resource", "arn:aws:s3:::"), ("parts", "arn:aws:s3:::")])
def test_many_wildcards_take_no_longer(scope: Scope, start: str) -> None:
    """Two hundred stars that nearly fit: an answer at once, where trying every way would never end."""
    started = time.monotonic()
    assert not compile_pattern(f"{start}{'*a' * 200}*b*c", scope)(f"{start}{'a' * 2000}", {})
    assert compile_pattern(f"{start}{'*a' * 200}*", scope)(f"{start}{'a' * 2000}", {})
    assert time.monotonic() - started < 5


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
