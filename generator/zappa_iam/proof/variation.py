"""Variations: a request that Zappa made, turned into the neighbour's requests, which must all be denied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from hashlib import sha1
from typing import Any, NamedTuple

from zappa_iam.evidence.recordings import Names
from zappa_iam.iam import Request
from zappa_iam.iam.widening import ACCOUNT, REGION, RESOURCE, names
from zappa_iam.proof.limits import Vary

OTHER_REGION = "eu-west-1"
OTHER_ACCOUNT = "999999999999"
OTHER_NAME = "blog-dev"


class Variation(NamedTuple):
    """A request that differs in one fact from one that Zappa made, and that difference in words."""

    change: str
    request: Request


def variations(request: Request, ours: Names, keys: Sequence[Vary]) -> Iterator[Variation]:
    """The request in another region, of another account, for other names, and with each key changed or gone."""
    for key, other, resource in moved(request.resource):
        yield Variation(other, replace(request, resource=resource, context={**request.context, key: other}))
    for name in _names(request, ours):
        for other in other_names(name):
            renames = {name: other, hashed(name): hashed(other)}
            yield Variation(f"{other} for {name}", renamed(request, renames))
    for row in keys:
        if row.key in request.context and _concerns(row, request):
            less = {key: value for key, value in request.context.items() if key != row.key}
            if row.absent:
                yield Variation(f"no {row.key}", replace(request, context=less))
            for value in _values(row, request):
                yield Variation(f"{row.key} {value}", replace(request, context={**less, row.key: value}))


def moved(arn: str) -> Iterator[tuple[str, str, str]]:
    """The ARN in another region and of another account, each with the condition key that tells, and its value."""
    parts = arn.split(":", RESOURCE)
    for place, key, other in (
        (REGION, "aws:RequestedRegion", OTHER_REGION),
        (ACCOUNT, "aws:ResourceAccount", OTHER_ACCOUNT),
    ):
        if len(parts) > RESOURCE and parts[place]:
            yield key, other, ":".join([*parts[:place], other, *parts[place + 1 :]])


def other_names(name: str) -> list[str]:
    """Another project's name, one that begins alike, and a longer one."""
    head, dash, _ = name.rpartition("-")
    return [OTHER_NAME, *([f"{head}-other"] if dash else []), f"{name}2"]


def renamed(request: Request, renames: Mapping[str, str]) -> Request:
    """The request with names replaced wherever they stand, in the resource and in the context."""
    context = {key: put(value, renames) for key, value in request.context.items()}
    return replace(request, resource=put(request.resource, renames), context=context)


def put(value: str | Sequence[str], renames: Mapping[str, str]) -> Any:
    """The text, or each text of a list, with names replaced."""
    if not isinstance(value, str):
        return tuple(put(item, renames) for item in value)
    for name, other in renames.items():
        value = value.replace(name, other)
    return value


def hashed(function: str) -> str:
    """How the names of a function's event rules begin where they would be too long."""
    return sha1(function.encode(), usedforsecurity=False).hexdigest()[:8]


def _names(request: Request, ours: Names) -> list[str]:
    """The project's names in the request; where the function is not among them, also the first other name."""
    texts = [request.resource]
    for value in request.context.values():
        texts += [value] if isinstance(value, str) else value
    function = ours.function
    project = [function] if any(name in text for text in texts for name in (function, hashed(function))) else []
    found = [*project, *(name for name in (ours.bucket, ours.role) if name in request.resource)]
    if not project and request.resource.startswith("arn:"):
        parts = request.resource.split(":", RESOURCE)
        others = [parts[RESOURCE][start:end] for start, end in names(parts[2], parts[RESOURCE])]
        found += [name for name in others if name not in found][:1]
    return found


def _values(row: Vary, request: Request) -> Iterator[str | list[str]]:
    """Other values for the key: the row's, and an ARN's own, moved."""
    if row.value is not None:
        yield row.value
    now = request.context[row.key]
    if isinstance(now, str):
        yield from (arn for _, _, arn in moved(now))
    else:
        yield from ([arn] for each in now for _, _, arn in moved(each))


def _concerns(row: Vary, request: Request) -> bool:
    """Whether the row speaks of this action on this resource."""
    return any(fnmatchcase(request.action, pattern) for pattern in row.actions) and fnmatchcase(
        request.resource, row.resource
    )
