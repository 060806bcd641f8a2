"""`zappa-iam prove`: does the module allow what Zappa asks for in a project?"""

from __future__ import annotations

from pathlib import Path

import click

from zappa_iam.cli.printing import print_json


@click.command("prove")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program.")
def prove_command(files: tuple[Path, ...], as_json: bool) -> None:
    """Record FILES, your own scenarios, with the newest Zappa, and decide every request with the planned policies.

    A scenario is TOML: a [settings] table as in zappa_settings.json, and `run`, the commands; see CONTRIBUTING.md.
    Exit status: 0 if all is allowed, 1 if something is not, 2 for files that cannot be used.
    """
    from zappa_iam import catalog, own_scenarios
    from zappa_iam.files import progress

    try:
        with progress.bar(own_scenarios.STEPS) as step:
            found = own_scenarios.prove(files, step)
    except (own_scenarios.FileError, own_scenarios.ProveError, catalog.CatalogError) as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None
    if as_json:
        rows = [{**it._asdict(), "findings": [finding._asdict() for finding in it.findings]} for it in found]
        print_json(rows)
    else:
        for verdict in found:
            _print(verdict)
    raise SystemExit(int(any(verdict.findings for verdict in found)))


def _print(verdict: object) -> None:
    from zappa_iam.own_scenarios import ScenarioVerdict

    assert isinstance(verdict, ScenarioVerdict)
    for finding in verdict.findings:
        click.echo(f"{verdict.scenario}: {finding}")
    failed = [command for command, code in verdict.exits.items() if code]
    ended = f"; Zappa itself failed at: {', '.join(failed)}" if failed else ""
    click.echo(f"{verdict.scenario}: {verdict.requests} requests, {len(verdict.findings)} of them not allowed{ended}")
