"""The planned roles that deploy, and what their trust policies say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.conftest import Planned

Plan = dict[str, Planned]


def deploying_role(planned: Planned, key: str = "main") -> dict[str, Any]:
    return planned.resources[f'aws_iam_role.deployer["{key}"]']


def only_statement(document: str) -> dict[str, Any]:
    [statement] = json.loads(document)["Statement"]
    found: dict[str, Any] = statement
    return found


def condition_values(statement: Mapping[str, Any]) -> dict[str, list[str]]:
    """Condition key -> values, whatever the operator."""
    return {
        key: [values] if isinstance(values, str) else values
        for keys in statement.get("Condition", {}).values()
        for key, values in keys.items()
    }
