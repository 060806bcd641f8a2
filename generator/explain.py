"""Explaining: which statement grants an action, to whom, on what, and why."""

from __future__ import annotations

from difflib import get_close_matches
from typing import NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from generator.permission import Catalog

PLAIN_WIDTH = 160


class Grant(NamedTuple):
    """One action of one statement; `on` lists ARN patterns, `conditions` reads test, key, values."""

    action: str
    to: str
    feature: str
    sid: str
    why: str
    on: list[str]
    conditions: list[str]
    source: list[str]


def grants(catalog: Catalog, action: str | None = None, feature: str | None = None) -> list[Grant]:
    """The grants, in the catalog's order; of one action (in any case) and of one feature, where given."""
    found = []
    for known in catalog.features:
        statements = [("deployer", s) for s in known.deployer] + [("role", s) for s in known.role]
        for principal, statement in statements:
            on = [arn for name in statement.scopes for arn in catalog.scopes[name].patterns]
            conditions = [f"{c.test} {c.variable} {', '.join(c.values)}" for c in statement.conditions]
            found += [
                Grant(
                    name, principal, known.name, statement.sid, statement.why, on or ["*"], conditions, statement.source
                )
                for name in statement.actions
                if (action is None or name.lower() == action.lower()) and feature in (None, known.name)
            ]
    return found


def missing(catalog: Catalog, action: str | None, feature: str | None) -> str:
    """One line for an action that nothing grants, with the nearest that something does."""
    where = f" by {feature}" if feature else ""
    near = get_close_matches(action or "", sorted({grant.action for grant in grants(catalog)}), n=1)
    mend = f"did you mean {near[0]}?" if near else "run `zappa-iam explain` for all that is"
    return f"explain: {action} is not granted{where}; {mend}"


def show(found: list[Grant]) -> None:
    """Print each grant as a paragraph."""
    console = Console(highlight=False)
    for number, grant in enumerate(found):
        if number:
            console.print()
        console.print(f"[bold]{escape(grant.action)}[/bold] to the {grant.to}: {grant.feature}, {grant.sid}")
        console.print(f"  {escape(grant.why)}", soft_wrap=True)
        for label, texts in (("on", grant.on), ("if", grant.conditions), ("see", grant.source)):
            for text in texts:
                console.print(f"  [dim]{label:<3}[/dim] {escape(text)}", soft_wrap=True)


def tabulate(found: list[Grant]) -> None:
    """Print all grants as a table by feature."""
    table = Table(box=None, pad_edge=False)
    for name in ("feature", "to", "statement", "action"):
        table.add_column(name, no_wrap=True)
    table.add_column("why", overflow="fold")
    before: tuple[str, str, str] | None = None
    for grant in found:
        place = (grant.feature, grant.to, grant.sid)
        table.add_row(
            *(("", "", "") if place == before else place), grant.action, "" if place == before else escape(grant.why)
        )
        before = place
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    console.print(table)
