"""Documents: parsed with all their faults named, immutable, changed one thing at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from zappa_iam.iam import Condition, Policy, PolicyError, Request, Statement


def edit(**changes: Any) -> dict[str, Any]:
    """A good document with elements of its statement changed, or removed if None."""
    statement = {"Sid": "One", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*", **changes}
    kept = {key: value for key, value in statement.items() if value is not None}
    return {"Version": "2012-10-17", "Statement": [kept]}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "p: no JSON at line 1: Expecting property name enclosed in double quotes; fix it"),
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
    """A policy swaps one statement and keeps its name."""
    one, two = (Statement("Allow", (action,), ("*",)) for action in ("s3:Get", "s3:Put"))
    policy = Policy((one, one), "p")
    assert policy.with_statement(1, two) == Policy((one, two), "p")
