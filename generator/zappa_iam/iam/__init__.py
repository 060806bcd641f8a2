"""What IAM would say to a request: a pure evaluator of identity policies, and of their smallest mutations.

    policy = Policy.parse(document)
    decide([policy], Request("s3:GetObject", "arn:aws:s3:::bucket/key")).allowed

Sources are pages of the IAM User Guide, named where they decide something; `tests/expected/iam_cases.json` holds
their examples. Out of scope, as no identity policy needs them: principals, resource policies, boundaries, SCPs.

Comes in: policy documents and requests. Goes out: a decision for each, and documents one step narrower or wider.
"""

from zappa_iam.iam.conditions import Condition
from zappa_iam.iam.decide import Decision, decide
from zappa_iam.iam.document import Policy, Statement
from zappa_iam.iam.mutants import Match, Part, kills, matches, parts, without
from zappa_iam.iam.parse import PolicyError
from zappa_iam.iam.request import Request

__all__ = [
    "Condition",
    "Decision",
    "Match",
    "Part",
    "Policy",
    "PolicyError",
    "Request",
    "Statement",
    "decide",
    "kills",
    "matches",
    "parts",
    "without",
]
