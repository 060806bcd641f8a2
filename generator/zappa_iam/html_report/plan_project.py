"""The project of a planned module of ours: as its inputs say, else as its policies themselves read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zappa_iam.audit.guess import guessed
from zappa_iam.catalog.model import Catalog
from zappa_iam.doctor.resources import fits
from zappa_iam.evidence.recordings import Names
from zappa_iam.html_report.conditions import listed
from zappa_iam.html_report.grants import Owned, owned, owner_of
from zappa_iam.html_report.plan_module import Module
from zappa_iam.iam import Policy
from zappa_iam.policies import Project

_INPUTS = {"region": "region", "bucket_name": "bucket", "role_name": "role", "project_name": "name", "path": "path"}
_INPUTS |= {"account_id": "account", "bucket_kms_key_arn": "bucket_key", "name": "prefix"}


def project_of(plan: Mapping[str, Any], module: Module, catalog: Catalog) -> Project:
    """The project as the module's inputs in the plan say, else as the policies themselves read."""
    owners = owned(catalog)
    owning = [(owner, each) for to, each in module.statements if (owner := owner_of(each, to, owners))]
    named = {owner.feature.name for owner, _ in owning if owner.feature.selectable}
    inputs = _inputs(plan, module.address)
    told: dict[str, Any] = {field: inputs[name] for name, field in _INPUTS.items() if isinstance(inputs.get(name), str)}
    if stages := [each for each in listed_text(inputs.get("stages")) if each]:
        told["stages"] = tuple(stages)
    given = inputs.get("resources")
    values = given if isinstance(given, Mapping) else _values(owning, catalog)
    resources = {str(name): tuple(dict.fromkeys(listed_text(each))) for name, each in values.items()}
    policies = [Policy.parse(document) for found in module.documents.values() for document in found]
    found = guessed(_unnamed(tuple(catalog.spelled_out(named))), policies)._replace(**told, resources=resources)
    return found._replace(route53="route53" in {owner.feature.name for owner, _ in owning})


def _unnamed(features: tuple[str, ...]) -> Project:
    """A project by the recorded names, for what neither inputs nor policies say."""
    usual = Names()
    return Project(usual.account, usual.region, usual.bucket, usual.role, "shop", ("dev",), features)


def _values(owning: Sequence[tuple[Owned, Mapping[str, Any]]], catalog: Catalog) -> dict[str, list[str]]:
    """What the features work on, read out of the statements' ARNs by the catalog's patterns."""
    found: dict[str, list[str]] = {}
    for owner, held in owning:
        scopes = [catalog.scopes[name] for name in owner.statement.scopes]
        for fit in (fit for arn in listed(held.get("Resource")) for fit in fits(owner.statement, arn, catalog)):
            for scope in scopes:
                if scope.given and fit.pattern in scope.patterns and (value := fit.filled.get("given")):
                    found.setdefault(scope.given, []).append(value)
    return found


def _inputs(plan: Mapping[str, Any], address: str) -> dict[str, Any]:
    """The inputs of a module block whose values the plan tells: literals, and variables of the root."""
    try:
        blocks = plan["configuration"]["root_module"]["module_calls"]
        expressions = dict(blocks[address.removeprefix("module.").partition("[")[0]]["expressions"])
    except (KeyError, TypeError, ValueError):
        return {}
    variables = plan.get("variables")
    told = variables if isinstance(variables, Mapping) else {}
    found = {}
    for name, each in expressions.items():
        if isinstance(each, Mapping) and "constant_value" in each:
            found[name] = each["constant_value"]
        elif isinstance(each, Mapping) and len(names := listed_text(each.get("references"))) == 1:
            variable = told.get(names[0].removeprefix("var."))
            if isinstance(variable, Mapping):
                found[name] = variable.get("value")
    return found


def listed_text(value: Any) -> list[str]:
    """The texts of a list; none where it is no list."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
