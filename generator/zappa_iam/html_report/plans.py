"""Plans: what `terraform show -json` says of a module of ours, recognised by its statements, or of somebody else's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zappa_iam.audit.document import AuditError, parsed
from zappa_iam.audit.guess import guessed
from zappa_iam.audit.held import held
from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.catalog.model import Catalog
from zappa_iam.evidence.recordings import Names
from zappa_iam.html_report.forbidden import policies_of
from zappa_iam.html_report.grants import owned, owner_of
from zappa_iam.html_report.plan_check import differences, levels
from zappa_iam.html_report.plan_module import Documents, Module
from zappa_iam.html_report.plan_project import project_of
from zappa_iam.html_report.subject import Column, Subject, published
from zappa_iam.iam import Policy
from zappa_iam.policies import Project


def subject_of_plan(plan: Any, where: str, wanted: str | None, catalog: Catalog) -> Subject:
    """What the page of a plan is about; AuditError where it holds no policy, or not the module that is wanted."""
    found = modules(plan, where)
    ours = {each.address: each for each in found if _is_ours(each, catalog)}
    if wanted is not None and wanted not in ours:
        known = ", ".join(ours) or "none"
        raise AuditError(f"{where}: no module {wanted} of zappa-iam's; there are: {known}")
    if not ours:
        return _foreign(found, where, catalog)
    chosen = ours[wanted] if wanted else max(ours.values(), key=lambda each: len(str(each.documents)))
    others = [address for address in ours if address != chosen.address]
    notes = [f"This page is about {chosen.address}. --module shows another: {', '.join(others)}."] if others else []
    strangers = [each for each in found if each.address not in ours]
    if strangers:
        places = ", ".join(each.address or "the root module" for each in strangers)
        notes.append(f"The plan has other policies, which this page does not look at: {places}.")
    notes += levels(chosen)
    project = project_of(plan, chosen, catalog)
    notes += differences(project, chosen, catalog)
    return Subject("plan", where, project, published(project), (), notes, chosen.documents)


def modules(plan: Any, where: str) -> list[Module]:
    """The plan's modules that have policies, in the order of their addresses."""
    if not isinstance(plan, Mapping) or "planned_values" not in plan:
        raise AuditError(f"{where}: is no plan; name what `terraform show -json PLAN` prints")
    found: dict[str, Documents] = {}
    less: dict[str, list[Mapping[str, Any]]] = {}
    seen: set[str] = set()
    for principal in reversed(PRINCIPALS):  # what is a role's by its name is the role's, all else whoever deploys'
        for address, document in held(plan, where, principal):
            if address not in seen and (principal == "deployer" or _is_role(address)):
                seen.add(address)
                parsed(document, address, {})
                module, _, name = address.rpartition(".aws_iam_")
                if name.startswith("policy.level["):
                    less.setdefault(module, []).append(document)
                else:
                    found.setdefault(module, {}).setdefault(principal, []).append(document)
    if not found:
        raise AuditError(f"{where}: holds no policy; name the plan of a root that makes some")
    return [Module(address, found[address], less.get(address, [])) for address in sorted(found)]


def _is_role(address: str) -> bool:
    kind, _, name = address.rpartition("aws_iam_")[2].partition(".")
    return kind == "role_policy" or (kind == "policy" and name.startswith("role"))


def _is_ours(module: Module, catalog: Catalog) -> bool:
    """Whether at least half of the statements are the catalog's, by name and actions."""
    owners = owned(catalog)
    found = [owner_of(each, principal, owners) for principal, each in module.statements]
    return 2 * sum(owner is not None for owner in found) > len(found)


def _foreign(found: Sequence[Module], where: str, catalog: Catalog) -> Subject:
    """The page of a plan that no module of ours is in: what can be seen, and no reasons."""
    documents: Documents = {}
    for module in found:
        for principal, each in module.documents.items():
            documents.setdefault(principal, []).extend(each)
    usual = Names()
    features = tuple(feature.name for feature in catalog.features if feature.about.default)
    empty = Project(usual.account, usual.region, usual.bucket, usual.role, "shop", ("dev",), features)
    policies = {to: [Policy.parse(document) for document in each] for to, each in documents.items()}
    project = guessed(empty, [policy for each in policies.values() for policy in each])
    note = "No module of zappa-iam is in this plan. What Zappa needs is counted for what `zappa init` sets up."
    return Subject("foreign plan", where, project, _beside(project, catalog), (), [note], documents)


def _beside(project: Project, catalog: Catalog) -> list[Column]:
    """What zappa-iam grants for what `zappa init` sets up, to see beside somebody else's policies."""
    policies: dict[str, list[Policy]] = {to: policies_of(project, to, catalog) for to in PRINCIPALS}
    return [Column("defaults", "With zappa-iam", "What zappa-iam grants for what `zappa init` sets up.", policies)]
