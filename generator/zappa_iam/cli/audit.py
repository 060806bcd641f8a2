"""`zappa-iam audit`: what policies lack for Zappa, what they grant beyond it, and what they open."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zappa_iam.cli.options import Asked, audit_options

if TYPE_CHECKING:
    from zappa_iam.audit import Document, Report

_FAIL = ("error", "warning", "note", "never")


@click.command("audit")
@click.argument("names", metavar="[POLICY]...", nargs=-1)
@click.option("--user", help="Read the policies of this user of the account, and of its groups.")
@click.option("--role", "account_role", help="Read the policies of this role of the account.")
@click.option("--group", help="Read the policies of this group of the account.")
@click.option(
    "--for", "principal", type=click.Choice(("deployer", "role")), help="Whose; default: deployer, of --role role."
)
@click.option("--boundary", help="A permissions boundary that holds beside them, a file; the account's own is read.")
@click.option(
    "--settings", "settings_file", type=click.Path(path_type=Path), help="zappa_settings file that says what is needed."
)
@click.option(
    "--fail-on", type=click.Choice(_FAIL), default="note", show_default=True, help="Exit 1 from this level up."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program.")
@click.option("--sarif", type=click.Path(dir_okay=False, path_type=Path), help="Write SARIF, too, into this file.")
@audit_options
def audit_command(
    names: tuple[str, ...],
    user: str | None,
    account_role: str | None,
    group: str | None,
    principal: str | None,
    boundary: str | None,
    settings_file: Path | None,
    fail_on: str,
    as_json: bool,
    sarif: Path | None,
    **asked: Any,
) -> None:
    """Compare policies with what Zappa asks AWS for: what is missing, by command, and what is granted beyond it.

    POLICY is a policy's JSON, a plan (terraform show -json), a CloudFormation template, or - for standard input.
    Several count together. --settings or --features say what is needed; the default is what `zappa init` sets up.
    Names that you do not give are read from the policies. Exit status: 0 if nothing is found, 1 if something is, 2 for
    input that cannot be read.
    """
    from zappa_iam import audit, catalog, settings
    from zappa_iam.cli.audited import audited
    from zappa_iam.cli.project import ProjectError

    holder = {kind: name for kind, name in (("user", user), ("role", account_role), ("group", group)) if name}
    whose = principal or ("role" if account_role else "deployer")
    try:
        _only_one(names, holder)
        known = catalog.load()

        def read(fill: dict[str, str]) -> list[audit.Document]:
            bounds = audit.read([boundary], whose, fill) if boundary else []
            return [*_read(names, holder, whose, fill), *(each._replace(bounds=True) for each in bounds)]

        project, stages, documents = audited(settings_file, Asked(**asked), read, known)
        report = audit.audit(documents, project, stages, whose, known)
        if sarif:
            _write_sarif(report, sarif)
    except (audit.AuditError, ProjectError, settings.SettingsError, catalog.CatalogError, OSError) as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None
    click.echo(json.dumps(report.rows(), indent=2, ensure_ascii=False) if as_json else "\n".join(audit.lines(report)))
    raise SystemExit(int(fail_on != "never" and report.reaches(fail_on)))  # type: ignore[arg-type]  # click's choice


def _read(names: tuple[str, ...], holder: dict[str, str], whose: str, fill: dict[str, str]) -> list[Document]:
    """Read the documents of the files, or of the account's user, role or group."""
    from zappa_iam import audit

    if not holder:
        return audit.read(list(names), whose, fill)
    from zappa_iam.audit import account

    return account.documents(*next(iter(holder.items())))


def _only_one(names: tuple[str, ...], holder: dict[str, str]) -> None:
    """Stop if there is nothing to read, or two sources that are read in different ways."""
    from zappa_iam.audit import AuditError

    if not names and not holder:
        raise AuditError("audit: names no policy; give a file, - for standard input, or --user, --role or --group")
    if len(holder) + bool(names) > 1:
        raise AuditError("audit: give files, or one of --user, --role and --group; the account's are read alone")
    if names.count("-") > 1:
        raise AuditError("audit: - is there twice, and standard input can be read once; write it once")


def _write_sarif(report: Report, path: Path) -> None:
    from zappa_iam.audit.sarif import sarif

    try:
        number = version("zappa-iam")
    except PackageNotFoundError:
        number = "0"
    path.write_text(json.dumps(sarif(report, number), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
