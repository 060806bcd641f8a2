"""What a command prints on standard output: JSON for programs, lines for people."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from typing import Any

import click

from zappa_iam.reports.layout import Line, laid_out

_COLOURS: dict[str, dict[str, Any]] = {"heading": {"bold": True}, "added": {"fg": "green"}, "needless": {"fg": "red"}}


def print_json(rows: Any) -> None:
    """Print as JSON, two spaces a level."""
    click.echo(json.dumps(rows, indent=2, ensure_ascii=False))


def print_lines(lines: Iterable[Line]) -> None:
    """Print in the width of the terminal, or of COLUMNS. In a pipe each line stays whole and has no colours."""
    columns = width()
    colour = False if os.environ.get("NO_COLOR") else None
    printed = False
    for line in lines:
        if line.text or printed:  # no empty line before the first
            text = laid_out(line, columns)
            click.echo(click.style(text, **_COLOURS[line.style]) if line.style in _COLOURS else text, color=colour)
            printed = True


def width() -> int | None:
    """The width to print in: COLUMNS if it is set, else the terminal's; None in a pipe."""
    if os.environ.get("COLUMNS", "").isdigit() or sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return None
