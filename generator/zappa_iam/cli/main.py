"""The command line's group: each command is a file of this folder, imported where the command is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import cast

import click

_COMMANDS = {
    "adopt": "adopt",
    "audit": "audit",
    "check": "check",
    "doctor": "doctor",
    "evidence": "evidence",
    "explain": "explain",
    "init": "init",
    "policy": "policy",
    "prove": "prove",
    "render": "render",
    "try": "try_",
}
"""Each command, and its file `cli/<file>.py`, which has a `<command>_command`."""


class _Commands(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        """All names, sorted."""
        return sorted(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command; None where there is none of this name."""
        if name not in _COMMANDS:
            return None
        module = import_module(f"zappa_iam.cli.{_COMMANDS[name]}")
        return cast(click.Command, getattr(module, f"{name}_command"))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zappa-iam", prog_name="zappa-iam", message="%(prog)s %(version)s")
def main() -> None:
    """Least-privilege IAM for Zappa: render the Terraform module, check it, explain it."""
