"""`zappa-iam evidence`: what recorded Zappa asks AWS for."""

from __future__ import annotations

import click

from zappa_iam import catalog
from zappa_iam.cli.faults import one_line_errors
from zappa_iam.cli.printing import print_json, print_lines


@click.group("evidence")
def evidence_command() -> None:
    """What recorded Zappa asks AWS for."""


@evidence_command.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program.")
@one_line_errors
def diff_command(old: str, new: str, as_json: bool) -> None:
    """Which permissions Zappa NEW (as in 0.63.0) adds to those of OLD, or makes needless, and the file to fix."""
    from zappa_iam.evidence import recordings
    from zappa_iam.reports import release_diff

    found = release_diff.compare(old, new, recordings.read(old), recordings.read(new), catalog.load())
    if as_json:
        print_json(found.rows())
    else:
        print_lines(release_diff.lines(found))


@evidence_command.command("table")
@one_line_errors
def table_command() -> None:
    """What is recorded and granted, feature by feature, and the actions of other policies for Zappa, as Markdown."""
    from zappa_iam.evidence import recordings
    from zappa_iam.reports import evidence_tables, measures, published

    found = catalog.load()
    newest = recordings.versions()[-1]
    click.echo(evidence_tables.features(found, recordings.read(newest)))
    others = published.policies(**published.RECORDED)
    known = measures.actions_of(
        [policy for documents in others.values() for each in documents.values() for policy in each]
    )
    measured = {
        name: {to: measures.width(policies, known) for to, policies in documents.items()}
        for name, documents in others.items()
    }
    click.echo(evidence_tables.comparison({"default features": evidence_tables.actions(found), **measured}), nl=False)
