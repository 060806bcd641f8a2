"""The guide's four policy documents, as they were published in 2018, as HCL for the module."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from zappa_iam.files import checked
from zappa_iam.files.shapes import Model

FOLDER = Path(__file__).parent / "guide_documents"
FILLED_IN = {
    "arn:aws:iam::[ROLE_ID]:role/[ROLENAME]": "arn:aws:iam::${local.account_id}:role${var.path}${var.role_name}",
    "[YOUR_BUCKET_NAME]": "${var.bucket_name}",
}


class GuideStatement(NamedTuple):
    actions: list[str]
    resources: list[str]
    services: list[str]


class PublishedStatement(Model):
    """A statement as the guide has it, in the words of IAM."""

    Sid: str = ""
    Effect: Literal["Allow"]
    Action: str | list[str]
    Resource: str | list[str] = []
    Principal: dict[str, str | list[str]] = {}


class Published(Model):
    """A document as the guide has it."""

    Version: str
    Statement: list[PublishedStatement]


class GuideDocument(NamedTuple):
    """One document of the guide: the name of its JSON file, and its statements as HCL strings."""

    name: str
    statements: list[GuideStatement]


def documents(folder: Path = FOLDER) -> list[GuideDocument]:
    """The four documents, in the order of their names, placeholders and partition filled in; DataError."""
    paths = sorted(folder.glob("*.json"))
    return [
        GuideDocument(path.stem, _statements(checked.whole_json(Published, path, f"{folder.name}/{path.name}")))
        for path in paths
    ]


def _statements(document: Published) -> list[GuideStatement]:
    return [
        GuideStatement(
            actions=_listed(statement.Action),
            resources=[_filled_in(resource) for resource in _listed(statement.Resource)],
            services=_listed(statement.Principal.get("Service", [])),
        )
        for statement in document.Statement
    ]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _filled_in(resource: str) -> str:
    for placeholder, expression in FILLED_IN.items():
        resource = resource.replace(placeholder, expression)
    return resource.replace("arn:aws:", "arn:${local.partition}:")
