"""Grants: who may do what, on what, when and why: each feature's statements with all that is known of their actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from zappa_iam.audit.document import statements_of
from zappa_iam.audit.names import ActionNames
from zappa_iam.catalog.feature import Feature
from zappa_iam.catalog.grant import PRINCIPALS, Grant
from zappa_iam.catalog.model import Catalog
from zappa_iam.html_report.breaks import breaks
from zappa_iam.html_report.conditions import conditions, listed
from zappa_iam.html_report.facts import Facts
from zappa_iam.html_report.fleet import Placed, having, speakers
from zappa_iam.html_report.measures import everything, level
from zappa_iam.html_report.subject import Subject
from zappa_iam.policies import statements as statements_for


class Owned(NamedTuple):
    """A statement of the catalog, and the feature that has it."""

    feature: Feature
    principal: str
    statement: Grant


def grants(subject: Subject, facts: Facts, names: ActionNames, catalog: Catalog) -> list[dict[str, Any]]:
    """Feature by feature, what each principal may do; last, without a feature, what is not the catalog's."""
    owners = owned(catalog)
    found: dict[str, list[dict[str, Any]]] = {}
    for principal in PRINCIPALS:
        for held in _held(subject, principal, catalog):
            owner = owner_of(held, principal, owners)
            feature = owner.feature.name if owner else ""
            found.setdefault(feature, []).append(_statement(held, principal, owner, facts, names, catalog))
    places = {sid: place for place, sid in enumerate(owners)}  # a plan's policies have them in another order
    for statements in found.values():
        statements.sort(key=lambda held: places.get(held["sid"], len(places)))
    order = [feature.name for feature in catalog.features]
    about = {feature.name: feature for feature in catalog.features}
    return [
        {
            "feature": name,
            "title": about[name].about.title if name else "",
            "why": about[name].about.why if name else "",
            "settings": about[name].about.settings if name else [],
            "projects": having(subject.fleet, name),
            "counts": {to: _count(found[name], to) for to in PRINCIPALS},
            "statements": found[name],
        }
        for name in sorted(found, key=lambda name: order.index(name) if name else len(order))
    ]


def _count(found: Sequence[Mapping[str, Any]], principal: str) -> int:
    """How many actions statements allow one principal, each once."""
    mine = [held for held in found if held["principal"] == principal and held["effect"] == "Allow"]
    return len({each["action"] for held in mine for each in held["actions"]})


def _held(subject: Subject, principal: str, catalog: Catalog) -> Sequence[Mapping[str, Any]]:
    """The statements of one principal; what a plan has cut in pieces, as one policy has no room for it, is whole."""
    if subject.fleet:
        return list(_spoken(subject.fleet, principal, catalog))
    if subject.documents is None:
        return statements_for(subject.project, principal, catalog)
    found: list[dict[str, Any]] = []
    for held in (each for document in subject.documents.get(principal, []) for each in statements_of(document)):
        rest = {key: value for key, value in held.items() if key != "Resource"}
        same = (each for each in found if each.get("Sid") and {**each, "Resource": None} == {**rest, "Resource": None})
        if whole := next(same, None):
            whole["Resource"] = [*listed(whole["Resource"]), *listed(held.get("Resource"))]
        else:
            found.append(dict(held))
    return found


def _spoken(fleet: Sequence[Placed], principal: str, catalog: Catalog) -> Iterator[Mapping[str, Any]]:
    """Each feature's statements, as one project has them that speaks for all."""
    owners = owned(catalog)
    for speaker in speakers(fleet):
        for held in statements_for(speaker.project, principal, catalog):
            if owners[held["Sid"]].feature.name in speaker.features:
                yield held


def owned(catalog: Catalog) -> dict[str, Owned]:
    """The catalog's statements by their Sids."""
    return {
        statement.sid: Owned(feature, principal, statement)
        for feature in catalog.features
        for principal in PRINCIPALS
        for statement in feature.grants(principal)
    }


def owner_of(held: Mapping[str, Any], principal: str, owners: Mapping[str, Owned]) -> Owned | None:
    """The statement of the catalog that this is; None where it only has the name, and says something else."""
    owner = owners.get(str(held.get("Sid", "")))
    same = owner and owner.principal == principal and owner.statement.effect == held.get("Effect")
    return owner if owner and same and set(owner.statement.actions) == set(listed(held.get("Action"))) else None


def _statement(
    held: Mapping[str, Any], principal: str, owner: Owned | None, facts: Facts, names: ActionNames, catalog: Catalog
) -> dict[str, Any]:
    """One statement, with its reason and its actions; without a reason where it is not the catalog's."""
    said = owner.statement if owner else None
    resources = listed(held.get("Resource")) or [f"all but {each}" for each in listed(held.get("NotResource"))]
    sid = said.sid if said else str(held.get("Sid", ""))
    patterns = listed(held.get("Action")) or [f"all but {each}" for each in listed(held.get("NotAction"))]
    return {
        "sid": sid,
        "principal": principal,
        "effect": held.get("Effect"),
        "why": said.why if said else None,
        "wildcard": said.wildcard if said else None,
        "source": list(said.source) if said else [],
        "what": [catalog.scopes[name].what for name in said.scopes] if said else [],
        "resources": resources,
        "conditions": list(conditions(held)),
        "reach": reach_of(held),
        "json": dict(held),
        "actions": [
            _action(name, principal, sid, held.get("Effect") == "Deny", owner, facts, names) for name in patterns
        ],
    }


def reach_of(held: Mapping[str, Any]) -> str:
    """How far a statement reaches: `everything`, `some` (a condition, or part of a name, holds it), or `named`."""
    resources = listed(held.get("Resource")) or ["*"]
    wide = any(map(everything, resources))
    if wide:
        return "some" if held.get("Condition") else "everything"
    return "some" if any("*" in each.replace("${*}", "") or "?" in each for each in resources) else "named"


def _action(
    name: str, principal: str, sid: str, denies: bool, owner: Owned | None, facts: Facts, names: ActionNames
) -> dict[str, Any]:
    fact = facts.of(principal, sid, name) if owner else None
    grade = fact.grade if fact else "" if denies else "unknown"
    return {
        "action": name,
        "service": name.split(":")[0],
        "level": level(name, names) if "*" not in name else "Every level",
        "grade": grade,
        "sources": fact.sources if fact else [],
        "refused": fact.refused if fact else None,
        "if_wrong": fact.if_wrong if fact else "",
        "commands": fact.commands if fact else [],
        "scenarios": fact.scenarios if fact else [],
        "asking": fact.asking if fact else 0,
        "places": fact.places if fact else [],
        "breaks": breaks(name, principal, sid, fact) if owner and not denies else None,
    }
