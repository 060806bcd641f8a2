"""Forbidden: requests for other people's things, which least privilege denies; turned to a project's own names.

They are those of the proof for the newest Zappa: written by hand (`expectations/*.toml`), and each recorded request for
another name, region, account or neighbour; less those that AWS gives no way to deny, which the proof excuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from zappa_iam.audit.given import KEY, choices
from zappa_iam.audit.needs import elsewhere, texts_of
from zappa_iam.audit.recorded import Recorded, recorded
from zappa_iam.audit.renaming import AuditedStage, renamed, renames
from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.catalog.model import Catalog
from zappa_iam.files import caching
from zappa_iam.html_report.keys import key
from zappa_iam.iam import Policy, Request, decide
from zappa_iam.policies import Project, statements
from zappa_iam.policies.statements import VERSION
from zappa_iam.proof.chain import load as attacks
from zappa_iam.proof.corpus import Asked, corpus
from zappa_iam.proof.limits import load as limits
from zappa_iam.proof.recording import RecordedRequests
from zappa_iam.recorder.scenario import load_scenarios

ENTRY = caching.CACHE / "page" / "forbidden.json"


class Forbidden(NamedTuple):
    """One request that must be denied, in the recorded scenario that it is of; `feature` is the one it is about."""

    scenario: str
    feature: str
    principal: str
    request: Request


def forbidden(project: Project, stage: AuditedStage, catalog: Catalog) -> list[Forbidden]:
    """The requests that concern the project's features, by the names of one stage; each once.

    What names another of its functions is left out: the project's own policies allow it for that one.
    """
    on = {feature.name for feature in project.on(catalog)}
    usual = {feature.name for feature in catalog.features if feature.about.default}
    others = [name for name in project.functions if name not in (stage.function, "*")]
    known = {each.scenario: each for each in recorded(catalog)}
    tables = {name: renames(each.names, project, stage) for name, each in known.items()}
    found: dict[str, Forbidden] = {}
    for each in _kept(catalog):
        there = known[each.scenario]
        own = there.features - usual
        if each.feature in on and (not own or own & on) and not elsewhere(there, [stage]):
            texts = list(texts_of(each.request))
            given = next(choices(each.feature, texts, there.given, project, catalog), None)
            if given is not None:
                request = renamed(each.request, tables[each.scenario] | given, stage.name)
                if not any(name in text for name in others for text in texts_of(request)):
                    found.setdefault(_text(each.principal, request), each._replace(request=request))
    return list(found.values())


def _kept(catalog: Catalog) -> list[Forbidden]:
    """The requests of every recorded scenario, by its own names; found anew where what they come from changed."""
    wanted = key()
    content = caching.read(ENTRY, wanted)
    if content is None:
        content = [
            [
                each.scenario,
                each.feature,
                each.principal,
                each.request.action,
                each.request.resource,
                each.request.context,
            ]
            for each in _found(catalog)
        ]
        caching.write(ENTRY, content, wanted)
    return [Forbidden(scenario, feature, to, Request(*request)) for scenario, feature, to, *request in content]


def _found(catalog: Catalog) -> Iterator[Forbidden]:
    scenarios, seen = load_scenarios(), set()
    neighbours, rows = attacks().neighbours, limits()
    always = {feature.name for feature in catalog.features if feature.about.always}
    for each in recorded(catalog):
        if not scenarios[each.scenario].lived:
            features = frozenset(always | each.features)
            recording = RecordedRequests("", each.scenario, features, each.names)
            policies = _own(each, catalog)
            for refused in corpus(_asked(each), recording, features, rows, neighbours):
                text = _text(refused.principal, refused.request)
                if text not in seen and not decide(policies[refused.principal], refused.request).allowed:
                    seen.add(text)
                    yield Forbidden(each.scenario, refused.feature, refused.principal, refused.request)


def _asked(recorded: Recorded) -> dict[Asked, str]:
    """What the recorded project asks for -> the feature that grants it."""
    return {
        (principal, request): need.feature
        for principal, needs in recorded.needs.items()
        for need in needs
        for form in need.forms
        for request in form
    }


def _own(recorded: Recorded, catalog: Catalog) -> dict[str, list[Policy]]:
    """The recorded project's own policies by principal."""
    project = Project(
        account=recorded.names.account,
        region=recorded.names.region,
        bucket=recorded.names.bucket,
        role=recorded.names.role,
        name=recorded.names.function.rpartition("-")[0],
        stages=("dev",),
        features=tuple(recorded.features),
        resources=recorded.given,
        bucket_key=KEY if "bucket_kms_key" in recorded.features else None,
        route53="route53" in recorded.features,
    )
    return {to: policies_of(project, to, catalog) for to in PRINCIPALS}


def policies_of(project: Project, principal: str, catalog: Catalog) -> list[Policy]:
    """What the module grants one principal, as one policy; none where it grants nothing."""
    found = statements(project, principal, catalog)
    return [Policy.parse({"Version": VERSION, "Statement": found})] if found else []


def _text(principal: str, request: Request) -> str:
    """The request as text, by which two of them are the same."""
    return f"{principal} {request.action} {request.resource} {sorted(request.keys.items())}"
