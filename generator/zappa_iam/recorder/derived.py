"""Rows that no recording can show: what AWS itself does with a role, named from the setting that makes it do so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import zappa

from .scenario import Scenario, knows


def derived_calls(scenario: Scenario, package: Path) -> list[dict[str, Any]]:
    """The scenario's derived rows, each with the line of this Zappa version that asks for it."""
    calls = []
    for row in scenario.derived:
        if not knows(zappa.__version__, row.get("since", "0")):
            continue
        source = f"{_line(package, row['file'], row['line'])}; {row['page']}"
        for service, operation, parameters in row["calls"]:
            calls.append(
                {
                    "command": row["command"],
                    "principal": row.get("principal", "role"),
                    "service": service,
                    "operation": operation,
                    "parameters": parameters,
                    "source": source,
                    "origin": "derived",
                    "outcome": "ok",
                }
            )
    return calls


def _line(package: Path, name: str, text: str) -> str:
    """`zappa/cli.py:2711 stage_config.get("vpc_config"`: where this version's source holds the text."""
    for number, line in enumerate((package / name).read_text(encoding="utf-8").splitlines(), start=1):
        if text in line:
            return f"zappa/{name}:{number} {text}"
    raise ValueError(f"scenarios: zappa/{name} holds no line with {text!r}; name another line as the row's source")
