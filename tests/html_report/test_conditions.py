"""A condition in words."""

from __future__ import annotations

import pytest

from zappa_iam.html_report.conditions import said


@pytest.mark.parametrize(
    ("test", "key", "values", "says"),
    [
        ("StringEquals", "aws:RequestedRegion", ["us-west-2", "eu-west-1"], "only in us-west-2 or eu-west-1"),
        ("StringEqualsIfExists", "aws:ResourceAccount", ["1"], "only things of account 1, where AWS tells"),
        ("StringLike", "aws:ResourceTag/Team", ["web"], "only things that have the tag Team = web"),
        ("ForAnyValue:StringEquals", "aws:CalledVia", ["x.amazonaws.com"], "only through x.amazonaws.com"),
        ("Null", "aws:ResourceTag/Team", ["true"], "aws:ResourceTag/Team Null true"),
        ("StringNotEquals", "aws:RequestedRegion", ["us-west-2"], "aws:RequestedRegion StringNotEquals us-west-2"),
        ("ForAllValues:StringEquals", "aws:CalledVia", ["x"], "aws:CalledVia ForAllValues:StringEquals x"),
    ],
)
def test_condition_is_said_in_words_that_fit_it(test: str, key: str, values: list[str], says: str) -> None:
    """What no words of ours say as it is stays as the policy has it."""
    assert said(test, key, values) == says
