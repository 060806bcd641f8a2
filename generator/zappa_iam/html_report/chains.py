"""Chains: what an attacker would try, step by step, on this project, and which policies let every step through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zappa_iam.audit.chains import named, spared
from zappa_iam.audit.given import Values, choices
from zappa_iam.audit.needs import texts_of
from zappa_iam.audit.recorded import recorded
from zappa_iam.audit.renaming import AuditedStage, renames
from zappa_iam.catalog.model import Catalog
from zappa_iam.evidence.recordings import Names
from zappa_iam.html_report.subject import Column
from zappa_iam.policies import Project
from zappa_iam.proof.attack import Attack, attack, judge
from zappa_iam.proof.chain import Chain, load


class AttackTrial(NamedTuple):
    """A chain by the names of the project, and the principals that take a step of it."""

    feature: str
    chain: Chain
    attack: Attack
    principals: frozenset[str]


class Tried(NamedTuple):
    """What came of a chain under one column's policies: open, or closed by the request that is denied."""

    feature: str
    name: str
    principal: str
    open: bool
    closed_by: str | None


def trials(project: Project, stages: Sequence[AuditedStage], catalog: Catalog) -> list[AttackTrial]:
    """The chains of the project's features; one of an input that a plan refuses has no policies to try it on."""
    on = {feature.name for feature in project.on(catalog)}
    values = {each.scenario: each.given for each in recorded(catalog)}
    return [
        trial
        for feature, found in load().chains.items()
        if feature in on
        for chain in found.chain
        if not chain.refused and (trial := _trial(feature, chain, values.get(feature, {}), project, stages, catalog))
    ]


def _trial(
    feature: str, chain: Chain, given: Values, project: Project, stages: Sequence[AuditedStage], catalog: Catalog
) -> AttackTrial | None:
    """The chain on the project's things; None where it is about something that the project does not name.

    `given` is what the recorded project of the feature works on.
    """
    there = attack(feature, chain, Names())
    texts = [
        text
        for step in there.steps
        for check in step
        for form in check
        for _, request in form
        for text in texts_of(request)
    ]
    values = next(choices(feature, texts, given, project, catalog), None)
    if values is None:
        return None
    table = renames(Names(), project, stages[0]) | values | spared(list(stages))
    principals = frozenset(step.principal or chain.principal for step in chain.steps)
    return AttackTrial(feature, chain, named(there, table, stages[0]), principals)


def tried(trials: Sequence[AttackTrial], column: Column, said: bool = False) -> Iterator[Tried]:
    """What the column's policies say to the chains of those whose policies it has.

    `said`: what a feature is said to leave open counts as open, even where a name of the chain's is not the project's.
    """
    for each in trials:
        if each.principals <= column.policies.keys():
            verdict = judge(each.attack, column.key, {to: list(found) for to, found in column.policies.items()})
            chain = each.chain
            known = said and chain.open and not chain.inputs
            closed = verdict.closed_by if verdict.denied and not known else None
            yield Tried(each.feature, chain.name, chain.principal, closed is None, closed)
