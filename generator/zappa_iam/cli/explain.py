"""`zappa-iam explain`: why something is granted."""

from __future__ import annotations

import click

from zappa_iam import catalog
from zappa_iam.cli.faults import one_line_errors
from zappa_iam.cli.printing import print_json, print_lines


@click.command("explain")
@click.argument("word", required=False)
@click.option("--command", metavar="COMMAND", help="What a command of Zappa needs, as in --command tail.")
@click.option("--feature", help="Only what this feature grants.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program.")
@one_line_errors
def explain_command(word: str | None, command: str | None, feature: str | None, as_json: bool) -> None:
    """Why WORD is granted, and where Zappa asks for it.

    WORD is an action (lambda:GetAlias), a service (s3), a feature (vpc_config) or a setting of zappa_settings.json
    (keep_warm). Without WORD: all grants, by feature.
    """
    if word and command:
        raise click.UsageError("--command explains a whole command of Zappa; leave out the word, or --command")
    from zappa_iam.reports.explain import explain

    found = explain(catalog.load(), word, feature, command)
    if as_json:
        print_json(found.rows())
    else:
        print_lines(found.lines())
