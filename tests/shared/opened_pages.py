"""Pages of all kinds, and a real browser that opens each from its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import ROOT
from tests.shared.browsing import OPTIONS, PATIENCE, chromium, until
from tests.shared.page_plans import EXAMPLES, HOSTILE, everything, plan_of, strangers
from zappa_iam import catalog, html_report
from zappa_iam.catalog.model import Catalog
from zappa_iam.cli.audited import stages_of
from zappa_iam.cli.reported import of_fleet


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, with a profile of its own that goes with it."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=list(OPTIONS))
        yield browser
        browser.close()


def report_of(subject: html_report.Subject, known: Catalog) -> dict[str, Any]:
    """The page's data."""
    return html_report.report(subject, stages_of(subject.project), known)


@pytest.fixture(scope="package")
def reports() -> dict[str, dict[str, Any]]:
    """The reports of the examples' plans, of every feature, and of a hostile plan of a stranger's."""
    known, project = catalog.load(), everything(catalog.load())
    found = {
        name: report_of(html_report.subject_of_plan(plan_of(inputs, known), f"examples/{name}", None, known), known)
        for name, inputs in EXAMPLES.items()
    }
    found["everything"] = report_of(
        html_report.Subject("features", "options", project, html_report.published(project)), known
    )
    found["fleet"] = html_report.report(*of_fleet(ROOT / "examples" / "fleet" / "fleet.yaml", known), known)
    stranger = html_report.subject_of_plan(strangers(HOSTILE), f"{HOSTILE}.json", None, known)
    warning = ("any", HOSTILE, HOSTILE)
    found["stranger"] = report_of(stranger._replace(warnings=[warning]), known)
    return found


@pytest.fixture(scope="package")
def files(reports: dict[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages as files."""
    folder = tmp_path_factory.mktemp("pages")
    for name, report in reports.items():
        (folder / f"{name}.html").write_text(html_report.rendered(report), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in reports}


@pytest.fixture
def opened(browser: Browser, files: dict[str, Path]) -> Iterator[Callable[..., Page]]:
    """Open a page from its file; once the test is over, nothing that it said or asked for was out of order."""
    contexts: list[BrowserContext] = []
    said: list[str] = []
    asked: list[str] = []

    def open_page(name: str, **about: Any) -> Page:
        contexts.append(browser.new_context(**about))
        found = contexts[-1].new_page()
        found.set_default_timeout(1000 * PATIENCE)
        found.on("console", lambda message: said.append(message.text))
        found.on("pageerror", lambda error: said.append(str(error)))
        found.on("dialog", lambda dialog: said.append(dialog.message))
        found.on("request", lambda request: asked.append(request.url))
        found.goto(files[name].as_uri())
        if about.get("java_script_enabled", True):
            until(found, "document.querySelectorAll('.drawing > *').length > 8")
        return found

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    assert {url for url in asked if not url.startswith("file:")} == set()
