"""The tables of docs/attacks.md: what stays open, what is closed and by what, and what is tried for every feature."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zappa_iam.catalog.model import Catalog
from zappa_iam.proof import Proof, identity
from zappa_iam.proof.chain import Attacks
from zappa_iam.reports.evidence_tables import markdown


def left_open(catalog: Catalog, proof: Proof) -> str:
    """What can still be done, by feature, with AWS's reason, and the chains that show it."""
    shown: dict[str, list[str]] = {}
    for verdict in proof.verdict_of.values():
        if not verdict.denied:
            shown.setdefault(verdict.attack.opening, []).append(verdict.attack.chain.name)
    rows = [
        (
            f"`{feature.name}`",
            each.can,
            each.reason,
            each.means,
            "; ".join(shown.get(f"{feature.name}.{each.name}", [])),
        )
        for feature in catalog.features
        for each in feature.left_open
    ]
    return markdown(
        ("feature", "what can be done", "why AWS cannot deny it", "what to do", "chains that show it"), rows
    )


def closed(proof: Proof) -> str:
    """Each closed chain: the harm that it would do, and the first request that is denied."""
    rows: list[Sequence[object]] = []
    for verdict in proof.verdict_of.values():
        chain = verdict.attack.chain
        if verdict.denied:
            _, request = verdict.denied[0][0][0]
            rows.append((f"`{verdict.attack.feature}`", chain.kind, chain.name, chain.harm, f"`{request.action}`"))
    return markdown(("feature", "kind", "chain", "consequence", "denied"), sorted(rows, key=str))


def refused(attacks: Attacks) -> str:
    """Each chain whose inputs a plan refuses: there are no policies to try it on."""
    rows = [
        (f"`{feature}`", chain.name, chain.harm, f"`{chain.refused}`")
        for feature, chains in attacks.chains.items()
        for chain in chains.chain
        if chain.refused
    ]
    return markdown(("feature", "chain", "consequence", "how the plan refuses it"), rows)


def attempts(attacks: Attacks, proof: Proof) -> str:
    """The templates that are tried with every recorded request: how many of these are denied, and how many not."""
    rows: list[Sequence[object]] = [
        (each.name, each.harm, len(denied), len(allowed))
        for each in attacks.neighbours
        for denied, allowed in (proof.attempted[each.name],)
    ]
    return markdown(("resources of", "consequence", "requests denied", "left open"), rows)


def let_in(tried: Iterable[tuple[identity.Tried, bool]]) -> str:
    """Each role that deploys, and who may assume it."""
    found: dict[str, list[str]] = {}
    for each, wanted in tried:
        if wanted:
            found.setdefault(each.identity, []).append(each.attempt.by)
    return markdown(("role", "who is let in"), [(f"`{name}`", " ".join(several)) for name, several in found.items()])


def kept_out(tried: Iterable[tuple[identity.Tried, bool]], trust: Mapping[str, str]) -> str:
    """Each attempt that is refused, and the keys whose conditions refuse it, or that the statement names others."""
    rows = [
        (f"`{each.identity}`", each.attempt.by, ", ".join(f"`{key}`" for key in stopped))
        for each, wanted in tried
        if not wanted
        for stopped in (identity.stopped_by(trust[each.identity], each.assumption),)
    ]
    return markdown(("role", "who tries", "refused by"), rows)
