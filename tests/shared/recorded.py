"""Scenarios recorded by real Zappa in a test."""

from __future__ import annotations

from functools import cache
from typing import Any

from zappa_iam.evidence import recordings
from zappa_iam.recorder.scenario import load_scenarios, runs_on

SCENARIOS = load_scenarios()


Evidence = dict[str, Any]


@cache
def recorded(version: str) -> dict[str, Evidence]:
    """Scenario -> evidence of one version."""
    found = recordings.read(version) | recordings.read(version, pairs=True)
    return {name: dict(found[name]) for name, it in SCENARIOS.items() if runs_on(it, version)}


def read(version: str, name: str) -> Evidence:
    """The evidence of one scenario."""
    return recorded(version)[name]
