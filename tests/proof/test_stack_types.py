"""A stack of an attacker's own template: each type that the deployer's actions could serve is tried, or has a chain."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from tests.shared.attacked_cases import PLAN_OF_CHAIN
from tests.shared.recorded_cases import RECORDED
from zappa_iam import catalog, proof
from zappa_iam.iam import Request, decide
from zappa_iam.proof.limits import fill
from zappa_iam.requests import usual

pytestmark = pytest.mark.one_terraform


EXPECTED = tomllib.loads((Path(__file__).parent.parent / "expected" / "stack_types.toml").read_text(encoding="utf-8"))
NAMES = proof.Names()
# The service of a type, where its actions begin otherwise.
SERVICE = {
    "ApiGatewayV2": "apigateway",
    "CertificateManager": "acm",
    "Cognito": "cognito-idp",
    "EFS": "elasticfilesystem",
    "ElasticLoadBalancingV2": "elasticloadbalancing",
}
READS = ("describe", "get", "head", "list")
# What the template's author chooses: the service that asks, and the tags of what it makes.
CHOSEN = {"aws:CalledVia": ["cloudformation.amazonaws.com"], "aws:RequestTag/ZappaProject": NAMES.function}


def _served() -> set[str]:
    """The types of which a create, an update or a delete writes by an action that some feature grants the deployer."""
    granted = {action.lower() for feature in catalog.load().features for action in feature.allowed("deployer")}
    services = {action.partition(":")[0] for action in granted}
    found = set()
    for name in PROVIDER_SCHEMA_MANAGER.get_resource_types("us-west-2"):
        own = SERVICE.get(name.split("::")[1], name.split("::")[1].lower())
        if own not in services:
            continue
        handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-west-2", name).schema.get("handlers", {})
        asked = {
            action.lower()
            for kind in ("create", "update", "delete")
            for action in handlers.get(kind, {}).get("permissions", [])
        }
        writes = {action for action in asked & granted if not action.partition(":")[2].startswith(READS)}
        if any(action.startswith(f"{own}:") for action in writes):
            found.add(name)
    return found


def test_every_type_that_the_deployer_could_make_is_tried() -> None:
    """No type is missing from the table, and none is there that no action serves; chains are there by their names."""
    assert _served() == EXPECTED["denied"].keys() | EXPECTED["chains"].keys()
    assert EXPECTED["denied"].keys() & EXPECTED["chains"].keys() == set()
    assert set(EXPECTED["chains"].values()) <= PLAN_OF_CHAIN.keys()


def test_no_stack_reaches_what_is_not_the_projects(policies: dict[str, proof.Policies]) -> None:
    """What each type asks for on somebody else's things is denied in every plan, whatever tags the template gives."""
    open_to = []
    for name, asked in EXPECTED["denied"].items():
        for action, resource in (fill(each, NAMES).split(" ") for each in asked):
            request = Request(action, resource, {**usual(resource, NAMES.account, NAMES.region), **CHOSEN})
            open_to += [
                f"{name}: {action} in {plan}"
                for plan in RECORDED
                if decide(policies[plan]["deployer"], request).allowed
            ]
    assert open_to == []
