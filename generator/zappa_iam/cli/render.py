"""`zappa-iam render`: regenerate the module."""

from __future__ import annotations

from pathlib import Path

import click

from zappa_iam import catalog
from zappa_iam.cli.faults import one_line_errors
from zappa_iam.cli.module_folder import folder_option, shown
from zappa_iam.files import write
from zappa_iam.module import render


@click.command("render")
@folder_option
@click.option("--format-check/--no-format-check", default=True, help="Prove with `terraform fmt` first; default: on.")
@one_line_errors
def render_command(folder: Path, format_check: bool) -> None:
    """Regenerate the module: all of it or nothing.

    The folder must be missing or empty, or hold only what this command wrote. Any other folder is refused and not
    changed.
    """
    files, name = render.render(catalog.load()), shown(folder)
    write.replace(folder, files, _formatted if format_check else None)
    click.echo(f"{name}: {len(files)} files")


def _formatted(folder: Path) -> None:
    """Raise TerraformError, with the diff, if `terraform fmt` would change anything."""
    from zappa_iam.module import terraform_checks

    terraform_checks.check_format(folder)
