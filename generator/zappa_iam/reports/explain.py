"""Explaining: which statement grants an action, to whom, on what, and why; and where Zappa asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from rich.markup import escape

from zappa_iam.catalog.model import PRINCIPALS, Catalog
from zappa_iam.reports.console import console, table

if TYPE_CHECKING:  # reading evidence takes a moment that a table of grants does not need
    from zappa_iam.reports.callers import CallSite


class GrantedAction(NamedTuple):
    """One action of one statement; `on` lists ARN patterns, `conditions` reads test, key, values."""

    action: str
    to: str
    feature: str
    sid: str
    why: str
    on: list[str]
    conditions: list[str]
    source: list[str]
    grade: str | None = None
    known_from: list[str] | None = None


def graded(found: Sequence[GrantedAction], catalog: Catalog, action: str) -> list[GrantedAction]:
    """The grants of one action, each with the grade of its knowledge and who says so."""
    from zappa_iam.reports import grades

    known = grades.grades(catalog, action)
    keys = [grades.Allowed(grant.to, grant.sid, grant.action) for grant in found]
    said = [
        known.get(key, grades.Known("reference", tuple(grant.source))) for key, grant in zip(keys, found, strict=True)
    ]
    return [grant._replace(grade=it.grade, known_from=list(it.sources)) for grant, it in zip(found, said, strict=True)]


def grants(catalog: Catalog, action: str | None = None, feature: str | None = None) -> list[GrantedAction]:
    """The grants, in the catalog's order; of one action (in any case) and of one feature, where given."""
    found = []
    for known in catalog.features:
        for principal, statement in ((to, each) for to in PRINCIPALS for each in known.grants(to)):
            if statement.effect == "Deny":
                continue
            on = [arn for name in statement.scopes for arn in catalog.scopes[name].patterns]
            conditions = [f"{c.test} {c.variable} {', '.join(c.values)}" for c in statement.conditions]
            found += [
                GrantedAction(
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


def findings(action: str, found: Sequence[GrantedAction], uses: Sequence[CallSite]) -> list[str]:
    """What the evidence says of an action, one sentence for each principal to whom it is granted or who asks for it."""
    sentences = []
    for principal in PRINCIPALS:
        granted = any(grant.to == principal for grant in found)
        asking = [use for use in uses if use.to == principal]
        scenarios = sorted({scenario for use in asking for scenario in use.settings})
        if asking and not granted:
            sentences.append(f"{action}: no feature grants it to the {principal}; asked for in: {', '.join(scenarios)}")
        elif granted and not asking:
            sentences.append(f"{action}: granted to the {principal}, and no recording asks for it; its reason is above")
        elif granted and all(use.origin == "derived" for use in asking):
            sentences.append(f"{action}: granted to the {principal}, never recorded: AWS acts on this line of Zappa")
        elif granted:
            sentences.append(f"{action}: granted to the {principal}, and asked for in {len(scenarios)} scenarios")
    return sentences


def show(found: list[GrantedAction]) -> None:
    """Print each grant as a paragraph."""
    out = console()
    for number, grant in enumerate(found):
        if number:
            out.print()
        out.print(f"[bold]{escape(grant.action)}[/bold] to the {grant.to}: {grant.feature}, {grant.sid}")
        out.print(f"  {escape(grant.why)}", soft_wrap=True)
        known = [f"{grant.grade}: {source}" for source in grant.known_from or []]
        for label, texts in (("on", grant.on), ("if", grant.conditions), ("see", grant.source), ("by", known)):
            for text in texts:
                out.print(f"  [dim]{label:<3}[/dim] {escape(text)}", soft_wrap=True)


def tabulate(found: list[GrantedAction]) -> None:
    """Print all grants as a table by feature."""
    rows = table("feature", "to", "statement", "action", "why", whole=("feature", "to", "statement", "action"))
    before: tuple[str, str, str] | None = None
    for grant in found:
        place = (grant.feature, grant.to, grant.sid)
        rows.add_row(
            *(("", "", "") if place == before else place), grant.action, "" if place == before else escape(grant.why)
        )
        before = place
    console().print(rows)
