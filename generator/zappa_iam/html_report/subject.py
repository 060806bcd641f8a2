"""The subject: what a page is about: projects with their policies, and somebody's policies to see beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from zappa_iam.audit.assumed import assumed
from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.catalog.model import Catalog
from zappa_iam.html_report.fleet import Placed
from zappa_iam.html_report.forbidden import policies_of
from zappa_iam.iam import Policy
from zappa_iam.policies import Project
from zappa_iam.reports.published import EXAMPLE, GUIDE, RECORDED, ZAPPA, policies

Kind = Literal["settings", "features", "plan", "foreign plan", "fleet"]
OURS = "ours"


class Column(NamedTuple):
    """Somebody's policies by principal, with what is to be said of them; `ours` are this project's own.

    `assumed` are keys of conditions that no request tells, and that are taken for met.
    """

    key: str
    name: str
    about: str
    policies: Mapping[str, Sequence[Policy]]
    assumed: tuple[str, ...] = ()


class Subject(NamedTuple):
    """What a page is about. `project` is the one that is measured: of a fleet, the one with the most features.

    `documents` are those of a plan, by principal; None where the catalog says them for the project. `warnings` are
    kind, stage and message; `notes` are sentences that a reader has to know first.
    """

    kind: Kind
    source: str
    project: Project
    before: Sequence[Column] = ()
    warnings: Sequence[tuple[str, str | None, str]] = ()
    notes: Sequence[str] = ()
    documents: Mapping[str, Sequence[Mapping[str, Any]]] | None = None
    fleet: Sequence[Placed] = ()


def given(name: str, policies: Mapping[str, Sequence[Policy]]) -> Column:
    """The column of policies that somebody has; conditions that no request tells are taken for met."""
    held = {principal: assumed(found) for principal, found in policies.items() if found}
    keys = dict.fromkeys(key for _, found in held.values() for key in found)
    about = "What is there today."
    return Column("before", name, about, {to: found for to, (found, _) in held.items()}, tuple(keys))


def published(project: Project) -> list[Column]:
    """What others publish for Zappa, filled in for the project: the guide, Zappa's example, and Zappa's own role."""
    account = project.account or RECORDED["account"]
    found = policies(account, project.role, project.bucket)
    return [
        Column(
            "guide",
            "The guide of 2018",
            "The policies that a well-known guide has people paste.",
            found[GUIDE],
        ),
        Column("example", "Zappa's example", "The policy that Zappa publishes for who deploys.", found[ZAPPA]),
        Column(
            "own_role", "Zappa's own role", "What Zappa gives the role that it makes itself.", {"role": [_own_role()]}
        ),
    ]


def _own_role() -> Policy:
    """What Zappa's package puts on a role of its own, with `manage_roles`."""
    path = EXAMPLE.with_name("zappa_attach_policy.json")
    return Policy.parse(path.read_text(encoding="utf-8"), path.stem)


def ours(subject: Subject, catalog: Catalog) -> Column:
    """The column of what the module grants, or of what the plan has."""
    policies: Mapping[str, Sequence[Policy]]
    if subject.documents is not None:
        policies = {to: list(map(Policy.parse, found)) for to, found in subject.documents.items() if found}
    else:
        policies = {to: policies_of(subject.project, to, catalog) for to in PRINCIPALS}
    name = "This plan" if subject.kind == "foreign plan" else "With zappa-iam"
    return Column(OURS, name, "What this page is about.", policies)
