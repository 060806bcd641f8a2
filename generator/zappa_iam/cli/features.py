"""`zappa-iam features`: the features, to search by setting or service."""

from __future__ import annotations

import click

from zappa_iam import catalog
from zappa_iam.cli.faults import fail, one_line_errors
from zappa_iam.cli.printing import print_json, print_lines


@click.command("features")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program.")
@one_line_errors
def features_command(words: tuple[str, ...], as_json: bool) -> None:
    """The features of the module, or those in which every WORD is found.

    A WORD is a setting of zappa_settings.json, an AWS service, a feature, or part of one.
    """
    from zappa_iam.reports import features

    found = features.features(catalog.load(), words)
    if not found:
        raise SystemExit(fail(f"features: none has {' and '.join(words)}; run `zappa-iam features` for all"))
    if as_json:
        print_json([row._asdict() for row in found])
    else:
        print_lines(features.lines(found))
