"""Decide: an explicit deny wins, else any allow, else the implicit deny (reference_policies_evaluation-logic)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from zappa_iam.iam.document import Policy
from zappa_iam.iam.request import Request


class Decision(NamedTuple):
    """What IAM says, and which statement made it say so: the first in order, none for the implicit deny."""

    effect: Literal["allow", "implicit_deny", "explicit_deny"]
    policy: int | None = None
    place: int | None = None
    sid: str = ""

    @property
    def allowed(self) -> bool:
        """Whether the request goes through."""
        return self.effect == "allow"

    @property
    def statement(self) -> str | None:
        """The Sid of the statement that decided, or `Statement[place]` if it has none."""
        return None if self.place is None else self.sid or f"Statement[{self.place}]"


IMPLICIT = Decision("implicit_deny")


def decide(policies: Sequence[Policy], request: Request) -> Decision:
    """Whether `policies` together allow `request`, and by which statement."""
    allow: Decision | None = None
    for number, policy in enumerate(policies):
        for index, statement in policy.candidates(request.folded):
            if statement.effect == "Deny":
                if statement.holds(request):
                    return Decision("explicit_deny", number, index, statement.sid)
            elif allow is None and statement.holds(request):
                allow = Decision("allow", number, index, statement.sid)
    return allow or IMPLICIT
