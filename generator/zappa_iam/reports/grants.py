"""Grants: each action of each grant of the catalog as a row: to whom, on what, why, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.catalog.model import Catalog
from zappa_iam.reports.layout import Line, heading


class GrantedAction(NamedTuple):
    """One action of one grant. `on` lists ARN patterns; a text in `conditions` is test, key and values."""

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

    @property
    def service(self) -> str:
        """The service of the action, as in `lambda`."""
        return self.action.partition(":")[0]

    def row(self) -> dict[str, object]:
        """The grant as JSON has it, without empty fields."""
        return {key: value for key, value in self._asdict().items() if value is not None}


def grants(catalog: Catalog, action: str | None = None, feature: str | None = None) -> list[GrantedAction]:
    """The grants, in the catalog's order; only of the action (in any case) and of the feature, if they are given."""
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


def graded(found: Sequence[GrantedAction], catalog: Catalog, action: str) -> list[GrantedAction]:
    """The grants of one action, each with its grade and sources."""
    from zappa_iam.reports import grades

    known = grades.grades(catalog, action)
    keys = [grades.Allowed(grant.to, grant.sid, grant.action) for grant in found]
    said = [
        known.get(key, grades.Known("reference", tuple(grant.source))) for key, grant in zip(keys, found, strict=True)
    ]
    return [grant._replace(grade=it.grade, known_from=list(it.sources)) for grant, it in zip(found, said, strict=True)]


def lines(found: Sequence[GrantedAction]) -> Iterator[Line]:
    """A paragraph for each grant of the catalog: feature, reason, actions, resources, and sources."""
    for (feature, to, sid), of_statement in groupby(found, key=lambda grant: (grant.feature, grant.to, grant.sid)):
        actions = list(of_statement)
        one = actions[0]
        yield Line("")
        yield heading(f"{feature}: {sid}, to the {to}")
        yield Line(one.why, indent=2)
        known = [f"{each.grade}: {source}" for each in actions for source in each.known_from or []]
        for label, texts in (
            ("do", [each.action for each in actions]),
            ("on", one.on),
            ("if", one.conditions),
            ("see", one.source),
            ("by", known),
        ):
            yield from (Line(text, label, indent=2) for text in texts)
