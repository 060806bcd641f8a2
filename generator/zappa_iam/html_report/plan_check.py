"""What a plan has, held against what zappa-iam would write for its project."""

from __future__ import annotations

from typing import Any

from zappa_iam.audit.document import statements_of
from zappa_iam.catalog.model import Catalog
from zappa_iam.html_report.conditions import listed
from zappa_iam.html_report.plan_module import Module
from zappa_iam.policies import Project, statements


def differences(project: Project, module: Module, catalog: Catalog) -> list[str]:
    """A sentence on whether the plan's statements are, one for one, what the catalog says for the project."""
    wanted = {to: _by_sid(statements(project, to, catalog)) for to in module.documents}
    planned = {to: _by_sid(each for who, each in module.statements if who == to) for to in module.documents}
    sids = {
        sid
        for to in planned
        for sid in planned[to].keys() | wanted[to].keys()
        if planned[to].get(sid) != wanted[to].get(sid)
    }
    if not sids:
        return ["The plan's statements are, one for one, those of zappa-iam for this project."]
    return [
        f"These statements of the plan are not what zappa-iam would write for this project: {', '.join(sorted(sids))}."
    ]


def levels(module: Module) -> list[str]:
    """A sentence on the policies of deployers that may do less: whether they are within those of who may do all."""
    if not module.levels:
        return []
    whole = _by_sid(each for to, each in module.statements if to == "deployer")
    parts = _by_sid(each for document in module.levels for each in statements_of(document))
    beyond = [
        sid
        for sid, part in parts.items()
        if sid not in whole or not (part["actions"] <= whole[sid]["actions"] and part["on"] <= whole[sid]["on"])
    ]
    if beyond:
        return [f"Deployers that should have less have more in: {', '.join(sorted(beyond))}."]
    return ["Some deployers have less; their policies are within those of who may do all, which this page shows."]


def _by_sid(found: Any) -> dict[str, Any]:
    """Sid -> what the statement says, its pieces together, in any order."""
    rows: dict[str, Any] = {}
    for each in found:
        about = rows.setdefault(str(each.get("Sid")), {"actions": set(), "on": set(), "if": set()})
        about["actions"] |= set(listed(each.get("Action")))
        about["on"] |= set(listed(each.get("Resource"))) | {f"not {it}" for it in listed(each.get("NotResource"))}
        for test, keys in each.get("Condition", {}).items():
            about["if"] |= {(test, key, *sorted(listed(values))) for key, values in keys.items()}
    return rows
