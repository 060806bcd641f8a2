"""Evidence as text: one call, one template, one setting per line, so that a diff reads like a change."""

from __future__ import annotations

import json
from typing import Any


def write_evidence(evidence: dict[str, Any]) -> str:
    """JSON with lists of rows, one row a line; everything else on the key's line, maps one level deep opened up."""
    parts = []
    for key, value in evidence.items():
        parts.append(f" {json.dumps(key)}: {_block(value, 1)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _block(value: Any, depth: int) -> str:
    indent, close = " " * (depth + 1), " " * depth
    if isinstance(value, list) and value and isinstance(value[0], dict):
        rows = [indent + json.dumps(row) for row in value]
        return "[\n" + ",\n".join(rows) + f"\n{close}]"
    if isinstance(value, dict) and value:
        deeper = depth < 2 and all(isinstance(item, dict) and item for item in value.values())
        rows = [
            f"{indent}{json.dumps(key)}: {_block(item, depth + 1) if deeper else json.dumps(item)}"
            for key, item in value.items()
        ]
        return "{\n" + ",\n".join(rows) + f"\n{close}}}"
    return json.dumps(value)
