"""What a call makes in IAM, by the names that it gets there: as the module composes them, without Terraform."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha1
from typing import Any, NamedTuple

from zappa_iam import policies
from zappa_iam.catalog.feature import ResourceForm
from zappa_iam.catalog.levels import EVERYTHING
from zappa_iam.catalog.model import Catalog
from zappa_iam.fleet.calls import FleetCall
from zappa_iam.policies.documents import LIMIT
from zappa_iam.policies.project import Project, slug

KINDS = ("roles", "policies", "groups", "users")
_ROOM = LIMIT - len('{"Version":"2012-10-17","Statement":[]}') + 1
LEVEL = "level"
"""Policies of a deployer who is granted less than everything: of one kind, the bucket's among them."""
_SHOWN = 32  # characters of stages from which on a policy's name has their digest
_MASKED = 4  # characters that a `*` in a value can take more than it has


class MadeInIam(NamedTuple):
    """The names of what a call makes, by IAM's kinds of things; and how many policies its identities get."""

    roles: list[str]
    policies: list[str]
    groups: list[str]
    users: list[str]
    deployer_policies: int
    role_policies: int


def made(call: FleetCall, catalog: Catalog) -> MadeInIam:
    """All that the call makes in IAM."""
    project = call.project
    prefix = project.prefix or "Zappa"
    suffix = "" if project.prefix else f"-{project.slug}"
    deployer = [*_kinds(call, "deployer", catalog)]
    levels = [[f"{prefix}User{title}{suffix}{ending}" for title in titles] for ending, titles in _levels(call, catalog)]
    role = [*_kinds(call, "role", catalog)] if call.create_role else []
    users = [each for each in call.inputs.get("users") or [] if isinstance(each, str)]
    group = call.inputs.get("create_group")
    return MadeInIam(
        roles=[
            *([project.role] if call.create_role else []),
            *([f"{prefix}ApiLogs{suffix}"] if call.inputs.get("create_api_log_role") is True else []),
            *(f"{prefix}Deployer{suffix}-{name}" for name in call.deployers),
        ],
        policies=[
            *(f"{prefix}User{name}{suffix}" for name in deployer),
            *(name for names in levels for name in names),
            *(f"{prefix}{name}{suffix}" for name in role),
            *([f"{prefix}RoleBoundary{suffix}"] if call.inputs.get("create_permissions_boundary") is True else []),
            *([f"{project.role}Application"] if call.application else []),
        ],
        groups=[f"{prefix}Group{suffix}"] if group or (group is None and users) else [],
        users=users,
        deployer_policies=max(map(len, [deployer, *levels])),
        role_policies=len(role) + bool(call.application) + len(call.inputs.get("role_policy_arns") or {}),
    )


def _kinds(call: FleetCall, principal: str, catalog: Catalog) -> Iterator[str]:
    """The policies' names between prefix and suffix, as in GeneralPolicy and GeneralPolicy2."""
    for kind, count in _counts(_longest(call.project, catalog), principal, catalog):
        yield from (f"{kind}Policy{number if number > 1 else ''}" for number in range(1, count + 1))


def _levels(call: FleetCall, catalog: Catalog) -> Iterator[tuple[str, list[str]]]:
    """Of what pipelines are granted that is less than everything, the policies, which those granted alike share.

    The names' ends, and the names between prefix and project, as in UpdatePolicy.
    """
    every = tuple(sorted(call.project.stages))
    granted = {
        (pipeline.get("grants") or EVERYTHING, tuple(sorted(pipeline.get("stages") or every)))
        for pipeline in call.deployers.values()
    }
    for level, stages in sorted(granted - {(EVERYTHING, every)}):
        project = _longest(call.project._replace(grants=level, stages=stages), catalog)
        [(_, count)] = _counts(project, LEVEL, catalog)
        text = " ".join(stages)
        alone = f".{text.replace(' ', '+')}" if len(text) < _SHOWN else f"..{sha1(text.encode()).hexdigest()[:8]}"
        titles = [f"{level.title()}Policy{number if number > 1 else ''}" for number in range(1, count + 1)]
        yield "" if stages == every else alone, titles


_known: dict[Any, list[tuple[str, int]]] = {}


def _counts(project: Project, principal: str, catalog: Catalog) -> list[tuple[str, int]]:
    """Kind of policy -> how many there are; reckoned once for all projects whose statements are of one length."""
    shape = (
        principal,
        project.grants,
        project.features,
        project.region,
        project.path,
        bool(project.bucket_key),
        project.route53,
    )
    lengths = sorted((len(slug(stage)), len(stage)) for stage in project.stages)
    values = sorted((feature, len(each)) for feature, each in project.resources.items())
    key = (shape, len(project.name), len(project.slug), tuple(lengths), tuple(values), id(catalog))
    if key not in _known:
        whose = "role" if principal == "role" else "deployer"
        found = [_written(each) for each in policies.statements(project, whose, catalog)]
        groups = {principal.title(): found}
        if principal == "deployer":
            groups = {"General": [each for each in found if not _of_s3(each)], "S3": [*filter(_of_s3, found)]}
        _known[key] = [(kind, _policies([*map(_length, each)])) for kind, each in groups.items()]
    return _known[key]


def _length(statement: dict[str, Any]) -> int:
    return len(json.dumps(statement, separators=(",", ":"), ensure_ascii=False)) + 1


def _policies(lengths: Sequence[int]) -> int:
    """How many policies the statements fill, one after the other; one that is too long for a policy is cut."""
    count, room = 0, 0
    for length in lengths:
        if length > room:
            pieces = -(-length // _ROOM)
            count += pieces
            room = _ROOM * pieces
        room -= length
    return count


def _written(statement: dict[str, Any]) -> dict[str, Any]:
    """The statement as the module writes it: actions, resources and values are lists."""
    keys = ("Action", "Resource", "NotResource")
    found = {key: [each] if key in keys and isinstance(each, str) else each for key, each in statement.items()}
    conditions = {
        test: {key: [value] if isinstance(value, str) else value for key, value in pairs.items()}
        for test, pairs in statement.get("Condition", {}).items()
    }
    return {**found, "Condition": conditions} if conditions else found


def _of_s3(statement: dict[str, Any]) -> bool:
    """Whether the statement is in the policy of the bucket."""
    via = statement.get("Condition", {}).get("StringLike", {}).get("kms:ViaService", [""])
    return all(each.startswith("s3:") for each in statement["Action"]) or via[0].startswith("s3.")


def _longest(project: Project, catalog: Catalog) -> Project:
    """The project with names as long as they can be, by which the module decides how many policies there are."""
    forms = catalog.resource_forms
    return project._replace(
        bucket="0" * 63,
        role="0" * 64,
        bucket_key=project.bucket_key and "0" * 120,
        resources={
            feature: tuple(_stretched(value, forms[feature]) for value in values)
            for feature, values in project.resources.items()
            if feature in forms
        },
    )


def _stretched(value: str, taker: ResourceForm) -> str:
    return value.replace("*", "0") + "0" * (taker.longest + _MASKED - len(value))
