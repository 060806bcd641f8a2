"""The account: the policies of a user, a role or a group, through the user's credentials, by calls that only read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from zappa_iam.account import chosen, home
from zappa_iam.audit.document import AuditError, Document, parsed
from zappa_iam.iam import PolicyError


def documents(kind: str, name: str) -> list[Document]:
    """The policies of a `user` (its groups', too), `role` or `group`: attached and inline; AuditError for none.

    Last comes the permissions boundary, where there is one. Policies of the organization are not looked at.
    """
    try:
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError
    except ModuleNotFoundError:
        raise AuditError("boto3: not installed; run `pip install boto3`, or name the policies' files") from None
    try:
        session = boto3.Session()
        iam = session.client("iam", region_name=home(chosen(session)))
        found = list(_of(iam, kind, name))
        boundary = list(_boundary(iam, kind, name))
    except ClientError as error:
        said = error.response.get("Error", {})
        raise AuditError(
            f"{kind} {name}: {said.get('Code')}: {said.get('Message')}; name one that is there and that you may read"
        ) from None
    except (BotoCoreError, ValueError) as error:
        raise AuditError(f"{kind} {name}: {' '.join(str(error).split())}; give boto3 credentials") from None
    if not found:
        raise AuditError(f"{kind} {name}: has no policy, so that it may do nothing; name another")
    return [*found, *boundary]


def _boundary(iam: Any, kind: str, name: str) -> Iterator[Document]:
    """The permissions boundary of a user or a role; a group has none."""
    if kind != "group":
        identity = getattr(iam, f"get_{kind}")(**{f"{kind.capitalize()}Name": name})[kind.capitalize()]
        if arn := identity.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"):
            yield _managed(iam, arn)._replace(bounds=True)


def _of(iam: Any, kind: str, name: str) -> Iterator[Document]:
    """The documents of one identity, of a user those of its groups behind its own."""
    who = {f"{kind.capitalize()}Name": name}
    for page in iam.get_paginator(f"list_attached_{kind}_policies").paginate(**who):
        for policy in page["AttachedPolicies"]:
            yield _managed(iam, policy["PolicyArn"])
    for page in iam.get_paginator(f"list_{kind}_policies").paginate(**who):
        for inline in page["PolicyNames"]:
            held = getattr(iam, f"get_{kind}_policy")(**who, PolicyName=inline)
            yield _document(f"{kind} {name}: {inline}", held["PolicyDocument"])
    if kind == "user":
        for page in iam.get_paginator("list_groups_for_user").paginate(**who):
            for group in page["Groups"]:
                yield from _of(iam, "group", group["GroupName"])


def _managed(iam: Any, arn: str) -> Document:
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    held = iam.get_policy_version(PolicyArn=arn, VersionId=version)
    return _document(arn, held["PolicyVersion"]["Document"])


def _document(name: str, document: Mapping[str, Any] | str) -> Document:
    """The document, which boto3 has decoded, or has left as IAM writes it into a URL."""
    try:
        return Document(
            name, parsed(json.loads(unquote(document)) if isinstance(document, str) else document, name, {})
        )
    except (PolicyError, ValueError) as error:
        raise AuditError(f"{name}: {error}") from None
