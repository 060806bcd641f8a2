"""Chains: what an attacker with the policies could do to others, where least privilege closes it and they do not."""

from __future__ import annotations

from collections.abc import Iterator

from zappa_iam.audit.finding import Finding
from zappa_iam.audit.renaming import AuditedStage, renamed, renames
from zappa_iam.evidence.recordings import Names
from zappa_iam.iam import Policy
from zappa_iam.policies import Project
from zappa_iam.proof.attack import Attack, Check, attack, judge
from zappa_iam.proof.chain import load

_SOMEBODY = "blog-dev"


def chains(
    project: Project, stages: list[AuditedStage], principal: str, least: list[Policy], *layers: list[Policy]
) -> Iterator[Finding]:
    """A finding for each chain whose every step every layer allows, and the `least` that the project needs does not."""
    table = renames(Names(), project, stages[0]) | spared(stages)
    for feature, found in load().chains.items():
        for chain in found.chain:
            others = {step.principal or chain.principal for step in chain.steps} - {principal}
            if chain.open or chain.refused or others:
                continue
            there = named(attack(feature, chain, Names()), table, stages[0])
            if all(_open(there, principal, layer) for layer in layers) and not _open(there, principal, least):
                does = [step.does for step in chain.steps]
                about = {"chain": chain.name, "feature": feature, "kind": chain.kind, "steps": does}
                yield Finding("chain", "warning", f"{chain.name}: {chain.harm}", about)


def _open(attack: Attack, principal: str, policies: list[Policy]) -> bool:
    return not judge(attack, "audit", {principal: policies}).denied


def spared(stages: list[AuditedStage]) -> dict[str, str]:
    """Another name for the chains' somebody else, where that is the name of one of ours."""
    return {_SOMEBODY: "somebody-dev"} if any(stage.function == _SOMEBODY for stage in stages) else {}


def named(attack: Attack, table: dict[str, str], stage: AuditedStage) -> Attack:
    """The attack on the project of these names."""

    def put(check: Check) -> Check:
        return tuple(tuple((who, renamed(request, table, stage.name)) for who, request in form) for form in check)

    return attack._replace(steps=tuple(tuple(map(put, step)) for step in attack.steps))
