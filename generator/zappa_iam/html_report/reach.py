"""Reach: the graph from who has permissions to what they work on: identities, services, and how far into each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zappa_iam.html_report.measures import LEVELS

IDENTITIES = {"deployer": "Whoever deploys", "role": "The function's code"}
HOLDERS = {"deployer": "Whoever has these policies", "role": "Roles of this plan"}
"""The same of somebody else's plan, in which nobody has said who is who."""
REACHES = {
    "named": "only what is named",
    "some": "held by a condition or part of a name",
    "everything": "everything of the service",
}


def reach(grants: Sequence[Mapping[str, Any]], identities: Mapping[str, str]) -> dict[str, Any]:
    """Nodes and links: each link with how many actions it stands for and the gravest access level of them."""
    nodes: dict[str, dict[str, Any]] = {}
    links: dict[tuple[str, str], dict[str, set[str]]] = {}
    for principal, service, held in _rows(grants):
        far = f"{service} {held['reach']}"
        place = nodes.setdefault(far, _node(far, 2, "", service=service, reach=held["reach"], on={}))
        place["on"].update(dict.fromkeys(map(tail, held["resources"])))
        nodes.setdefault(service, _node(service, 1, service))
        nodes.setdefault(principal, _node(principal, 0, identities[principal]))
        for ends in ((principal, service), (f"{principal} {service}", far)):
            link = links.setdefault(ends, {})
            for each in held["actions"]:
                if each["service"] == service:
                    link.setdefault(each["level"], set()).add(each["action"])
    for node in nodes.values():
        if node["column"] == 2:
            node["on"] = list(node["on"])
            node["label"] = _shown(node["on"], node["reach"])
    return {"nodes": [nodes[name] for name in sorted(nodes, key=_order)], "links": list(_links(links))}


def _rows(grants: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Principal, service and statement, of all that allow something."""
    for feature in grants:
        for held in feature["statements"]:
            for service in dict.fromkeys(each["service"] for each in held["actions"]):
                if held["effect"] == "Allow":
                    yield held["principal"], service, held


def _node(name: str, column: int, label: str, **about: Any) -> dict[str, Any]:
    return {"id": name, "column": column, "label": label, **about}


def _order(name: str) -> tuple[str, ...]:
    service, _, far = name.partition(" ")
    return service, str(list(REACHES).index(far)) if far else ""


def _links(links: Mapping[tuple[str, str], Mapping[str, set[str]]]) -> Iterator[dict[str, Any]]:
    for (start, end), levels in links.items():
        principal, _, service = start.partition(" ")
        actions = set().union(*levels.values())
        gravest = max(levels, key=lambda each: LEVELS.index(each) if each in LEVELS else len(LEVELS))
        yield {
            "from": service or principal,
            "to": end,
            "principal": principal,
            "actions": sorted(actions),
            "level": gravest,
        }


def tail(arn: str) -> str:
    """What an ARN names within its service: all behind partition, service, region and account."""
    return arn.split(":", 5)[-1] or arn if arn.count(":") >= 5 else arn


def _shown(on: Sequence[str], far: str) -> str:
    """The first thing that is named, and how many more there are."""
    first = min((each for each in on if each != "*"), key=len, default="")
    if not first:
        return "all of it" if far == "everything" else "all of it, under a condition"
    return first + (f" and {len(on) - 1} more" if len(on) > 1 else "")
