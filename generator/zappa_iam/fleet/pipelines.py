"""Pipelines: who deploys, and the issuers of their tokens, of which IAM knows each once in an account."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zappa_iam.catalog import levels
from zappa_iam.fleet.calls import FleetCall
from zappa_iam.fleet.fault import Fault

KINDS = ("bitbucket", "circleci", "github", "gitlab", "hcp_terraform", "oidc", "people")
_GITHUB = "https://token.actions.githubusercontent.com"
_SUBJECTS = {
    "bitbucket": ("environments", "every_run"),
    "circleci": ("users", "every_run"),
    "github": ("branches", "tags", "environments", "pull_requests", "every_run"),
    "gitlab": ("branches", "tags", "every_run"),
}
_LONGEST = 64  # characters of a role's name


def faults(name: str, pipeline: Any) -> Iterator[Fault]:
    """What is wrong with who a pipeline is: nobody, several, or anybody whose token is of the issuer."""
    at = ("pipelines", name)
    if not re.fullmatch(r"[A-Za-z0-9+=,.@_-]+", name):
        yield Fault(at, "ends the names of roles, and IAM refuses it; write letters, digits and + = , . @ _ -")
    grants = pipeline.get("grants") if isinstance(pipeline, dict) else None
    if isinstance(grants, str) and grants not in granted():
        yield Fault((*at, "grants"), f"{grants!r} is no level; write one of: {', '.join(sorted(granted()))}")
    kinds = [kind for kind in KINDS if isinstance(pipeline, dict) and pipeline.get(kind) is not None]
    if not kinds:
        yield Fault(at, f"nobody may assume it; write one of {', '.join(KINDS)}")
    elif len(kinds) > 1:
        yield Fault(at, f"{' and '.join(kinds)} are not the same identity; write a pipeline for each")
    elif kinds[0] in _SUBJECTS and isinstance(pipeline[kinds[0]], dict):
        words = _SUBJECTS[kinds[0]]
        if not any(pipeline[kinds[0]].get(word) for word in words):
            advice = f"write {', '.join(words[:-1])}, or every_run: true"
            yield Fault((*at, kinds[0]), f"any token of the issuer would do; {advice}")


@functools.cache
def granted() -> Mapping[str, str | None]:
    """What a pipeline may be granted -> the feature without which that is nothing."""
    return {levels.EVERYTHING: None, **{level.name: level.needs for level in levels.load()}}


def lacking(calls: Sequence[FleetCall]) -> Iterator[Fault]:
    """Pipelines that are granted what works on a feature that a project does without."""
    for call in calls:
        for name, pipeline in call.deployers.items():
            needed = granted().get(pipeline.get("grants") or levels.EVERYTHING)
            if needed and needed not in call.project.features:
                message = (
                    f"{name} grants {pipeline['grants']}, and the feature {needed} is off; name it, or another level"
                )
                yield Fault((*call.at, "pipelines"), message)


def named(calls: Sequence[FleetCall]) -> Iterator[Fault]:
    """Roles whose names are too long for IAM."""
    for call in calls:
        for name in call.deployers:
            prefix = f"{call.project.prefix}Deployer" if call.project.prefix else f"ZappaDeployer-{call.project.slug}"
            if len(f"{prefix}-{name}") > _LONGEST:
                message = f"the role {prefix}-{name} has over {_LONGEST} characters; shorten the pipeline, or name"
                yield Fault(call.at, message)


def issuers(calls: Sequence[FleetCall]) -> dict[str, list[str]]:
    """Issuer, without https://, -> the audiences that the calls' pipelines ask tokens for."""
    found: dict[str, set[str]] = {}
    for call in calls:
        for pipeline in call.deployers.values():
            for kind in KINDS[:-1]:
                if isinstance(pipeline.get(kind), Mapping):
                    issuer, audience = _issuer(kind, pipeline[kind], call)
                    found.setdefault(issuer, set()).add(pipeline.get("audience") or audience)
    return {issuer: sorted(audiences - {""}) for issuer, audiences in sorted(found.items())}


def _issuer(kind: str, said: Mapping[str, Any], call: FleetCall) -> tuple[str, str]:
    """The issuer, and the audience that tokens are asked for where the pipeline names none; as in identities.tf."""
    if kind == "github":
        china = ".cn" if call.project.partition == "aws-cn" else ""
        return (said.get("issuer") or _GITHUB).removeprefix("https://"), f"sts.amazonaws.com{china}"
    if kind == "gitlab":
        url = said.get("url") or "https://gitlab.com"
        return url.removeprefix("https://"), url
    if kind == "bitbucket":
        workspace = f"api.bitbucket.org/2.0/workspaces/{said['workspace']}/pipelines-config/identity/oidc"
        return workspace, f"ari:cloud:bitbucket::workspace/{said['workspace_id'].strip('{}')}"
    if kind == "circleci":
        return f"oidc.circleci.com/org/{said['organization_id']}", said["organization_id"]
    if kind == "hcp_terraform":
        return said.get("hostname") or "app.terraform.io", "aws.workload.identity"
    return said["issuer"].removeprefix("https://"), ""
