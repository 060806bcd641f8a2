"""Attacks in plain words: the chains that were tried, and what stays open with AWS's reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.catalog.model import Catalog
from zappa_iam.html_report.chains import AttackTrial, Tried, trials, tried
from zappa_iam.html_report.fleet import Placed, speakers
from zappa_iam.html_report.forbidden import policies_of
from zappa_iam.html_report.subject import OURS, Column
from zappa_iam.iam import Policy


def spoken(fleet: Sequence[Placed], catalog: Catalog) -> Iterator[tuple[list[AttackTrial], list[Tried]]]:
    """The chains of the features of a fleet that the project which is measured has not, each on another's policies."""
    for speaker in speakers(fleet)[1:]:
        there = trials(speaker.project, speaker.stages, catalog)
        mine = [each for each in there if each.feature in speaker.features]
        policies: dict[str, list[Policy]] = {to: policies_of(speaker.project, to, catalog) for to in PRINCIPALS}
        yield mine, list(tried(mine, Column(OURS, "", "", policies), said=True))


def chains(attempts: Sequence[AttackTrial], outcome: Sequence[Tried]) -> list[dict[str, Any]]:
    """Each chain that was tried, with its steps in words; the open ones first."""
    trials = {(each.feature, each.chain.name): each for each in attempts}
    rows = []
    for each in sorted(outcome, key=lambda it: not it.open):
        chain = trials[each.feature, each.name].chain
        about = {"name": chain.name, "kind": chain.kind, "harm": chain.harm, "steps": [it.does for it in chain.steps]}
        rows.append(
            {
                "feature": each.feature,
                "principal": each.principal,
                **about,
                "open": each.open,
                "closed_by": each.closed_by,
            }
        )
    return rows


def left_open(
    on: set[str], attempts: Sequence[AttackTrial], outcome: Sequence[Tried], catalog: Catalog
) -> list[dict[str, Any]]:
    """What the features of the page leave open, with AWS's reason, where a chain shows that it is open here."""
    opening = {(each.feature, each.chain.name): each.attack.opening for each in attempts}
    shown: dict[str, list[str]] = {}
    for each in outcome:
        if each.open and opening[each.feature, each.name]:
            shown.setdefault(opening[each.feature, each.name], []).append(each.name)
    return [
        {"feature": feature.name, "can": it.can, "reason": it.reason, "means": it.means, "chains": shown[name]}
        for feature in catalog.features
        for it in feature.left_open
        if feature.name in on and (name := f"{feature.name}.{it.name}") in shown
    ]
