"""The option that names the module's folder, and the folder as messages show it."""

from __future__ import annotations

from pathlib import Path

import click

from zappa_iam.cli.faults import fail
from zappa_iam.files import places


def _named(_: click.Context, __: click.Parameter, value: str | None) -> Path:
    """The folder. An empty name is refused: it would mean the current folder."""
    if value is not None and not value.strip():
        raise SystemExit(fail("--folder: names no folder; write its path"))
    if not value and places.MODULE is None:
        raise SystemExit(fail("--folder: there is no checkout here; name the module's folder"))
    return Path(value) if value else places.MODULE or Path()


folder_option = click.option(
    "--folder",
    metavar="DIRECTORY",
    callback=_named,
    help="The module's folder; default: modules/zappa_iam of the checkout that this is run from.",
)


def shown(folder: Path) -> str:
    """The folder as the user would write it from here."""
    try:
        return folder.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(folder)
