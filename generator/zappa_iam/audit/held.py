"""Held: the policy documents within JSON that a program printed: Terraform, the AWS CLI, the CDK, `policy`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from zappa_iam.audit.document import AuditError, statements_of
from zappa_iam.audit.stack import templated

_DEEPEST = 100  # levels; a plan has some twenty


def json_of(text: str, where: str) -> Any:
    """What the JSON says; AuditError where it is none."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno} column {error.colno}"
        raise AuditError(f"{where}: no JSON at {at}: {error.msg}; name a policy's JSON, whole") from None
    except RecursionError:
        raise AuditError(f"{where}: nested too deeply for a policy; name a policy's JSON") from None
    except ValueError as error:
        raise AuditError(f"{where}: {' '.join(str(error).split())[:200]}; name a policy's JSON") from None


def held(value: Any, where: str, principal: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Name and document of each policy in JSON, whatever printed it."""
    if isinstance(value, str) and depth and depth < _DEEPEST:
        decoded = unquote(value) if value.lstrip().startswith("%7B") else value
        if decoded.lstrip().startswith("{"):
            yield from held(json_of(decoded, where), where, principal, depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for number, item in enumerate(value, 1):
            yield from held(item, f"{where} {number}", principal, depth + 1)
    elif isinstance(value, Mapping) and "Statement" in value:
        yield where, value
    elif isinstance(value, Mapping) and "planned_values" in value:
        yield from _planned(value, where, principal)
    elif isinstance(value, Mapping) and "Resources" in value:
        yield from templated(value, principal)
    elif isinstance(value, Mapping) and (key := next((key for key in _WRAPPERS if key in value), None)):
        yield from held(value[key], where, principal, depth + 1)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if isinstance(item, Mapping) and "Statement" in item and not _trusts(item):
                yield name, item


_WRAPPERS = ("PolicyVersion", "PolicyDocument", "Document")
"""What the AWS CLI puts around a document: `aws iam get-policy-version`, `get-role-policy`."""


def _trusts(document: Mapping[str, Any]) -> bool:
    """Whether it is a role's trust policy, which `zappa-iam policy` prints among the others."""
    statements = statements_of(document)
    return bool(statements) and all("Principal" in each for each in statements)


_NAMED = {"role": "role", "deployer": "deployer", "level": "deployer", "boundary": "nobody"}
_OWN = {"aws_iam_role_policy": "role", "aws_iam_user_policy": "deployer", "aws_iam_group_policy": "deployer"}


def _planned(plan: Mapping[str, Any], where: str, principal: str) -> Iterator[tuple[str, Any]]:
    """The planned policies of a principal, by their addresses.

    An inline policy is its holder's; a managed policy whose name in the plan begins with `role`, `deployer` or `level`,
    as our module's do, is the role's or the deployer's, and any other everybody's, but for a boundary, which grants
    nothing.
    """
    values = plan["planned_values"]
    waiting: list[Any] = [values.get("root_module") if isinstance(values, Mapping) else None]
    while waiting:
        module = waiting.pop()
        if not isinstance(module, Mapping):
            continue
        children, rows = module.get("child_modules"), module.get("resources")
        waiting += children if isinstance(children, list) else []
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, Mapping) and _whose(row) in (principal, None):
                document = row["values"].get("policy")
                address = str(row.get("address", where))
                if not isinstance(document, str):
                    raise AuditError(f"{where}: {address}: its policy is known after apply only; audit it then")
                yield address, json_of(document, address)


def _whose(row: Mapping[str, Any]) -> str | None:
    """The principal of a planned resource, None for anybody's, and nobody's of one that is no policy."""
    kind, name = str(row.get("type")), str(row.get("name", ""))
    if not isinstance(row.get("values"), Mapping):
        return "nobody"
    if kind in _OWN:
        return _OWN[kind]
    if kind != "aws_iam_policy":
        return "nobody"
    return next((who for start, who in _NAMED.items() if name.startswith(start)), None)
