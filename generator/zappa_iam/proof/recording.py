"""Recordings: one scenario under one version of Zappa, its calls turned into IAM requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from zappa_iam.evidence.recordings import FOLDER, Names, names, read, versions
from zappa_iam.iam import Request
from zappa_iam.proof import phases
from zappa_iam.recorder.scenario import Scenario, load_scenarios
from zappa_iam.requests import Call, requests_of_evidence

PROJECT = Names()


@dataclass(frozen=True)
class RecordedRequests:
    """What one version of Zappa asked for in one scenario, or in a phase of one of the life table (`lived`)."""

    version: str
    scenario: str
    features: frozenset[str]
    names: Names = PROJECT
    cases: tuple[tuple[Call, Request], ...] = ()
    lived: bool = False

    @property
    def where(self) -> str:
        """The recording in a message."""
        return f"zappa {self.version}: {self.scenario}"


@cache
def recordings(folder: Path = FOLDER, pairs: bool = False) -> tuple[RecordedRequests, ...]:
    """Every recording of every version in `folder`, in order, phase by phase; or those of `pairs`, each whole.

    Read and mapped once per process.
    """
    scenarios = load_scenarios()
    return tuple(
        recording
        for version in versions(folder)
        for name, found in read(version, folder, pairs).items()
        for recording in _recordings(version, found, scenarios.get(name))
    )


def _recordings(version: str, found: Mapping[str, Any], scenario: Scenario | None) -> Iterator[RecordedRequests]:
    cases, called = tuple(requests_of_evidence(found)), names(found)
    if scenario is None or not scenario.lived:
        yield RecordedRequests(version, found["scenario"], frozenset(found["features"]), called, cases)
        return
    for name, phase in zip(phases.names(scenario), phases.phases(scenario), strict=True):
        mine = tuple(case for case in cases if case[0].command in phase.commands)
        here = called._replace(role=phase.role or called.role, bucket=phase.bucket or called.bucket)
        yield RecordedRequests(version, name, frozenset(phase.features), here, mine, lived=True)
