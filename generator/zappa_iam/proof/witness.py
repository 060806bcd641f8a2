"""Witnesses: for each way in which policies could be wider, a request or a chain that would then get through."""

from __future__ import annotations

from collections.abc import Sequence

from zappa_iam.evidence.recordings import Names
from zappa_iam.iam import Policy, decide, kills
from zappa_iam.iam.widening import widenings
from zappa_iam.proof.attack import Verdict
from zappa_iam.proof.corpus import ForbiddenRequest
from zappa_iam.proof.denial import Denial
from zappa_iam.proof.score import NARROWING, Policies, Score, dropped, widened

Witness = ForbiddenRequest | Verdict


def notice(
    score: Score[Witness],
    principal: str,
    policies: Sequence[Policy],
    names: Names,
    refused: Sequence[ForbiddenRequest],
    needed: Sequence[ForbiddenRequest],
    verdicts: Sequence[Verdict],
    known: bool = False,
) -> None:
    """Note every widening of one principal's policies, and what first notices each that nothing has noticed yet.

    A wider Allow lets a request of the `refused` through, or opens a chain; a wider Deny refuses one of the `needed`.
    With `known`, no mutant is new.
    """
    denied = [each for each in refused if each.principal == principal]
    asked = [each for each in denied if decide(policies, each.request).effect == "implicit_deny"]
    mine = [each for each in needed if each.principal == principal]
    for widening in widenings(policies):
        mutant = widened(principal, widening, names)
        if not known:
            score.mutants.add(mutant)
        if mutant in score.killed or mutant not in score.mutants:
            continue
        denying = policies[widening.policy].statements[widening.statement].effect == "Deny"
        noticing = mine if denying else asked
        witness: Witness | None = next((each for each in noticing if widening.lets_through(each.request)), None)
        if not witness and not denying:
            witness = next((each for each in verdicts if each.opened(principal, policies, widening)), None)
        if witness:
            score.killed[mutant] = witness


def spare(score: Score[Denial | ForbiddenRequest], refused: ForbiddenRequest, policies: Policies, names: Names) -> None:
    """Note the parts of Deny statements, and of what wildcards spare, without which the request would be allowed."""
    found = policies[refused.principal]
    statements = [each for policy in found for _, each in policy.candidates(refused.request.folded)]
    if any(each.effect == "Deny" or each.not_resource for each in statements):
        for part in kills(found, refused.request):
            statement = found[part.policy].statements[part.statement]
            spares = statement.not_resource and part.element == "resource"
            if (statement.effect == "Deny" or spares) and part.element in NARROWING:
                score.killed.setdefault(dropped(refused.principal, part, policies, names), refused)
