"""Plans: what `terraform show -json` says of a module of ours, recognised by its statements, or of somebody else's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from zappa_iam.audit.document import AuditError, parsed, statements_of
from zappa_iam.audit.guess import guessed
from zappa_iam.audit.held import held
from zappa_iam.catalog.model import PRINCIPALS, Catalog
from zappa_iam.doctor.resources import fits
from zappa_iam.evidence.recordings import Names
from zappa_iam.iam import Policy
from zappa_iam.page.forbidden import policies_of
from zappa_iam.page.grants import owned, owner_of
from zappa_iam.page.subject import Column, Subject, published
from zappa_iam.policies import Project, statements

Documents = dict[str, list[Mapping[str, Any]]]
_INPUTS = {"region": "region", "bucket_name": "bucket", "role_name": "role", "project_name": "name", "path": "path"}
_INPUTS |= {"account_id": "account", "bucket_kms_key_arn": "bucket_key", "name": "prefix"}


class Module(NamedTuple):
    """One module of a plan: its address, empty for the root, and its documents by principal.

    `levels` are the documents of deployers that may do less than all, beside those of who may do all.
    """

    address: str
    documents: Documents
    levels: list[Mapping[str, Any]]


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
    notes += _levels(chosen)
    project = _project(plan, chosen, catalog)
    notes += _differs(project, chosen, catalog)
    return Subject("plan", where, project, published(project), (), notes, chosen.documents)


def modules(plan: Any, where: str) -> list[Module]:
    """The plan's modules that have policies, in the order of their addresses."""
    if not isinstance(plan, Mapping) or "planned_values" not in plan:
        raise AuditError(f"{where}: is no plan; name what `terraform show -json PLAN` prints")
    found: dict[str, Documents] = {}
    levels: dict[str, list[Mapping[str, Any]]] = {}
    seen: set[str] = set()
    for principal in reversed(PRINCIPALS):  # what is a role's by its name is the role's, all else whoever deploys'
        for address, document in held(plan, where, principal):
            if address not in seen and (principal == "deployer" or _is_role(address)):
                seen.add(address)
                parsed(document, address, {})
                module, _, name = address.rpartition(".aws_iam_")
                if name.startswith("policy.level["):
                    levels.setdefault(module, []).append(document)
                else:
                    found.setdefault(module, {}).setdefault(principal, []).append(document)
    if not found:
        raise AuditError(f"{where}: holds no policy; name the plan of a root that makes some")
    return [Module(address, found[address], levels.get(address, [])) for address in sorted(found)]


def _is_role(address: str) -> bool:
    kind, _, name = address.rpartition("aws_iam_")[2].partition(".")
    return kind == "role_policy" or (kind == "policy" and name.startswith("role"))


def _is_ours(module: Module, catalog: Catalog) -> bool:
    """Whether at least half of the statements are the catalog's, by name and actions."""
    owners = owned(catalog)
    found = [owner_of(each, principal, owners) for principal, each in _statements(module.documents)]
    return 2 * sum(owner is not None for owner in found) > len(found)


def _statements(documents: Documents) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for principal, found in documents.items():
        yield from ((principal, each) for document in found for each in statements_of(document))


def _project(plan: Mapping[str, Any], module: Module, catalog: Catalog) -> Project:
    """The project as the module's inputs in the plan say, else as the policies themselves read."""
    owners = owned(catalog)
    owning = [(owner_of(each, to, owners), each) for to, each in _statements(module.documents)]
    named = {owner.feature.name for owner, _ in owning if owner and owner.feature.selectable}
    usual = Names()
    empty = Project(
        usual.account, usual.region, usual.bucket, usual.role, "shop", ("dev",), tuple(catalog.spelled_out(named))
    )
    policies = [Policy.parse(document) for found in module.documents.values() for document in found]
    inputs = _inputs(plan, module.address)
    values: dict[str, list[str]] = {}
    for owner, each in owning:
        for arn in _listed(each.get("Resource")) if owner else ():
            for name in owner.statement.scopes if owner else ():
                scope = catalog.scopes[name]
                for fit in fits(owner.statement, arn, catalog) if owner and scope.given else ():
                    if (value := fit.filled.get("given")) and fit.pattern in scope.patterns:
                        values.setdefault(str(scope.given), []).append(value)
    told = {field: inputs[name] for name, field in _INPUTS.items() if isinstance(inputs.get(name), str)}
    if isinstance(inputs.get("stages"), list):
        told["stages"] = tuple(map(str, inputs["stages"]))
    inputs_values = inputs.get("resources")
    given_values = inputs_values if isinstance(inputs_values, Mapping) else values
    resources = {name: tuple(dict.fromkeys(map(str, each))) for name, each in given_values.items()}
    found = guessed(empty, policies)._replace(**told, resources=resources)
    return found._replace(route53="route53" in {owner.feature.name for owner, _ in owning if owner})


def _inputs(plan: Mapping[str, Any], address: str) -> dict[str, Any]:
    """The inputs of a module block whose values the plan tells: literals, and variables of the root."""
    try:
        blocks = plan["configuration"]["root_module"]["module_calls"]
        expressions = blocks[address.removeprefix("module.").partition("[")[0]]["expressions"]
    except (KeyError, TypeError):
        return {}
    found = {}
    for name, each in expressions.items() if isinstance(expressions, Mapping) else ():
        if not isinstance(each, Mapping):
            continue
        names = each.get("references", [])
        variable = names[0].removeprefix("var.") if len(names) == 1 and str(names[0]).startswith("var.") else None
        if "constant_value" in each:
            found[name] = each["constant_value"]
        elif variable in plan.get("variables", {}):
            found[name] = plan["variables"][variable].get("value")
    return found


def _differs(project: Project, module: Module, catalog: Catalog) -> list[str]:
    """A sentence on whether the plan's statements are, one for one, what the catalog says for the project."""
    wanted = {to: _by_sid(statements(project, to, catalog)) for to in module.documents}
    planned = {to: _by_sid(each for who, each in _statements(module.documents) if who == to) for to in module.documents}
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


def _levels(module: Module) -> list[str]:
    """A sentence on the policies of deployers that may do less: whether they are within those of who may do all."""
    if not module.levels:
        return []
    whole = _by_sid(each for to, each in _statements(module.documents) if to == "deployer")
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
        about["actions"] |= set(_listed(each.get("Action")))
        about["on"] |= set(_listed(each.get("Resource"))) | {f"not {it}" for it in _listed(each.get("NotResource"))}
        for test, keys in each.get("Condition", {}).items():
            about["if"] |= {(test, key, *sorted(_listed(values))) for key, values in keys.items()}
    return rows


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


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])
