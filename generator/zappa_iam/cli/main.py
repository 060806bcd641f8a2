"""The command line: `render`, `check`, `explain` and `evidence`; the only place that prints and exits."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from zappa_iam import catalog
from zappa_iam.files import places, write
from zappa_iam.module import interface, render

if TYPE_CHECKING:
    from zappa_iam.catalog.model import Catalog
    from zappa_iam.doctor import Diagnosis
    from zappa_iam.reports.explain import GrantedAction

Command = Callable[..., None]
_LOADED = {"adopt": "adopt", "audit": "audit", "init": "init", "policy": "policy", "prove": "prove", "try": "try_"}
"""Commands in a file of their own, `cli/<file>.py`, which is imported where the command is asked for."""
_FAULTS = (catalog.CatalogError, interface.InterfaceError, render.TemplateError)


def _one_line_errors(command: Command) -> Command:
    """Turn what can go wrong into one clear line per fault on standard error, and exit status 1."""

    @wraps(command)
    def wrapper(*arguments: Any, **options: Any) -> None:
        try:
            command(*arguments, **options)
        except (*_FAULTS, ModuleNotFoundError, OSError, RuntimeError) as error:
            # RuntimeError: TerraformError and RecordingsError, each imported only where it can be raised
            raise SystemExit(_fail(str(error))) from None

    return wrapper


def _fail(message: str) -> int:
    click.echo(message, err=True)
    return 1


def _named(_: click.Context, __: click.Parameter, value: str | None) -> Path:
    """The folder; an empty name would be the folder that one is in."""
    if value is not None and not value.strip():
        raise SystemExit(_fail("--folder: names no folder; write its path"))
    if not value and places.MODULE is None:
        raise SystemExit(_fail("--folder: there is no checkout here; name the module's folder"))
    return Path(value) if value else places.MODULE or Path()


_folder = click.option(
    "--folder",
    metavar="DIRECTORY",
    callback=_named,
    help="The module's folder; default: modules/zappa_iam of the checkout that this is run from.",
)


class _Commands(click.Group):
    """The commands below, and those of `_LOADED`."""

    def list_commands(self, context: click.Context) -> list[str]:
        """All names, sorted."""
        return sorted({*super().list_commands(context), *_LOADED})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command; None where there is none of this name."""
        if name in _LOADED:
            module = import_module(f"zappa_iam.cli.{_LOADED[name]}")
            return cast(click.Command, getattr(module, f"{name}_command"))
        return super().get_command(context, name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zappa-iam", prog_name="zappa-iam", message="%(prog)s %(version)s")
def main() -> None:
    """Least-privilege IAM for Zappa: render the Terraform module, check it, explain it."""


@main.command("render")
@_folder
@click.option("--format-check/--no-format-check", default=True, help="Prove with `terraform fmt` first; default: on.")
@_one_line_errors
def render_command(folder: Path, format_check: bool) -> None:
    """Regenerate the module: all of it or nothing.

    The folder is missing, empty, or holds nothing but what this command wrote; else it is refused and left as it is.
    """
    files, shown = render.render(catalog.load()), _shown(folder)
    write.replace(folder, files, _formatted if format_check else None)
    click.echo(f"{shown}: {len(files)} files")


@main.command("check")
@_folder
@_one_line_errors
def check_command(folder: Path) -> None:
    """Fail, with a diff, where the module is not what the catalog and the templates render."""
    difference = write.difference(folder, render.render(catalog.load()))
    if difference:
        click.echo(difference, nl=False)
        raise SystemExit(
            _fail(f"{_shown(folder)}: differs from its catalog and templates; run `make module` and commit")
        )
    click.echo(f"{_shown(folder)}: up to date")


@main.command("explain")
@click.argument("action", required=False)
@click.option("--feature", help="Only what this feature grants.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program.")
@_one_line_errors
def explain_command(action: str | None, feature: str | None, as_json: bool) -> None:
    """Why ACTION (as in lambda:GetAlias) is granted; without ACTION, a table of all grants by feature."""
    from zappa_iam.reports import explain

    found = catalog.load()
    if feature and feature not in {known.name for known in found.features}:
        names = ", ".join(known.name for known in found.features)
        raise SystemExit(_fail(f'explain: unknown feature "{feature}"; write one of: {names}'))
    grants = explain.grants(found, action, feature)
    if action:
        _explain_action(found, grants, action, feature, as_json)
    elif as_json:
        _print_json([{key: value for key, value in grant._asdict().items() if value is not None} for grant in grants])
    else:
        explain.tabulate(grants)


def _explain_action(
    found: Catalog, grants: list[GrantedAction], action: str, feature: str | None, as_json: bool
) -> None:
    """The grants of one action and what the evidence says of it; refuse one that is neither granted nor asked for."""
    from zappa_iam.evidence import recordings
    from zappa_iam.reports import callers, explain
    from zappa_iam.reports.console import console

    recorded = feature if feature in {known.name for known in found.features if known.selectable} else None
    uses = callers.uses(action, recorded) if grants or not feature else []
    if not grants and not uses:
        raise SystemExit(_fail(explain.missing(found, action, feature)))
    name = (grants or uses)[0].action
    grants = explain.graded(grants, found, name)
    findings = explain.findings(name, grants, uses)
    if as_json:
        rows = {"grants": [grant._asdict() for grant in grants], "evidence": [use._asdict() for use in uses]}
        _print_json({"action": name, "findings": findings, **rows})
        return
    explain.show(grants)
    out = console()
    out.print("\n".join(["", *findings] if grants else findings), soft_wrap=True)
    if uses:
        out.print(callers.tabulated(uses, recordings.versions()))


@main.group("evidence")
def evidence_group() -> None:
    """What recorded Zappa asks AWS for."""


@evidence_group.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program.")
@_one_line_errors
def diff_command(old: str, new: str, as_json: bool) -> None:
    """Which permissions Zappa NEW (as in 0.63.0) adds to those of OLD, or makes needless, and the file to mend."""
    from zappa_iam.evidence import recordings
    from zappa_iam.reports import release_diff

    found = release_diff.compare(old, new, recordings.read(old), recordings.read(new), catalog.load())
    if as_json:
        _print_json(found.rows())
    else:
        release_diff.show(found)


@evidence_group.command("table")
@_one_line_errors
def table_command() -> None:
    """What is recorded and granted, feature by feature, and the actions of other policies for Zappa, as Markdown."""
    from zappa_iam.evidence import recordings
    from zappa_iam.reports import evidence_tables, measures, published

    found = catalog.load()
    newest = recordings.versions()[-1]
    click.echo(evidence_tables.features(found, recordings.read(newest)))
    others = published.policies(**published.RECORDED)
    known = measures.actions_of([policy for peer in others.values() for each in peer.values() for policy in each])
    measured = {
        name: {to: measures.width(policies, known) for to, policies in peer.items()} for name, peer in others.items()
    }
    click.echo(evidence_tables.comparison({"default features": evidence_tables.actions(found), **measured}), nl=False)


@main.command("doctor")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), default="-")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program.")
@_one_line_errors
def doctor_command(file: str, as_json: bool) -> None:
    """Explain the refusals of AWS in FILE, or in what is pasted: which feature and input of the module they are about.

    FILE holds any output: an AccessDenied, `zappa tail`, an event of CloudFormation or CloudTrail, a decoded message.
    """
    from zappa_iam import aws_words, doctor

    with click.open_file(file, encoding="utf-8", errors="replace") as lines:
        known = catalog.load()
        found = [doctor.diagnose(refusal, known) for refusal in doctor.read(lines.read())]
    if as_json:
        _print_json([_described(each) for each in found])
    for each in [] if as_json else found:
        click.echo(each.advice)
        if word := doctor.word(each):
            click.echo(
                f"  Is that set and applied already? Then report it, so that it is granted: {aws_words.line(word)}"
            )
    if not found:
        where = "standard input" if file == "-" else file
        _fail(f"{where}: holds no refusal of AWS; paste the lines with AccessDenied, or `not authorized to perform`")
        raise SystemExit(2)


def _described(found: Diagnosis) -> dict[str, Any]:
    from zappa_iam import doctor

    word = doctor.word(found)
    return {
        **found._asdict(),
        "refusal": found.refusal._asdict(),
        "word": word.model_dump(exclude_none=True) if word else None,
    }


def _print_json(rows: Any) -> None:
    click.echo(json.dumps(rows, indent=2, ensure_ascii=False))


def _formatted(folder: Path) -> None:
    """Raise TerraformError, with the diff, unless `terraform fmt` has nothing to change."""
    from zappa_iam.module import terraform

    terraform.check_format(folder)


def _shown(folder: Path) -> str:
    """The folder as the user would write it from here."""
    try:
        return folder.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(folder)
