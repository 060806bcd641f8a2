"""The guide's four policy documents of 2018, as they were published, made ready for the module."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "guide_documents"
FILLED_IN = {
    "arn:aws:iam::[ROLE_ID]:role/[ROLENAME]": "arn:aws:iam::${local.account_id}:role/${local.role}",
    "[YOUR_BUCKET_NAME]": "${var.bucket_name}",
}


class GuideStatement(NamedTuple):
    actions: list[str]
    resources: list[str]
    services: list[str]


class GuideDocument(NamedTuple):
    """One document of the guide: the name of its JSON file, and its statements as HCL strings."""

    name: str
    statements: list[GuideStatement]


def documents() -> list[GuideDocument]:
    """The four documents, in the order of their names, placeholders and partition filled in."""
    return [
        GuideDocument(path.stem, _statements(json.loads(path.read_text()))) for path in sorted(FOLDER.glob("*.json"))
    ]


def _statements(document: dict[str, Any]) -> list[GuideStatement]:
    return [
        GuideStatement(
            actions=_listed(statement["Action"]),
            resources=[_filled_in(resource) for resource in _listed(statement.get("Resource", []))],
            services=_listed(statement.get("Principal", {}).get("Service", [])),
        )
        for statement in document["Statement"]
    ]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _filled_in(resource: str) -> str:
    for placeholder, expression in FILLED_IN.items():
        resource = resource.replace(placeholder, expression)
    return resource.replace("arn:aws:", "arn:${local.partition}:")
