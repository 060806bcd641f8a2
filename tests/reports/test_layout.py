"""Lines of text at a width."""

from __future__ import annotations

import pytest

from zappa_iam.reports.layout import Line, heading, laid_out

ARN = "arn:{partition}:lambda:{region}:{account}:function:{function}:snapstart-of-a-long-name"


@pytest.mark.parametrize("width", [1, 30, 60, 200, None])
def test_no_word_is_broken(width: int | None) -> None:
    """An ARN is longer than the line, or stands alone in it, but is never cut; nothing is lost."""
    text = laid_out(Line(f"both {ARN} and lambda:UpdateFunctionConfiguration", "on", indent=2), width)
    assert text.split() == ["on", "both", ARN, "and", "lambda:UpdateFunctionConfiguration"]


def test_what_is_too_long_goes_on_under_its_own_column() -> None:
    """Behind the label, or, of a heading, a little further in."""
    assert laid_out(Line("one two three", "see", indent=2), 20) == "  see  one two three"
    assert laid_out(Line("one two three four five six", "see", indent=2), 20) == (
        "  see  one two three four\n       five six"
    )
    assert laid_out(heading("one two three four five six"), 20) == "one two three four\n    five six"
    assert laid_out(Line("one two three four five six"), 20) == "one two three four\nfive six"


def test_an_empty_line_stays_empty() -> None:
    """No blanks at its end."""
    assert laid_out(Line(""), 60) == ""
