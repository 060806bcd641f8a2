"""Neighbours' attempts: recorded requests turned into those of an attacker, by the templates of `chains/shared`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from zappa_iam.evidence.recordings import Names
from zappa_iam.iam import Request
from zappa_iam.iam.widening import ACCOUNT, REGION, RESOURCE
from zappa_iam.proof.chain import Neighbour
from zappa_iam.proof.variation import hashed, put

# What is so, whatever the attacker asks for; every other key of a request holds what the attacker chooses.
FACTS = re.compile(r"aws:ResourceTag/.*|aws:ResourceAccount|s3:ResourceAccount|lambda:FunctionArn")


class Attempted(NamedTuple):
    """One request of the attacker's, and the template that it is of."""

    neighbour: Neighbour
    request: Request


def attempts(request: Request, ours: Names, neighbours: Sequence[Neighbour]) -> Iterator[Attempted]:
    """The request for each neighbour's things: wholly the neighbour's, and with what may be chosen as it was."""
    for each in neighbours:
        for found in _moved(request, ours, each) if each.region or each.account else _renamed(request, ours, each):
            yield Attempted(each, found)


def _renamed(request: Request, ours: Names, neighbour: Neighbour) -> Iterator[Request]:
    """The request for another project's things, where it names ours."""
    names = renames(ours.function, neighbour)
    resource = put(request.resource, names)
    facts = {key: put(value, names) if FACTS.fullmatch(key) else value for key, value in request.context.items()}
    whole = {key: put(value, names) for key, value in request.context.items()}
    through = {"aws:CalledVia": [neighbour.via], "aws:ViaAWSService": "true"} if neighbour.via else {}
    for context in (whole, facts):
        if (resource, context) != (request.resource, dict(request.context)):
            yield replace(request, resource=resource, context={**context, **through})


def renames(function: str, neighbour: Neighbour) -> dict[str, str]:
    """Our names -> the neighbour's: of the function, of rules with its hash, of a large project's archive."""
    project, _, stage = function.rpartition("-")
    theirs = [text.format(project=project, stage=stage) for text in (neighbour.project, neighbour.stage)]
    other = re.sub("[^a-z0-9]+", "-", "-".join(theirs).lower())
    return {
        f"/{stage}_{project}_current": f"/{theirs[1]}_{theirs[0]}_current",
        function: other,
        hashed(function): hashed(other),
    }


def _moved(request: Request, ours: Names, neighbour: Neighbour) -> Iterator[Request]:
    """The request for the same names elsewhere, where AWS tells the place: in the ARN, or beside it."""
    parts = request.resource.split(":", RESOURCE)
    is_arn = len(parts) > RESOURCE
    here = request.context.get("aws:RequestedRegion", ours.region) == ours.region
    if neighbour.region and here and (parts[REGION] if is_arn else True):
        arn = _in(parts, REGION, neighbour.region) if is_arn else request.resource
        context = {**request.context, "aws:RequestedRegion": neighbour.region}
        yield replace(request, resource=arn, context=context)
    if neighbour.account and is_arn and (parts[ACCOUNT] or parts[2] == "s3"):
        arn = _in(parts, ACCOUNT, neighbour.account) if parts[ACCOUNT] else request.resource
        owner = dict.fromkeys(("aws:ResourceAccount", "s3:ResourceAccount"), neighbour.account)
        yield replace(request, resource=arn, context={**request.context, **owner})


def _in(parts: list[str], place: int, value: str) -> str:
    """The ARN with one part replaced."""
    return ":".join([*parts[:place], value, *parts[place + 1 :]])
