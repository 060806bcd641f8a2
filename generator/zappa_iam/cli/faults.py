"""Faults of a command: one clear line for each on standard error."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from zappa_iam.files.faults import DataError

Command = Callable[..., None]
_FAULTS = (DataError, ModuleNotFoundError, OSError, RuntimeError)  # RuntimeError: TerraformError, imported late


def one_line_errors(command: Command) -> Command:
    """Make the command print its faults on standard error and exit with status 1."""

    @wraps(command)
    def wrapper(*arguments: Any, **options: Any) -> None:
        try:
            command(*arguments, **options)
        except _FAULTS as error:
            raise SystemExit(fail(str(error))) from None

    return wrapper


def fail(message: str) -> int:
    """Print the message on standard error; return the exit status."""
    click.echo(message, err=True)
    return 1
