"""`zappa-iam fleet`: one manifest of accounts, regions, pipelines and projects as a root module for each place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from zappa_iam import catalog, fleet
from zappa_iam.catalog.model import Catalog
from zappa_iam.files import ownership, staging, write
from zappa_iam.fleet import blocks, changed, engines, writing
from zappa_iam.module import interface, render

F = TypeVar("F", bound=Callable[..., Any])
_FAULTS = (
    fleet.FleetError,
    write.FolderError,
    staging.BusyError,
    catalog.CatalogError,
    interface.InterfaceError,
)
_FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
_CHANGED = click.option(
    "--changed",
    metavar="[REF]",
    is_flag=False,
    flag_value="HEAD",
    help="Print only the roots that differ from a commit's; default: HEAD's.",
)


@click.group("fleet")
def fleet_command() -> None:
    """Check or render a fleet: many projects, in many accounts and regions, out of one manifest (docs/fleet.md)."""


@fleet_command.command("check")
@_FILE
@_CHANGED
@click.option("--json", "as_json", is_flag=True, help="Print the roots as a matrix of GitHub Actions.")
@click.option("--rendered", is_flag=True, help="Fail, too, where the roots on disk are not what would be rendered.")
def check_command(file: Path, changed: str | None, as_json: bool, rendered: bool) -> None:
    """Check a manifest as a whole, before anything is planned: every fault at once, one line each."""
    with _faults():
        known = catalog.load()
        found = fleet.load(file, known)
        _warn(found)
        if rendered:
            _compare(found, file, known)
        if changed is not None or as_json:
            _list(found, file, changed, as_json, known)
        else:
            click.echo(f"{_summary(found, file)}; nothing to fix")


@fleet_command.command("render")
@_FILE
@click.option("--prune", is_flag=True, help="Remove roots that left the manifest, where all in them is ours.")
def render_command(file: Path, prune: bool) -> None:
    """Write a root module for each account and region, and what the engines read; files of others are left alone."""
    with _faults():
        known = catalog.load()
        found = fleet.load(file, known)
        plan = _plan(found, file, prune)
        copied = _copy(found, known)
        writing.carry_out(plan)
    _warn(found)
    written = _counted(len(plan.write), "file")
    click.echo(f"{_summary(found, file)}; {written} written, {len(plan.remove)} removed{copied}")
    for root in plan.left if not prune else []:
        click.echo(
            f"{root}: left the manifest; run `terraform destroy` there if its things are to go, then add --prune",
            err=True,
        )


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        click.echo(f"{error.filename or 'fleet'}: {error.strerror or error}; make room, or make it writable", err=True)
        raise SystemExit(1) from None
    except _FAULTS as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from None


def _mark(file: Path) -> str:
    return f"{ownership.FLEET_MARK} {file.name}. Do not edit."


def _warn(found: fleet.Fleet) -> None:
    for line in found.warnings:
        click.echo(f"warning: {line}", err=True)


def _summary(found: fleet.Fleet, file: Path) -> str:
    roots = {call.root for call in found.calls}
    accounts = {account for account, _ in roots}
    projects = {call.project.name for call in found.calls}
    counted = [
        _counted(len(each), word) for each, word in ((projects, "project"), (accounts, "account"), (roots, "root"))
    ]
    return f"{file.name}: {counted[0]} in {counted[1]}, {counted[2]}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count != 1 else ''}"


def _plan(found: fleet.Fleet, file: Path, prune: bool) -> writing.RenderPlan:
    mark = _mark(file)
    files = fleet.files(found, fleet.roots(found, mark), mark)
    head = found.manifest.head
    return writing.plan(found.folder, files, blocks.roots_folder(found.manifest), head.atlantis, prune)


def _copy(found: fleet.Fleet, known: Catalog) -> str:
    """Write the module among the roots, where the manifest names no source and it is not there yet."""
    if found.manifest.head.module is not None:
        return ""
    folder, files = found.folder / (blocks.source(found.manifest) or ""), render.render(known)
    if not write.difference(folder, files):
        return ""
    write.replace(folder, files)
    return f", and the module in {blocks.source(found.manifest)}"


def _compare(found: fleet.Fleet, file: Path, known: Catalog) -> None:
    """FleetError where a render would change something."""
    plan = _plan(found, file, False)
    names = [*plan.write, *plan.remove, *plan.left]
    if found.manifest.head.module is None:
        source = blocks.source(found.manifest) or ""
        names += [source] if write.difference(found.folder / source, render.render(known)) else []
    if names:
        lines = [f"{name}: is not what {file.name} renders; run `zappa-iam fleet render`, and commit" for name in names]
        raise fleet.FleetError("\n".join(lines))


def _list(found: fleet.Fleet, file: Path, ref: str | None, as_json: bool, known: Catalog) -> None:
    """The roots, or those that differ from a commit's: a line each, or a matrix."""
    mark = _mark(file)
    if ref is None:
        roots = fleet.roots(found, mark)
    else:
        change = changed.change(file, found, ref, known, mark)
        roots = change.roots
        for note in change.notes:
            click.echo(note, err=True)
        for folder in change.gone:
            click.echo(f"{folder}: left the manifest", err=True)
    if as_json:
        click.echo(json.dumps(engines.matrix(roots)))
    else:
        for root in roots:
            click.echo(root.folder)
