"""`zappa-iam doctor`: which feature and input of the module a refusal of AWS is about."""

from __future__ import annotations

from typing import Any

import click

from zappa_iam import aws_words, catalog, doctor
from zappa_iam.cli.faults import fail, one_line_errors
from zappa_iam.cli.printing import print_json
from zappa_iam.doctor import Diagnosis


@click.command("doctor")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), default="-")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program.")
@one_line_errors
def doctor_command(file: str, as_json: bool) -> None:
    """Explain the refusals of AWS in FILE, or in what is pasted: which feature and input of the module they are about.

    FILE holds any output: an AccessDenied, `zappa tail`, an event of CloudFormation or CloudTrail, a decoded message.
    """
    with click.open_file(file, encoding="utf-8", errors="replace") as lines:
        known = catalog.load()
        found = [doctor.diagnose(refusal, known) for refusal in doctor.read(lines.read())]
    if as_json:
        print_json([_described(each) for each in found])
    for each in [] if as_json else found:
        click.echo(each.advice)
        if word := doctor.word(each):
            click.echo(
                f"  Is that set and applied already? Then report it, so that it is granted: {aws_words.line(word)}"
            )
    if not found:
        where = "standard input" if file == "-" else file
        fail(f"{where}: holds no refusal of AWS; paste the lines with AccessDenied, or `not authorized to perform`")
        raise SystemExit(2)


def _described(found: Diagnosis) -> dict[str, Any]:
    word = doctor.word(found)
    return {
        **found._asdict(),
        "refusal": found.refusal._asdict(),
        "word": word.model_dump(exclude_none=True) if word else None,
    }
