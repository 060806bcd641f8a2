"""Layout: lines of text at a width. Nothing is cut and no word is broken: what is too long goes on below."""

from __future__ import annotations

import textwrap
from typing import Literal, NamedTuple

Style = Literal["plain", "heading", "added", "needless"]
_NARROWEST = 20  # characters of text in a line, whatever the width


class Line(NamedTuple):
    """One line, before it is laid out; `label` has a column of its own before the text, and `style` has a colour."""

    text: str
    label: str = ""
    indent: int = 0
    style: Style = "plain"


def heading(text: str, style: Style = "heading") -> Line:
    """A line that begins a paragraph."""
    return Line(text, style=style)


def laid_out(line: Line, width: int | None = None) -> str:
    """The line as text of this width, in as many lines as it needs; in one where no width is given."""
    lead = " " * line.indent + (f"{line.label:<4} " if line.label else "")
    below = " " * len(lead) if line.style == "plain" else "    "
    if width is None or not line.text:
        return lead + line.text
    return textwrap.fill(
        line.text,
        max(width, len(lead) + _NARROWEST),
        initial_indent=lead,
        subsequent_indent=below,
        break_long_words=False,
        break_on_hyphens=False,
    )
