"""From a recorded Zappa call to the IAM requests that AWS decides for it.

    for call, request in requests_of_evidence(json.loads(path.read_text())):
        decide(policies[call.principal], request)

What each operation comes to is data, `operations/*.toml`: one file per AWS service, and one for the resource
types that CloudFormation handles with the caller's permissions.

Comes in: recorded calls. Goes out: IAM requests, each with the row that says why AWS asks for it.
"""

from zappa_iam.requests.call import Call, Template, World
from zappa_iam.requests.mapping import (
    MappingError,
    around,
    matches,
    matches_of_evidence,
    requests_of,
    requests_of_evidence,
    settled,
)
from zappa_iam.requests.rows import OperationsError, Row, Rows, load
from zappa_iam.requests.usual import usual

__all__ = [
    "Call",
    "MappingError",
    "OperationsError",
    "Row",
    "Rows",
    "Template",
    "World",
    "around",
    "load",
    "matches",
    "matches_of_evidence",
    "requests_of",
    "requests_of_evidence",
    "settled",
    "usual",
]
