"""Layout: lines of text at a width. No text is cut and no word is broken; long lines are wrapped."""

from __future__ import annotations

import textwrap
from typing import Literal, NamedTuple

Style = Literal["plain", "heading", "added", "needless"]
_NARROWEST = 20  # characters of text in a line, whatever the width


class Line(NamedTuple):
    """One line, not wrapped yet. `label` has its own column before the text; `style` becomes a colour."""

    text: str
    label: str = ""
    indent: int = 0
    style: Style = "plain"


def heading(text: str, style: Style = "heading") -> Line:
    """The first line of a paragraph."""
    return Line(text, style=style)


def laid_out(line: Line, width: int | None = None) -> str:
    """The line wrapped at this width; not wrapped without a width."""
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
