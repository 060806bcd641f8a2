"""The console that people read: coloured only on a terminal, and wide enough where no terminal tells a width."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

PLAIN_WIDTH = 160


def console() -> Console:
    """A console for standard output."""
    found = Console(highlight=False)
    if not found.is_terminal:
        found.width = PLAIN_WIDTH
    return found


def table(*columns: str, whole: tuple[str, ...] = ()) -> Table:
    """A table without lines; the columns in `whole` are never folded."""
    found = Table(box=None, pad_edge=False)
    for name in columns:
        found.add_column(name, no_wrap=name in whole, overflow="fold")
    return found


def some(names: Sequence[str], shown: int) -> str:
    """The first few, and how many more."""
    more = len(names) - shown
    return ", ".join(names[:shown]) + (f" and {more} more" if more > 0 else "")
