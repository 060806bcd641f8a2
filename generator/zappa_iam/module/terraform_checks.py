"""What Terraform says of a folder: whether it is formatted, and whether it is valid."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from zappa_iam.module import terraform
from zappa_iam.module.terraform import TerraformError


def check_format(folder: Path) -> None:
    """Raise TerraformError, with the diff, unless `terraform fmt` would leave the folder as it is."""
    words = _run(folder, "fmt", check=True, diff=True, recursive=True)
    if words is not None:
        raise TerraformError(f"{folder.name}: not as terraform fmt writes it; fix the templates\n{words}".rstrip())


def validate(folder: Path) -> None:
    """Raise TerraformError, with Terraform's words, unless the initialised folder is valid."""
    words = _run(folder, "validate")
    if words is not None:
        raise TerraformError(f"{folder.name}: not valid; fix the templates\n{words}".rstrip())


def _run(folder: Path, command: str, **flags: bool) -> str | None:
    """Run a command in a folder through python-terraform: None where it succeeds, else what it printed."""
    from python_terraform import IsFlagged, Terraform

    options = {name: IsFlagged for name, given in {**flags, "no_color": True}.items() if given}
    program = Terraform(working_dir=str(folder), terraform_bin_path=str(terraform.executable()))
    with _surroundings(terraform.quiet(os.environ)):
        code, out, err = program.cmd(command, raise_on_error=False, **options)
    return f"{out}{err}" if code else None


@contextmanager
def _surroundings(environment: Mapping[str, str]) -> Iterator[None]:
    """This process's environment exchanged for a while: python-terraform passes on no other."""
    before = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update(environment)
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
