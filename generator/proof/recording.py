"""Recordings: one scenario under one version of Zappa, its calls turned into IAM requests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from generator.iam import Request
from generator.requests import Call, World, requests_of_evidence

FOLDER = Path(__file__).parent.parent / "evidence"


class Names(NamedTuple):
    """What the recorded project calls its things: the placeholders of the denied corpus."""

    function: str = World.function
    bucket: str = "my-awesome-zappa-bucket"
    role: str = "ZappaDjangoRole"
    account: str = World.account
    region: str = World.region


PROJECT = Names()


@dataclass(frozen=True)
class Recording:
    """What one version of Zappa asked for in one scenario; without cases, a plan that only has things to deny."""

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
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("zappa-*/*.json"))]
    return tuple(recording(evidence) for evidence in found if "calls" in evidence)


def recording(evidence: Mapping[str, Any]) -> Recording:
    """One evidence file's content as a recording."""
    settings = evidence["settings"]
    made = [call["parameters"]["FunctionName"] for call in evidence["calls"] if call["operation"] == "CreateFunction"]
    names = Names(
        function=made[0] if made else World.function,
        bucket=settings.get("s3_bucket", PROJECT.bucket),
        role=settings.get("role_arn", PROJECT.role).rpartition("/")[2],
    )
    cases = tuple(requests_of_evidence(evidence))
    return Recording(evidence["zappa"], evidence["scenario"], frozenset(evidence["features"]), names, cases)
