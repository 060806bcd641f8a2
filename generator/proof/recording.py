"""Recordings: one scenario under one version of Zappa, its calls turned into IAM requests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generator.iam import Request
from generator.recordings import FOLDER, Names, names, read, versions
from generator.requests import Call, requests_of_evidence

PROJECT = Names()


@dataclass(frozen=True)
class Recording:
    """What one version of Zappa asked for in one scenario."""

    version: str
    scenario: str
    features: frozenset[str]
    names: Names = PROJECT
    cases: tuple[tuple[Call, Request], ...] = ()

    @property
    def where(self) -> str:
        """The recording in a message."""
        return f"zappa {self.version}: {self.scenario}"


@cache
def recordings(folder: Path = FOLDER) -> tuple[Recording, ...]:
    """Every recording of every version in `folder`, in order; read and mapped once per process."""
    return tuple(
        Recording(version, scenario, frozenset(found["features"]), names(found), tuple(requests_of_evidence(found)))
        for version in versions(folder)
        for scenario, found in read(version, folder).items()
    )
