"""A refusal: what AWS said no to."""

from __future__ import annotations

from typing import Literal, NamedTuple

Reason = Literal["identity", "deny", "boundary", "session", "organization", "resource", "trust", "encoded", "unsaid"]


class Refusal(NamedTuple):
    """Who was refused what on what; each None where the words do not tell.

    `who` is the caller's ARN, `principal` what it is to Zappa: the deployer, or the function's role; `reason` the kind
    of policy that refused it; `operation` the API call, where the words name one.
    """

    action: str | None = None
    resource: str | None = None
    who: str | None = None
    principal: Literal["deployer", "role"] = "deployer"
    reason: Reason = "unsaid"
    operation: str | None = None
