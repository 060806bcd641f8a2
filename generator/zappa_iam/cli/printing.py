"""JSON on standard output, for a program."""

from __future__ import annotations

import json
from typing import Any

import click


def print_json(rows: Any) -> None:
    """Print as JSON, two spaces a level."""
    click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
