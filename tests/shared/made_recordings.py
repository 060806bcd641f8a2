"""Recordings made by hand."""

from __future__ import annotations

from typing import Any


def recording(*calls: dict[str, Any], project: str = "shop", **settings: Any) -> dict[str, Any]:
    """A recording of these calls, each of the deployer's `deploy` on line 1 of Zappa unless it says otherwise."""
    usual = {"command": "deploy", "principal": "deployer", "source": "zappa/core.py:1 Zappa.f", "parameters": {}}
    return {
        "zappa": "9.1.0",
        "scenario": "default",
        "settings": {"project_name": project, **settings},
        "features": [],
        "calls": [{**usual, **call} for call in calls],
    }


def lambda_call(operation: str, name: str, **call: Any) -> dict[str, Any]:
    """A call on the function `name`."""
    return {"service": "lambda", "operation": operation, "parameters": {"FunctionName": name}, **call}
