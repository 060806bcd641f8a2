"""Measures: how wide each column's policies are, what they refuse, and what they leave open; side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zappa_iam.audit.escalation import escalations
from zappa_iam.audit.granted import granted
from zappa_iam.audit.names import ActionNames
from zappa_iam.audit.needs import needs
from zappa_iam.audit.renaming import AuditedStage
from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.catalog.model import Catalog
from zappa_iam.html_report.chains import Tried
from zappa_iam.html_report.forbidden import Forbidden, policies_of
from zappa_iam.html_report.subject import Column
from zappa_iam.iam import Policy, decide
from zappa_iam.policies import Project

LEVELS = ("List", "Read", "Tagging", "Write", "Permissions management")
"""AWS's access levels, the most harmless first."""


def levels(columns: Sequence[Column], names: ActionNames) -> list[dict[str, Any]]:
    """How many actions each column grants each principal, by service and access level."""
    rows = []
    for column in columns:
        for principal, policies in column.policies.items():
            found = Counter((each.split(":")[0], level(each, names)) for each in granted(policies, names))
            rows += [
                {"column": column.key, "principal": principal, "service": service, "level": kind, "actions": count}
                for (service, kind), count in sorted(
                    found.items(), key=lambda row: (row[0][0], LEVELS.index(row[0][1]))
                )
            ]
    return rows


def unlimited(policies: Sequence[Policy], names: ActionNames) -> list[str]:
    """The actions that are allowed on everything of their service, without a condition."""
    plain = [
        statement
        for policy in policies
        for statement in policy.statements
        if statement.effect == "Allow" and not statement.conditions and any(map(everything, statement.resources))
    ]
    return granted([Policy(tuple(plain))], names)


def everything(resource: str) -> bool:
    """Whether an ARN's pattern is on all of a service: a star, or nothing but stars behind the service."""
    return resource == "*" or not set("".join(resource.split(":")[3:])) - set("*/")


def level(action: str, names: ActionNames) -> str:
    """AWS's access level of an action; writing, for one that its database does not know."""
    found = names.known.levels.get(action, "Write")
    return found if found in LEVELS else "Write"


def measures(
    columns: Sequence[Column],
    project: Project,
    stages: list[AuditedStage],
    refused: Sequence[Forbidden],
    tried: Mapping[str, Sequence[Tried]],
    names: ActionNames,
    catalog: Catalog,
) -> Iterator[dict[str, Any]]:
    """A row for each principal and measure: what it counts, and each column's number `of` how many."""
    for principal in PRINCIPALS:
        held = [column for column in columns if column.policies.get(principal)]
        least = policies_of(project, principal, catalog)
        asked = [need for need in needs(project, stages, principal, catalog) if need.met(least)]
        forbidden = [each.request for each in refused if each.principal == principal]
        for kind, label, better in _KINDS:
            values: dict[str, dict[str, int]] = {}
            for column in held:
                policies = list(column.policies[principal])
                if kind == "actions":
                    values[column.key] = {"count": len(granted(policies, names))}
                elif kind == "unlimited":
                    values[column.key] = {"count": len(unlimited(policies, names))}
                elif kind == "needed":
                    values[column.key] = {"count": sum(need.met(policies) for need in asked), "of": len(asked)}
                elif kind == "forbidden":
                    count = sum(not decide(policies, request).allowed for request in forbidden)
                    values[column.key] = {"count": count, "of": len(forbidden)}
                elif kind == "escalation":
                    values[column.key] = {"count": len(list(escalations(policies)))}
                else:
                    mine = [each for each in tried[column.key] if each.principal == principal]
                    values[column.key] = {"count": sum(each.open for each in mine), "of": len(mine)}
            yield {"principal": principal, "measure": kind, "label": label, "better": better, "values": values}


_KINDS = (
    ("actions", "actions granted", "fewer"),
    ("unlimited", "of them on everything, without a condition", "fewer"),
    ("needed", "things that Zappa asks for, allowed", "more"),
    ("forbidden", "forbidden requests denied", "more"),
    ("chains", "attacker's chains open", "fewer"),
    ("escalation", "known ways to become more", "fewer"),
)
