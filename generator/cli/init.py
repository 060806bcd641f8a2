"""`zappa-iam init`: from a settings file to a root module that sets up what it needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from generator import catalog, root, settings
from generator.cli import root_module
from generator.root.describing import description


@click.command("init")
@root_module.options
@click.option("--existing-bucket", is_flag=True, help="The bucket is there already; the module leaves it as it is.")
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
    answers, place = root.Answers(region, bucket, account, not existing_bucket), root_module.Place(**where)
    try:
        found, known = root_module.read(path, only), catalog.load()
        found = found._replace(warnings=[*found.warnings, *settings.refused_by_module(found, known)])
        if as_json:
            click.echo(json.dumps(description(found, answers, known), indent=2, ensure_ascii=False))
            return
        root_module.refuse(found)
        answers = root_module.asked(found, answers)
        calls = root_module.application(found, root.calls(found.stages.values(), answers, known), place.application)
        root_module.finish(found, calls, root.files(calls, place.module), known, place)
    except root_module.FAULTS as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None
    click.echo(f"\nNext: terraform -chdir={place.folder} init && terraform -chdir={place.folder} apply")
