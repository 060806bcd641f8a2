"""`zappa-iam explain`: why something is granted."""

from __future__ import annotations

import click

from zappa_iam import catalog
from zappa_iam.catalog.model import Catalog
from zappa_iam.cli.faults import fail, one_line_errors
from zappa_iam.cli.printing import print_json
from zappa_iam.reports.explain import GrantedAction


@click.command("explain")
@click.argument("action", required=False)
@click.option("--feature", help="Only what this feature grants.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program.")
@one_line_errors
def explain_command(action: str | None, feature: str | None, as_json: bool) -> None:
    """Why ACTION (as in lambda:GetAlias) is granted; without ACTION, a table of all grants by feature."""
    from zappa_iam.reports import explain

    found = catalog.load()
    if feature and feature not in {known.name for known in found.features}:
        names = ", ".join(known.name for known in found.features)
        raise SystemExit(fail(f'explain: unknown feature "{feature}"; write one of: {names}'))
    grants = explain.grants(found, action, feature)
    if action:
        _explain_action(found, grants, action, feature, as_json)
    elif as_json:
        print_json([{key: value for key, value in grant._asdict().items() if value is not None} for grant in grants])
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
        raise SystemExit(fail(explain.missing(found, action, feature)))
    name = (grants or uses)[0].action
    grants = explain.graded(grants, found, name)
    findings = explain.findings(name, grants, uses)
    if as_json:
        rows = {"grants": [grant._asdict() for grant in grants], "evidence": [use._asdict() for use in uses]}
        print_json({"action": name, "findings": findings, **rows})
        return
    explain.show(grants)
    out = console()
    out.print("\n".join(["", *findings] if grants else findings), soft_wrap=True)
    if uses:
        out.print(callers.tabulated(uses, recordings.versions()))
