"""`zappa-iam init`: from a settings file to a root module that sets up what it needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from zappa_iam import catalog, root_module, settings
from zappa_iam.cli import new_root
from zappa_iam.cli.printing import print_json
from zappa_iam.root_module.describing import description


@click.command("init")
@new_root.options
@click.option("--existing-bucket", is_flag=True, help="The bucket exists already; the module does not change it.")
@click.option("--json", "as_json", is_flag=True, help="Describe the settings as JSON; never asks, writes nothing.")
def init_command(
    path: Path | None,
    only: tuple[str, ...],
    region: str | None,
    bucket: str | None,
    account: str | None,
    existing_bucket: bool,
    as_json: bool,
    **where: Any,
) -> None:
    """Read zappa_settings (.json, .toml, .yml) and write the Terraform that its stages need.

    SETTINGS is the file; default: the one that Zappa would take in this folder.
    """
    answers, place = root_module.Answers(region, bucket, account, not existing_bucket), new_root.Target(**where)
    try:
        found, known = new_root.read(path, only), catalog.load()
        found = found._replace(warnings=[*found.warnings, *settings.refused_by_module(found, known)])
        if as_json:
            print_json(description(found, answers, known))
            return
        new_root.refuse(found)
        answers = new_root.asked(found, answers)
        calls = new_root.application(found, root_module.calls(found.stages.values(), answers, known), place.application)
        new_root.finish(found, calls, root_module.files(calls, place.module), known, place)
    except new_root.FAULTS as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None
    click.echo(f"\nNext: terraform -chdir={place.folder} init && terraform -chdir={place.folder} apply")
