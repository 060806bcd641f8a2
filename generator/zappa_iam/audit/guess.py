"""Guess: the project's names as the policies write them, where nobody says how they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zappa_iam.iam import Policy
from zappa_iam.policies import Project

_NAME = "dev"  # in place of a wildcard behind a name, which then is a function's or a role's


def guessed(project: Project, policies: Sequence[Policy]) -> Project:
    """The project with account, region, bucket, role and function out of the policies' own ARNs."""
    arns = [arn for arn in _arns(policies) if arn.count(":") >= 5]
    parts = [arn.split(":", 5) for arn in arns]
    accounts = [part[4] for part in parts if re.fullmatch("[0-9]{12}", part[4]) and part[2] != "kms"]
    regions = [part[3] for part in parts if re.fullmatch("[a-z]{2,4}(-[a-z]+)+-[0-9]", part[3])]
    buckets = [
        name
        for arn in arns
        if arn.split(":")[2] == "s3"
        for name in [arn.split(":::", 1)[-1].split("/")[0]]
        if _plain(name)
    ]
    functions = [part[5].removeprefix("function:").split(":")[0] for part in parts if part[5].startswith("function:")]
    found = project._replace(
        account=_first(accounts) or project.account,
        region=_first(regions) or project.region,
        bucket=_first(buckets) or project.bucket,
    )
    if name := next((_named(each) for each in functions if _named(each)), None):
        found = found._replace(name=name.rpartition("-")[0] or name, stages=(name.rpartition("-")[2],))
    return _with_role(found, policies)


def _with_role(project: Project, policies: Sequence[Policy]) -> Project:
    """The project with the role that may be passed; of a pattern of roles, the one named as the function is."""
    passed = [
        resource
        for policy in policies
        for each in policy.statements
        if each.effect == "Allow" and each.covers_action("iam:passrole") and not each.not_resource
        for resource in each.resources
        if ":role/" in resource
    ]
    for arn in passed:
        path, _, role = f"/{arn.split(':role/', 1)[1]}".rpartition("/")
        name = role.replace("*", project.functions[0], 1) if role.startswith("*") else role.replace("*", _NAME)
        if re.fullmatch(r"[A-Za-z0-9+=,.@_-]{1,64}", name) and not re.search("[*?]", path) and role != "*":
            return project._replace(role=name, path=f"{path}/")
    return project


def _named(text: str) -> str | None:
    """A function's name out of a pattern of names; None where it is of any."""
    name = text.replace("*", _NAME) if re.fullmatch(r"[A-Za-z0-9_-]+-[*]", text) else text
    return name if re.fullmatch(r"[A-Za-z0-9_-]+-[A-Za-z0-9_]+", name) else None


def _plain(name: str) -> bool:
    return bool(re.fullmatch("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", name))


def _arns(policies: Sequence[Policy]) -> Iterator[str]:
    """The resources that the policies allow something on."""
    for policy in policies:
        for statement in policy.statements:
            if statement.effect == "Allow" and not statement.not_resource:
                yield from statement.resources


def _first(values: list[str]) -> str | None:
    """The value that is there most often, of those the first."""
    return max(values, key=values.count) if values else None
