"""Bundles: several recordings of one version in one file, in which each call and each resource of a template is once.

A recording refers to a call by its hash, so that a scenario more or less leaves the other lines as they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from zappa_iam.files.faults import DataError

Recording = dict[str, Any]
KEY = 8  # hexadecimal digits; `_put` refuses two things of one key


class BundleError(DataError):
    """Two things have one key, or a key is of nothing; the message says which."""


def pack(recordings: Iterable[Recording]) -> dict[str, Any]:
    """One table for recordings of the same version, which `unpack` turns into them again."""
    calls: dict[str, Any] = {}
    resources: dict[str, Any] = {}
    scenarios = []
    version = ""
    for recording in recordings:
        made: dict[str, list[str]] = {}
        for call in recording["calls"]:
            made.setdefault(call["command"], []).append(
                _put({key: it for key, it in call.items() if key != "command"}, calls)
            )
        templates = {
            command: " ".join(f"{name}={_put(resource, resources)}" for name, resource in template.items())
            for command, template in recording.get("templates", {}).items()
        }
        version = recording["zappa"]
        plain = {key: it for key, it in recording.items() if key not in ("zappa", "calls", "templates")}
        scenarios.append(
            {**plain, "calls": {command: " ".join(keys) for command, keys in made.items()}, "templates": templates}
        )
    return {"zappa": version, "scenarios": scenarios, "calls": calls, "resources": resources}


def unpack(bundle: Mapping[str, Any]) -> list[Recording]:
    """The recordings, each as if it were alone."""
    return [_alone(scenario, bundle) for scenario in bundle["scenarios"]]


def text(bundle: Mapping[str, Any]) -> str:
    """JSON, a line for each call, resource, and command of a scenario, so that a diff reads like a change."""
    scenarios = ",\n".join(_lines(scenario, "  ") for scenario in bundle["scenarios"])
    parts = [f' "zappa": {json.dumps(bundle["zappa"])}', f' "scenarios": [\n  {scenarios}\n ]']
    parts += [f' "{name}": {_lines(bundle[name], " ")}' for name in ("calls", "resources")]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _alone(scenario: Mapping[str, Any], bundle: Mapping[str, Any]) -> Recording:
    calls = [
        {"command": command, **_get(key, bundle["calls"])}
        for command, keys in scenario["calls"].items()
        for key in keys.split()
    ]
    plain = {key: it for key, it in scenario.items() if key not in ("calls", "templates")}
    found = {"zappa": bundle["zappa"], **plain, "calls": calls}
    templates = {
        command: dict(_named(pair, bundle["resources"]) for pair in text.split())
        for command, text in scenario["templates"].items()
    }
    return {**found, "templates": templates} if templates else found


def _named(pair: str, resources: Mapping[str, Any]) -> tuple[str, Any]:
    name, _, key = pair.partition("=")
    return name, _get(key, resources)


def _put(value: Any, table: dict[str, Any]) -> str:
    """The key of a value, which stands in the table then."""
    key = hashlib.sha256(json.dumps(value).encode()).hexdigest()[:KEY]
    if table.setdefault(key, value) != value:
        raise BundleError(f"generator/zappa_iam/evidence/bundle.py: two calls have the key {key}; raise KEY")
    return key


def _get(key: str, table: Mapping[str, Any]) -> Any:
    if key not in table:
        raise BundleError(f"evidence: nothing has the key {key}; record anew: make evidence")
    return table[key]


def _lines(table: Mapping[str, Any], indent: str) -> str:
    """A table, one entry a line; tables in it that are no list of settings, opened up one level more."""
    rows = []
    for key, value in table.items():
        opened = key in ("calls", "templates") and value and all(isinstance(it, str) for it in value.values())
        rows.append(f"{json.dumps(key)}: {_lines(value, indent + ' ') if opened else json.dumps(value)}")
    return "{\n" + ",\n".join(f"{indent} {row}" for row in rows) + f"\n{indent}}}"
