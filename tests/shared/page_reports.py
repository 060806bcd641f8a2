"""Reports of projects and plans, as the data of their pages."""

from __future__ import annotations

from typing import Any

from zappa_iam import catalog, html_report
from zappa_iam.cli.audited import stages_of
from zappa_iam.policies import Project

CATALOG = catalog.load()


def reported(subject: html_report.Subject) -> dict[str, Any]:
    """The page's data."""
    return html_report.report(subject, stages_of(subject.project), CATALOG)


def of_project(project: Project) -> dict[str, Any]:
    """The page's data for a project that is told by options."""
    return reported(html_report.Subject("features", "options", project, html_report.published(project)))


def values(report: dict[str, Any], principal: str, measure: str) -> dict[str, Any]:
    """The numbers of one measure by column."""
    rows = [row for row in report["measures"] if (row["principal"], row["measure"]) == (principal, measure)]
    [row] = rows
    return row["values"]  # type: ignore[no-any-return]


def actions(report: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each action with its statement."""
    held = [each for feature in report["grants"] for each in feature["statements"]]
    return [(each, action) for each in held for action in each["actions"]]
