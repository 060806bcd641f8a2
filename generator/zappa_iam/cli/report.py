"""`zappa-iam report`: a project's permissions as one HTML page, for who has to approve them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zappa_iam.cli.options import Asked, project_options
from zappa_iam.cli.printing import print_json

if TYPE_CHECKING:
    from zappa_iam.audit import AuditedStage
    from zappa_iam.catalog.model import Catalog
    from zappa_iam.html_report import Subject

MARK = '<meta name="generator" content="zappa-iam report">'


@click.command("report")
@click.argument("file", metavar="[SETTINGS | MANIFEST]", type=click.Path(path_type=Path), required=False)
@click.option("--plan", help="Of this plan, as `terraform show -json` prints it; - is standard input.")
@click.option("--module", help="The module's address in the plan, where there are several of ours.")
@click.option("--policy", "policies", multiple=True, help="What whoever deploys has today, a file; repeatable.")
@click.option("--role-policy", "role_policies", multiple=True, help="What the execution role has today; repeatable.")
@click.option("--output", type=click.Path(dir_okay=False, allow_dash=True), default="report.html", show_default=True)
@click.option("--force", is_flag=True, help="Write over a file that is no report.")
@click.option("--json", "as_json", is_flag=True, help="Print the page's data, for a program; write nothing.")
@project_options
def report_command(
    file: Path | None,
    plan: str | None,
    module: str | None,
    policies: tuple[str, ...],
    role_policies: tuple[str, ...],
    output: str,
    force: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Write a page on what is granted, to whom, why, and what it opens; for a review, a manager and a newcomer.

    SETTINGS is a zappa_settings file; default: the one in this folder; MANIFEST a fleet's. With --features or --plan
    there need be none.
    The page is one file that needs no network. Beside what is granted it shows the policies that are there today, of
    --policy and --role-policy, else those that others publish.
    """
    from zappa_iam import audit, catalog, html_report, settings
    from zappa_iam.cli.project import ProjectError
    from zappa_iam.fleet import FleetError
    from zappa_iam.iam import PolicyError

    try:
        known = catalog.load()
        subject, stages = _subject(file, plan, module, Asked(**asked), known)
        if policies or role_policies:
            named = {"deployer": policies, "role": role_policies}
            held = {
                to: [each.policy for each in audit.read(list(found), to, {})] for to, found in named.items() if found
            }
            subject = subject._replace(before=[html_report.given("What is there today", held)])
        if not html_report.are_kept() and sys.stderr.isatty():
            click.echo("report: reads the recordings, which takes some seconds the first time", err=True)
        found = html_report.report(subject, stages, known)
        if as_json:
            print_json(found)
            return
        text = html_report.rendered(found)
        if output == "-":
            click.echo(text, nl=False)
            return
        _write(Path(output), text, force)
    except (
        audit.AuditError,
        PolicyError,
        ProjectError,
        FleetError,
        settings.SettingsError,
        catalog.CatalogError,
        OSError,
    ) as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None
    click.echo(f"{output}: {round(len(text.encode()) / 1000)} kB; open it in a browser")


def _subject(
    file: Path | None, plan: str | None, module: str | None, asked: Asked, catalog: Catalog
) -> tuple[Subject, list[AuditedStage]]:
    """What the page is about, and its stages; ProjectError for words that do not go together."""
    from zappa_iam.cli import reported
    from zappa_iam.cli.project import ProjectError

    alone = asked.features or asked.project
    if bool(plan) + bool(file) + bool(alone) > 1:
        raise ProjectError("report: give a settings file, --features and --project, or --plan; one of them")
    if module and not plan:
        raise ProjectError("--module: is a module of a plan; give --plan, too")
    if plan:
        return reported.of_plan(plan, module, catalog)
    if file and reported.is_fleet(file):
        return reported.of_fleet(file, catalog)
    return reported.of_options(asked, catalog) if alone else reported.of_settings(file, asked, catalog)


def _write(path: Path, text: str, force: bool) -> None:
    """Write the page whole, or leave what is there; ProjectError for a file that is no report."""
    from zappa_iam.cli.project import ProjectError

    if path.exists() and not force and MARK not in path.read_text(encoding="utf-8", errors="replace")[:4000]:
        raise ProjectError(f"{path}: is there, and is no report; name another file, or write over it with --force")
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
