"""The corpus: requests that must be denied, by hand and by variation of what Zappa asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from generator.iam import Request
from generator.proof.limits import Limits
from generator.proof.recording import Recording
from generator.proof.variation import variations

Asked = tuple[str, Request]
"""A request, and the principal that makes it."""


class Refused(NamedTuple):
    """A request that must be denied, and where it comes from: the corpus, or a variation of a recorded call."""

    where: str
    principal: str
    request: Request
    change: str = ""

    def __str__(self) -> str:
        return f"{self.request.action} on {self.request.resource} ({self.change or self.where})"


def corpus(
    asked: Iterable[Asked], recording: Recording, features: AbstractSet[str], limits: Mapping[str, Limits]
) -> Iterator[Refused]:
    """What must be denied where these features are on, each request once; variations are of the requests `asked`."""
    rows = [(name, each) for name, each in limits.items() if name in features]
    for name, each in rows:
        for row in each.denied:
            if features.isdisjoint(row.unless):
                for request in row.requests(recording.names):
                    yield Refused(f"denied/{name}.toml: {row.name}", row.principal, request)
    keys = [row for _, each in rows for row in each.vary]
    known = dict.fromkeys(asked)
    for principal, request in list(known):
        for change, other in variations(request, recording.names, keys):
            if (principal, other) not in known:
                known[principal, other] = None
                yield Refused(recording.scenario, principal, other, change)
