"""Page: one project's permissions, or a fleet's, as one self-contained HTML page, and as the JSON that it is made of.

    found = report(Subject("settings", "zappa_settings.json", project, published(project)), stages, catalog)
    html = rendered(found)

Comes in: what the page is about, a `Subject`: a project or a plan, and policies to see beside. Goes out: plain data
(`report`), and the page (`rendered`), which says nothing that the data does not say. What takes seconds to find is kept
between runs (`facts`, `forbidden`).
"""

from zappa_iam.html_report.facts import are_kept
from zappa_iam.html_report.fleet import largest, placed
from zappa_iam.html_report.picture import picture
from zappa_iam.html_report.plans import modules, subject_of_plan
from zappa_iam.html_report.rendering import rendered
from zappa_iam.html_report.report import report
from zappa_iam.html_report.subject import Column, Subject, given, published

__all__ = [
    "Column",
    "Subject",
    "are_kept",
    "given",
    "largest",
    "modules",
    "picture",
    "placed",
    "published",
    "rendered",
    "report",
    "subject_of_plan",
]
