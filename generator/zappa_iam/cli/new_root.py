"""From a settings file to a root module: read, ask for what is missing, write, show the change."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from zappa_iam import root_module, settings
from zappa_iam.application_code import attached, statements, suggestions
from zappa_iam.catalog.model import Catalog
from zappa_iam.files import staging, write
from zappa_iam.module import render
from zappa_iam.root_module import writing
from zappa_iam.settings import SettingsError, edit

MODULE = "zappa_iam"
F = TypeVar("F", bound=Callable[..., Any])
FAULTS = (SettingsError, writing.WriteError, write.FolderError, staging.BusyError, edit.EditError, OSError)
"""What a command ends with: its text on standard error, and exit status 2."""


class Target(NamedTuple):
    """Where to write a root module, its source of our module, and what else may be changed."""

    folder: Path
    application: bool | None
    source: str | None
    rewrite: bool
    force: bool
    dry_run: bool

    @property
    def module(self) -> str:
        """The source of the module blocks; the default is a copy beside main.tf."""
        return self.source or f"./{MODULE}"


_FOLDER = "Where the Terraform files go; default: infrastructure."
_OPTIONS = (
    click.argument("path", metavar="[SETTINGS]", type=click.Path(path_type=Path), required=False),
    click.option(
        "--folder", type=click.Path(file_okay=False, path_type=Path), default=Path("infrastructure"), help=_FOLDER
    ),
    click.option("--stage", "only", multiple=True, help="Only this stage; may be given several times."),
    click.option("--region", help="Region, for stages whose settings name none."),
    click.option("--bucket", help="Deployment bucket, for stages whose settings name none."),
    click.option("--account", help="Account id: the settings then name the role by its ARN."),
    click.option(
        "--application/--no-application",
        default=None,
        help="Give the role a policy for the calls of boto3 in the project's code; default: ask on a terminal.",
    ),
    click.option("--source", help="Source of the module; default: a copy of it, written beside main.tf."),
    click.option("--write", "rewrite", is_flag=True, help="Change the settings file; default: only show the change."),
    click.option("--force", is_flag=True, help="Overwrite files with these names."),
    click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing."),
)


def options(command: F) -> F:
    """Give a command the options of every command that writes a root module. Those of a Target come as keywords."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read(path: Path | None, only: Sequence[str]) -> settings.Settings:
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


def refuse(found: settings.Settings) -> None:
    """Stop if Zappa itself would refuse a stage."""
    if found.refusals:
        lines = [f"{found.path.name}: {refusal.stage}: {refusal.message}" for refusal in found.refusals]
        raise SettingsError("refused_by_zappa", "\n".join(lines))


def asked(found: settings.Settings, answers: root_module.Answers) -> root_module.Answers:
    """The answers, with those that somebody at a terminal gives; SettingsError if there is nobody to ask."""
    absent = list(root_module.missing(found.stages.values(), answers))
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


def application(
    found: settings.Settings, calls: list[root_module.ModuleCall], wanted: bool | None
) -> list[root_module.ModuleCall]:
    """The calls, with a policy for the AWS services that the project's code uses, if that is wanted or confirmed.

    That policy always has what `attach_policy` gives to Zappa's own role.
    """
    kept = {name: attached(stage, found.path.parent) for name, stage in found.stages.items()}
    calls = [
        call._replace(policies=[*call.policies, *(each for name in call.stages for each in kept[name])])
        for call in calls
    ]
    suggested = suggestions(found.path.parent, found.stages.values())
    for each in suggested:
        names = f" on {', '.join(each.names)}" if each.names else ""
        told = ", ".join([*each.actions, *(f"{name} (no action of that name)" for name in each.unknown)])
        click.echo(f"the code calls {each.service}: {told}{names} ({', '.join(each.where)})")
    if not suggested:
        return calls
    if wanted is None and sys.stdin.isatty():
        wanted = click.confirm("Give the role a policy for that? It is written beside main.tf, for you to narrow")
    if not wanted:
        click.echo("  the module's role may do none of it: name a policy in role_policy_arns, or add --application")
        return calls
    return [
        call._replace(policies=[*call.policies, *statements(suggested, call.region, call.account)]) for call in calls
    ]


def finish(
    found: settings.Settings,
    calls: Sequence[root_module.ModuleCall],
    files: Mapping[str, str],
    known: Catalog,
    place: Target,
) -> None:
    """Write the files, all or none, or print them. The module is written beside them if no other source is given.

    Then print the warnings and the settings' change, and make the change if the user asks for it.
    """
    text = settings.text_of(found.path.read_bytes(), found.path.name)
    after = edit.changed(text, found.path.suffix.lower(), root_module.changes(calls, found.stages))
    if place.dry_run:
        for name, content in files.items():
            click.echo(f"--- {place.folder / name}\n{content}")
    else:
        _write(files, known, place)
    warn(found)
    show(found.path, text, after, place.rewrite and not place.dry_run)


def _write(files: Mapping[str, str], known: Catalog, place: Target) -> None:
    if not place.force:
        writing.refuse_over(place.folder, files)
    if place.source is None:
        write.replace(place.folder / MODULE, render.render(known))
    writing.write(place.folder, files)
    beside = f", and the module in {MODULE}" if place.source is None else ""
    click.echo(f"{place.folder}: {', '.join(files)}{beside}")


def warn(found: settings.Settings) -> None:
    for warning in found.warnings:
        click.echo(f"warning: {f'{warning.stage}: ' if warning.stage else ''}{warning.message}")


def show(path: Path, before: str, after: str, rewrite: bool) -> None:
    """Show the settings' change as a diff; make it if the user asks for it."""
    if before == after:
        click.echo(f"\n{path.name}: needs no change")
        return
    if rewrite:
        path.write_text(after, encoding="utf-8", newline="")
    click.echo(f"\n{path.name}: " + ("changed:" if rewrite else "to change, by hand or with --write:"))
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), path.name, path.name, lineterm="", n=1)
    click.echo("\n".join(lines))
