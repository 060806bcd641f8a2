"""Documents: statements packed into as few managed policies as IAM's limits leave."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from zappa_iam.catalog.grant import Principal
from zappa_iam.catalog.levels import EVERYTHING
from zappa_iam.catalog.model import Catalog
from zappa_iam.policies.project import NO_ACCOUNT, Project
from zappa_iam.policies.statements import VERSION, statements

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; white space does not count
LIMIT = 6144  # characters of one managed policy
MOST = 10  # managed policies of a group, role or user
Document = dict[str, Any]


class LimitError(RuntimeError):
    """What IAM does not hold; what to do, in one line."""


def named(project: Project, principal: Principal, catalog: Catalog) -> dict[str, Document]:
    """Name of a managed policy -> its document; LimitError where IAM cannot hold them."""
    found = packed(statements(project, principal, catalog))
    if len(found) > MOST:
        raise LimitError(
            f"{principal}: comes to {len(found)} policies, and IAM attaches {MOST}; name fewer stages at once"
        )
    level = "" if project.grants == EVERYTHING else project.grants.title()
    stem = f"{project.prefix or 'Zappa'}{f'User{level}' if principal == 'deployer' else 'Role'}Policy"
    ending = "" if project.prefix or project.name == "*" else f"-{project.slug}"
    if len(found) == 1:
        return {f"{stem}{ending}": found[0]}
    return {f"{stem}{number}{ending}": document for number, document in enumerate(found, 1)}


def packed(statements: Sequence[dict[str, Any]]) -> list[Document]:
    """The statements in their order, each in the first document that has room for it."""
    found: list[list[dict[str, Any]]] = []
    for statement in statements:
        if size([statement]) > LIMIT:
            raise LimitError(
                f"{statement['Sid']}: comes to {size([statement])} characters, and a policy holds {LIMIT}; "
                "name fewer stages or values at once"
            )
        room = next((each for each in found if size([*each, statement]) <= LIMIT), None)
        if room is None:
            found.append([statement])
        else:
            room.append(statement)
    return [_document(each) for each in found]


def size(statements: Sequence[dict[str, Any]]) -> int:
    """The characters that IAM counts; an account that is not known yet has twelve digits."""
    text = json.dumps(_document(statements), separators=(",", ":"), ensure_ascii=False)
    return len(text.replace(NO_ACCOUNT, "1" * 12))


def _document(statements: Sequence[dict[str, Any]]) -> Document:
    return {"Version": VERSION, "Statement": list(statements)}
