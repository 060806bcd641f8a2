"""The command line's group: each command is a file of this folder, imported where the command is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any, cast

import click

from zappa_iam.cli.pipe import ends_in_silence
from zappa_iam.files.faults import DataError

_COMMANDS = {
    "adopt": "adopt",
    "audit": "audit",
    "check": "check",
    "doctor": "doctor",
    "evidence": "evidence",
    "explain": "explain",
    "features": "features",
    "fleet": "fleet",
    "init": "init",
    "policy": "policy",
    "prove": "prove",
    "render": "render",
    "report": "report",
    "try": "try_",
}
"""Each command, and its file `cli/<file>.py`, which has a `<command>_command`."""


class _Commands(click.Group):
    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the command line. It ends silently when nobody reads its output any more."""
        with ends_in_silence():
            return super().main(*arguments, **options)

    def list_commands(self, context: click.Context) -> list[str]:
        """All names, sorted."""
        return sorted(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command; None where there is none of this name."""
        if name not in _COMMANDS:
            return None
        module = import_module(f"zappa_iam.cli.{_COMMANDS[name]}")
        return cast(click.Command, getattr(module, f"{name}_command"))

    def invoke(self, context: click.Context) -> Any:
        """Run the command; the faults of our data files are lines on standard error, and exit status 1."""
        try:
            return super().invoke(context)
        except DataError as error:
            click.echo(str(error), err=True)
            context.exit(1)


def _print_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the version and end, where it is asked for."""
    if not asked or context.resilient_parsing:
        return
    from zappa_iam.files.toml_files import TomlError
    from zappa_iam.files.version import version

    try:
        click.echo(f"zappa-iam {version()}")
    except (ModuleNotFoundError, TomlError) as error:
        click.echo(str(error), err=True)
        context.exit(1)
    context.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Least-privilege IAM for Zappa: render the Terraform module, check it, explain it."""
