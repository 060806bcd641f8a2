"""A document: one policy of an identity, as IAM would take it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from zappa_iam.iam import Policy, PolicyError

# Characters without white space: what IAM takes of a role's inline policies together, the most that it takes of any.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
LONGEST = 10_240


class AuditError(RuntimeError):
    """What cannot be audited: where: what; what to do, one line each."""


class Document(NamedTuple):
    """One policy document: `name` in messages, the file that it is in, and the file's text; none of the account's.

    `bounds`: it is a permissions boundary, which allows nothing by itself and takes away what it does not allow.
    """

    name: str
    policy: Policy
    file: str | None = None
    text: str = ""
    bounds: bool = False


def parsed(document: Any, where: str, fill: Mapping[str, str]) -> Policy:
    """The policy, placeholders filled in; AuditError where IAM would not take it."""
    if isinstance(document, Mapping) and any("Principal" in each for each in statements_of(document)):
        raise AuditError(
            f"{where}: says who may do something (Principal); name policies of identities, not of resources"
        )
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    if len(text) > LONGEST:
        raise AuditError(f"{where}: has {len(text)} characters, and IAM takes {LONGEST} at the most; split it first")
    for placeholder, value in fill.items():
        text = text.replace(placeholder, value)
    try:
        return Policy.parse(json.loads(text), where)
    except PolicyError:
        raise
    except (ValueError, TypeError, AttributeError) as error:
        raise AuditError(f"{where}: {' '.join(str(error).split())[:200]}; write a policy document") from None


def statements_of(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The document's statements that are objects."""
    found = document.get("Statement")
    return [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, Mapping)]
