"""`zappa-iam init`: from a settings file to a root module that sets up what it needs."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from generator import catalog, render, root, settings, staging, write
from generator.permission import Catalog
from generator.root import writing
from generator.root.describing import description
from generator.settings import SettingsError, edit

MODULE = "zappa_iam"
_FAULTS = (SettingsError, writing.WriteError, write.FolderError, staging.BusyError, edit.EditError, OSError)
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
        found, known = _read(path, only), catalog.load()
        found = found._replace(warnings=[*found.warnings, *settings.refused_by_module(found, known)])
        if as_json:
            click.echo(json.dumps(description(found, answers, known), indent=2, ensure_ascii=False))
            return
        _refuse(found)
        answers = _asked(found, answers)
        _set_up(found, answers, known, folder, source, rewrite, force, dry_run)
    except _FAULTS as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None


def _read(path: Path | None, only: Sequence[str]) -> settings.Settings:
    found = settings.load(path or settings.find(Path()))
    if not only:
        return found
    known = [*found.stages, *(refusal.stage for refusal in found.refusals)]
    if unknown := [name for name in only if name not in known]:
        listed = ", ".join(known)
        raise SettingsError("no_stages", f"{found.path}: no stage {', '.join(unknown)}; name some of: {listed}")
    return found._replace(
        stages={name: stage for name, stage in found.stages.items() if name in only},
        refusals=[refusal for refusal in found.refusals if refusal.stage in only],
        warnings=[warning for warning in found.warnings if warning.stage in (None, *only)],
    )


def _refuse(found: settings.Settings) -> None:
    """Stop where Zappa itself would refuse a stage."""
    if found.refusals:
        lines = [f"{found.path.name}: {refusal.stage}: {refusal.message}" for refusal in found.refusals]
        raise SettingsError("refused_by_zappa", "\n".join(lines))


def _asked(found: settings.Settings, answers: root.Answers) -> root.Answers:
    """The answers, with those that a person at a terminal gives; SettingsError where nobody can be asked."""
    absent = list(root.missing(found.stages.values(), answers))
    if absent and not sys.stdin.isatty():
        flags = {"aws_region": "--region", "s3_bucket": "--bucket"}
        lines = [f"{it.stage}: {it.setting} is not set" for it in absent]
        needed = " and ".join(sorted({flags[it.setting] for it in absent}))
        raise SettingsError("missing", f"{found.path.name}: {'; '.join(lines)}; give {needed}")
    kinds = {each.setting for each in absent}
    if "aws_region" in kinds:
        answers = answers._replace(region=click.prompt("Region of the functions, as in us-west-2"))
    if "s3_bucket" in kinds:
        answers = answers._replace(bucket=click.prompt("Name of the deployment bucket"))
    return answers


def _set_up(
    found: settings.Settings,
    answers: root.Answers,
    known: Catalog,
    folder: Path,
    source: str | None,
    rewrite: bool,
    force: bool,
    dry_run: bool,
) -> None:
    calls = root.calls(found.stages.values(), answers, known)
    files = root.files(calls, source or f"./{MODULE}")
    text = settings.text_of(found.path.read_bytes(), found.path.name)
    after = edit.changed(text, found.path.suffix.lower(), root.changes(calls, found.stages))
    if dry_run:
        for name, content in files.items():
            click.echo(f"--- {folder / name}\n{content}")
    else:
        if not force:
            writing.refuse_over(folder, files)
        if source is None:
            write.replace(folder / MODULE, render.render(known))
        writing.write(folder, files)
        click.echo(f"{folder}: {', '.join(files)}" + (f", and the module in {MODULE}" if source is None else ""))
    _warn(found)
    _show(found.path, text, after, rewrite and not dry_run)
    click.echo(f"\nNext: terraform -chdir={folder} init && terraform -chdir={folder} apply")


def _warn(found: settings.Settings) -> None:
    for warning in found.warnings:
        click.echo(f"warning: {f'{warning.stage}: ' if warning.stage else ''}{warning.message}")


def _show(path: Path, before: str, after: str, rewrite: bool) -> None:
    """The settings' change as a diff; made where it is asked for."""
    if before == after:
        click.echo(f"\n{path.name}: needs no change")
        return
    if rewrite:
        path.write_text(after, encoding="utf-8", newline="")
    click.echo(f"\n{path.name}: " + ("changed:" if rewrite else "to change, by hand or with --write:"))
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), path.name, path.name, lineterm="", n=1)
    click.echo("\n".join(lines))
