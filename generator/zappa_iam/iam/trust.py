"""Trust: whether a role's trust policy lets somebody assume it; pure.

The caller's own policies are taken to allow it: for a caller of another account they must, and here nobody asks them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from zappa_iam.iam.decide import IMPLICIT, Decision, decide
from zappa_iam.iam.document import Policy
from zappa_iam.iam.request import Request

__all__ = ["Assumption", "by_identity", "by_token", "named", "trusts"]


class Assumption(NamedTuple):
    """Somebody who asks for the role: by which action, by which names of which kind, and what AWS knows of it."""

    action: str
    kind: str
    names: tuple[str, ...]
    context: Mapping[str, str]


def by_token(provider: str, context: Mapping[str, str]) -> Assumption:
    """With a token of the issuer whose provider has this ARN."""
    return Assumption("sts:AssumeRoleWithWebIdentity", "Federated", (provider,), context)


def by_identity(arn: str, context: Mapping[str, str]) -> Assumption:
    """As the user or role of this ARN, which is also named by its account (reference_policies_elements_principal)."""
    account = arn.split(":")[4]
    whole = f"{':'.join(arn.split(':')[:5])}:root"
    known = {"aws:PrincipalArn": arn, "aws:PrincipalAccount": account}
    if arn.split(":")[5].startswith("user/"):
        known["aws:username"] = arn.rpartition("/")[2]
    return Assumption("sts:AssumeRole", "AWS", (arn, whole, account), {**known, **context})


def trusts(document: str, assumption: Assumption) -> Decision:
    """What the trust policy, as JSON, says to it; PolicyError for a policy that is none."""
    policy = named(document, assumption)
    request = Request(assumption.action, "*", assumption.context)
    return decide([policy], request) if policy.statements else IMPLICIT


def named(document: str, assumption: Assumption) -> Policy:
    """The statements that name the caller, as a policy: a trust policy is about the role that it is on."""
    raw = json.loads(document)
    statements = raw["Statement"] if isinstance(raw["Statement"], list) else [raw["Statement"]]
    found = [
        {**{key: value for key, value in each.items() if key != "Principal"}, "Resource": "*"}
        for each in statements
        if any(name in ("*", *assumption.names) for name in _names(each.get("Principal", {}), assumption.kind))
    ]
    return Policy.parse({**raw, "Statement": found}, "trust") if found else Policy((), "trust")


def _names(principal: str | Mapping[str, Any], kind: str) -> Iterator[str]:
    """The principals of one kind that a statement names; `*` alone names all of them."""
    if isinstance(principal, str):
        yield principal
        return
    names: str | Sequence[str] = principal.get(kind, ())
    yield from [names] if isinstance(names, str) else names
