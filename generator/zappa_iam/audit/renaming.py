"""Renaming: a recorded request, by the names of another project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from zappa_iam.evidence.recordings import Names
from zappa_iam.iam import Request
from zappa_iam.policies import Project
from zappa_iam.proof.variation import hashed

_STAGE = r"(?<=[/F])dev(?=$|[/:])"  # the recorded stage in a path of API Gateway's, its slashes perhaps as %2F
_RECORDS = "route53:ChangeResourceRecordSetsNormalizedRecordNames"


class AuditedStage(NamedTuple):
    """One stage of the project, by the names of its things."""

    name: str
    function: str
    role: str


def renames(ours: Names, project: Project, stage: AuditedStage) -> dict[str, str]:
    """The recorded project's names -> those of one stage of a project."""
    recorded, _, _ = ours.function.rpartition("-")
    table = {
        "arn:aws:": f"arn:{project.partition}:",
        f"/dev_{recorded}_current": f"/{stage.name}_{project.name}_current",
        f"{ours.function}-ZappaLambdaExecutionRole": stage.role,
        f"role/{ours.role}": f"role{project.path}{stage.role}",
        ours.function: stage.function,
        hashed(ours.function): hashed(stage.function),
        ours.bucket: project.bucket,
        ours.account: project.account or ours.account,
        ours.region: project.region,
    }
    return {old: new for old, new in table.items() if old != new}


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names, the longest first, or the recorded stage."""
    return re.compile("|".join([*map(re.escape, sorted(names, key=len, reverse=True)), _STAGE]))


def renamed(request: Request, table: Mapping[str, str], stage: str) -> Request:
    """The request with each name in another's place, wherever it stands, and the stage where AWS names one."""
    pattern = _pattern(tuple(table))

    def put(text: str) -> str:
        return pattern.sub(lambda match: table.get(match[0], stage), text)

    context = {
        key: put(value) if isinstance(value, str) else tuple(map(put, value)) for key, value in request.context.items()
    }
    if isinstance(records := context.get(_RECORDS), tuple):
        context[_RECORDS] = tuple(name.replace("*", "\\052") for name in records)  # as Route 53 has it
    return Request(request.action, put(request.resource), context)
