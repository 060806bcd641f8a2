"""`zappa-iam init`: from a settings file to a root module that sets up what it needs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from generator import catalog, root, settings
from generator.cli import root_module
from generator.permission import Catalog
from generator.root.describing import description
from generator.settings import edit

_FOLDER = "Where the Terraform files go; default: infrastructure."


@click.command("init")
@click.argument("path", metavar="[SETTINGS]", type=click.Path(path_type=Path), required=False)
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), default=Path("infrastructure"), help=_FOLDER
)
@click.option("--stage", "only", multiple=True, help="Only this stage; may be given several times.")
@click.option("--region", help="Region, for stages whose settings name none.")
@click.option("--bucket", help="Deployment bucket, for stages whose settings name none.")
@click.option("--account", help="Account id: the settings then name the role by its ARN.")
@click.option("--existing-bucket", is_flag=True, help="The bucket is there already; the module leaves it as it is.")
@click.option(
    "--application/--no-application",
    default=None,
    help="Give the role a policy for the calls of boto3 in the project's code; default: ask on a terminal.",
)
@click.option("--source", help="Source of the module; default: a copy of it, written beside main.tf.")
@click.option("--write", "rewrite", is_flag=True, help="Change the settings file, too, not only show how.")
@click.option("--force", is_flag=True, help="Write over files of these names.")
@click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Describe the settings as JSON; never asks, writes nothing.")
def init_command(
    path: Path | None,
    folder: Path,
    only: tuple[str, ...],
    region: str | None,
    bucket: str | None,
    account: str | None,
    existing_bucket: bool,
    application: bool | None,
    source: str | None,
    rewrite: bool,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read zappa_settings (.json, .toml, .yml) and write the Terraform that its stages need.

    SETTINGS is the file; default: the one that Zappa would take in this folder.
    """
    answers = root.Answers(region, bucket, account, not existing_bucket)
    try:
        found, known = root_module.read(path, only), catalog.load()
        found = found._replace(warnings=[*found.warnings, *settings.refused_by_module(found, known)])
        if as_json:
            click.echo(json.dumps(description(found, answers, known), indent=2, ensure_ascii=False))
            return
        root_module.refuse(found)
        answers = root_module.asked(found, answers)
        _set_up(found, answers, known, application, folder, source, rewrite, force, dry_run)
    except root_module.FAULTS as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None


def _set_up(
    found: settings.Settings,
    answers: root.Answers,
    known: Catalog,
    application: bool | None,
    folder: Path,
    source: str | None,
    rewrite: bool,
    force: bool,
    dry_run: bool,
) -> None:
    calls = root_module.application(found, root.calls(found.stages.values(), answers, known), application)
    files = root.files(calls, source or f"./{root_module.MODULE}")
    text = settings.text_of(found.path.read_bytes(), found.path.name)
    after = edit.changed(text, found.path.suffix.lower(), root.changes(calls, found.stages))
    if dry_run:
        root_module.print_root(folder, files)
    else:
        root_module.write_root(folder, files, known, source, force)
    root_module.warn(found)
    root_module.show(found.path, text, after, rewrite and not dry_run)
    click.echo(f"\nNext: terraform -chdir={folder} init && terraform -chdir={folder} apply")
