"""What a report of `zappa-iam audit` holds."""

from __future__ import annotations

from typing import Any

from tests.shared.projects import CATALOG, PLANNED, project
from zappa_iam import policies


def of_kind(report: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in report["findings"] if each["kind"] == kind]


def least_statements() -> list[dict[str, Any]]:
    return policies.statements(project(PLANNED["quickstart"]), "deployer", CATALOG)


def planned_row(kind: str, name: str, policy: str) -> dict[str, Any]:
    """A resource of a plan that has a policy."""
    return {"type": kind, "name": name, "address": f"{kind}.{name}", "values": {"policy": policy}}
