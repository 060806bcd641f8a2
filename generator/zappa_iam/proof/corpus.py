"""The corpus: requests that must be denied, by hand, by variation of what Zappa asks for, and for every neighbour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from zappa_iam.iam import Request
from zappa_iam.proof.chain import Neighbour
from zappa_iam.proof.limits import Limits
from zappa_iam.proof.neighbours import attempts
from zappa_iam.proof.recording import RecordedRequests
from zappa_iam.proof.variation import variations

Asked = tuple[str, Request]
"""A request, and the principal that makes it."""


class ForbiddenRequest(NamedTuple):
    """A request that must be denied, and where it comes from: the corpus, or a variation of a recorded call.

    `feature` is the one whose neighbour it is; `change` says what of the call is different, and `neighbour` is the
    template's name where one made it.
    """

    where: str
    feature: str
    principal: str
    request: Request
    change: str = ""
    neighbour: str = ""

    def __str__(self) -> str:
        return f"{self.request.action} on {self.request.resource} ({self.change or self.where})"


def corpus(
    asked: Mapping[Asked, str],
    recording: RecordedRequests,
    features: AbstractSet[str],
    limits: Mapping[str, Limits],
    neighbours: Sequence[Neighbour],
) -> Iterator[ForbiddenRequest]:
    """What must be denied where these features are on, each request once; variations are of the requests `asked`.

    `asked` holds for each request the feature that grants it.
    """
    rows = [(name, each) for name, each in limits.items() if name in features]
    for name, each in rows:
        for row in each.denied:
            if features.isdisjoint(row.unless):
                for request in row.requests(recording.names):
                    yield ForbiddenRequest(f"expectations/{name}.toml: {row.name}", name, row.principal, request)
    keys = [row for _, each in rows for row in each.vary]
    known = set(asked)
    for (principal, request), feature in asked.items():
        for change, other in variations(request, recording.names, keys):
            if (principal, other) not in known:
                known.add((principal, other))
                yield ForbiddenRequest(recording.scenario, feature, principal, other, change)
        for neighbour, other in attempts(request, recording.names, neighbours):
            if (principal, other) not in known:
                known.add((principal, other))
                yield ForbiddenRequest(recording.scenario, feature, principal, other, neighbour.name, neighbour.name)
