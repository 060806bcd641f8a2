"""`zappa-iam check`: does the module differ from what would be rendered?"""

from __future__ import annotations

from pathlib import Path

import click

from zappa_iam import catalog
from zappa_iam.cli.faults import fail, one_line_errors
from zappa_iam.cli.module_folder import folder_option, shown
from zappa_iam.files import places, write
from zappa_iam.module import render


@click.command("check")
@folder_option
@one_line_errors
def check_command(folder: Path) -> None:
    """Fail, with a diff, if the module is not what the catalog and the templates render."""
    difference = write.difference(folder, render.render(catalog.load()))
    if difference:
        click.echo(difference, nl=False)
        again = "run `make module` and commit" if folder == places.MODULE else "render it again with `zappa-iam render`"
        raise SystemExit(fail(f"{shown(folder)}: differs from its catalog and templates; {again}"))
    click.echo(f"{shown(folder)}: up to date")
