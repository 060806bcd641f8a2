"""Needs: what Zappa asks AWS for in a project: the recorded requests, turned to the project's own names."""

from __future__ import annotations

from collections.abc import Iterator

from zappa_iam.audit.given import choices
from zappa_iam.audit.need import Need, merged
from zappa_iam.audit.recorded import Recorded, recorded
from zappa_iam.audit.renaming import AuditedStage, renamed, renames
from zappa_iam.catalog.model import Catalog
from zappa_iam.evidence.recordings import Names
from zappa_iam.iam import Request
from zappa_iam.policies import Project

_LONG = len("-zappa-keep-warm-handler.keep_warm_callback")
_RULE = 63  # characters of a rule's name; Zappa hashes the function's in a longer one


def needs(project: Project, stages: list[AuditedStage], principal: str, catalog: Catalog) -> list[Need]:
    """What the principal needs for the project's features, each thing once, in the order in which Zappa asks."""
    on = {feature.name for feature in project.on(catalog)}
    usual = {feature.name for feature in catalog.features if feature.about.default}
    found: list[Need] = []
    for each in recorded(catalog):
        own = each.features - usual
        if (not own or own & on) and not elsewhere(each, stages):
            tables = [(stage, renames(each.names, project, stage)) for stage in stages]
            for need in each.needs[principal]:
                found += _translated(need, each, project, tables, catalog) if need.feature in on else ()
    return merged(found)


def elsewhere(recorded: Recorded, stages: list[AuditedStage]) -> bool:
    """Whether the recorded project's function has a long name, for which Zappa hashes rules, and ours are short."""
    long = recorded.names.function != Names().function and "long" in recorded.scenario
    return long and all(len(stage.function) + _LONG <= _RULE for stage in stages)


def _translated(
    need: Need,
    recorded: Recorded,
    project: Project,
    tables: list[tuple[AuditedStage, dict[str, str]]],
    catalog: Catalog,
) -> Iterator[Need]:
    """The need by the project's names, for each of its stages and each value that it names for the feature.

    `tables` has each stage with the names that are others there.
    """
    texts = [text for form in need.forms for request in form for text in texts_of(request)]
    for stage, names in tables:
        for given in choices(need.feature, texts, recorded.given, project, catalog):
            table = names | given
            forms = tuple(tuple(renamed(each, table, stage.name) for each in form) for form in need.forms)
            yield need._replace(forms=forms)


def texts_of(request: Request) -> Iterator[str]:
    yield request.resource
    for value in request.context.values():
        yield from [value] if isinstance(value, str) else value
