"""The page in a real browser: chromium opens it from its file, and people read, filter, print and resize it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
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

NAMES = [*EXAMPLES, "fleet", "everything", "stranger"]
WIDTHS = (360, 480, 768, 1280, 1920, 2560)
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
FILTERS: dict[str, Callable[[dict[str, Any], dict[str, Any]], list[str]]] = {
    "service": lambda held, action: [action["service"]],
    "command": lambda held, action: action["commands"],
    "level": lambda held, action: [action["level"]],
    "grade": lambda held, action: [action["grade"]],
    "principal": lambda held, action: [held["principal"]],
    "breaks": lambda held, action: [action["breaks"]["how"]] if action["breaks"] else [],
}
"""Filter -> the values for which a statement's action is shown."""
DRAWN = "(it) => Number(it.dataset.width) === it.parentElement.clientWidth"
SHOWN = "[...document.querySelectorAll('.grant')].filter((row) => !row.hidden)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, with a profile of its own that goes with it."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=list(OPTIONS))
        yield browser
        browser.close()


def report_of(subject: html_report.Subject, known: Catalog) -> dict[str, Any]:
    """The page's data."""
    return html_report.report(subject, stages_of(subject.project), known)


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
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


@pytest.mark.parametrize("name", NAMES)
def test_page_opens_with_every_chart_drawn(opened: Callable[..., Page], name: str) -> None:
    """No error in the console, no request but for the file, one picture at least in each chart, each with a name."""
    found = opened(name)
    charts = found.locator("figure.chart")
    assert charts.count() == (8 if name == "fleet" else 7)
    for place in range(charts.count()):
        assert charts.nth(place).locator("svg").count() >= 1
    unnamed = "[...document.querySelectorAll('.drawing svg')].filter((it) => it.role !== 'img' || !it.ariaLabel).length"
    assert found.evaluate(unnamed) == 0


def test_filters_show_what_fits_and_hide_the_rest(
    opened: Callable[..., Page], reports: dict[str, dict[str, Any]]
) -> None:
    """Each value of each filter: just the permissions that the data has for it, counted aloud, none of them folded."""
    found, report = opened("features"), reports["features"]
    rows = [
        (held, action) for feature in report["grants"] for held in feature["statements"] for action in held["actions"]
    ]
    for name, wanted in FILTERS.items():
        box = found.locator(f"select[name={name}]")
        values = [value for value in box.evaluate("(it) => [...it.options].map((each) => each.value)") if value]
        assert len(values) > 1
        for value in values:
            box.select_option(value)
            fitting = [action["action"] for held, action in rows if value in wanted(held, action)]
            assert fitting
            shown = found.evaluate(f"{SHOWN}.map((row) => row.querySelector('summary code').textContent)")
            assert sorted(shown) == sorted(fitting)
            assert found.locator("output").text_content() == f"{len(fitting)} of {len(rows)} permissions"
            assert found.evaluate(f"{SHOWN}.every((row) => row.checkVisibility())")
        box.select_option("")


def test_filters_work_together_and_go_back(opened: Callable[..., Page]) -> None:
    """A search within a filter; nothing left says so; and all come back."""
    found = opened("features")
    found.get_by_role("combobox", name="Who", exact=True).select_option("role")
    found.get_by_role("searchbox").fill("SQS")
    shown = found.evaluate(f"{SHOWN}.map((row) => row.dataset.service + row.dataset.principal)")
    assert set(shown) == {"sqsrole"}
    assert found.locator(".feature:visible").count() == 1
    found.get_by_role("searchbox").fill("no such thing")
    assert found.get_by_text("No permission fits these filters.").is_visible()
    assert found.locator(".feature:visible").count() == 0
    found.get_by_role("button", name="Show all").click()
    until(found, f"{SHOWN}.length === document.querySelectorAll('.grant').length")


def test_permissions_of_a_fleet_are_filtered_by_project(opened: Callable[..., Page]) -> None:
    """Those of the features that a project has, and no others."""
    found = opened("fleet")
    found.get_by_role("combobox", name="Project", exact=True).select_option("partner-api")
    shown = found.evaluate(f"{SHOWN}.map((row) => row.closest('.feature').querySelector('summary code').textContent)")
    assert set(shown) == {"core", "s3_bucket", "apigateway_v2", "events"}
    assert found.get_by_role("table", name="Projects by root").locator("tbody tr").count() == 15


def test_every_action_opens_to_what_is_known_of_it(opened: Callable[..., Page]) -> None:
    """By a click and by the keyboard: commands, what breaks, Zappa's lines, whose word; and the policy's JSON."""
    found = opened("features")
    grant = found.locator(".grant", has_text="lambda:GetPolicy").first
    grant.locator("summary").click()
    said = grant.inner_text()
    for part in ("Asked for by", "deploy", "Without it", "20 KB", "Where in Zappa", "0.63.0: ", "On whose word"):
        assert part in said
    other = found.locator(".grant").nth(0)
    other.locator("summary").focus()
    found.keyboard.press("Enter")
    assert other.get_attribute("open") is not None
    found.keyboard.press("Space")
    assert other.get_attribute("open") is None
    policy = found.locator("details.policy").first
    policy.locator("summary").click()
    assert json.loads(policy.locator("pre").inner_text())["Sid"] == "ManageFunction"
    empty = "[...document.querySelectorAll('.grant')].filter((it) => !it.querySelector('dd')?.textContent.trim())"
    denying = "[...document.querySelectorAll('.statement')].filter((it) => it.querySelector('.deny'))"
    inside = f"{denying}.flatMap((it) => [...it.querySelectorAll('.grant')]).length"
    assert found.evaluate(f"{empty}.length") == found.evaluate(inside)


def test_page_is_walked_with_the_keyboard(opened: Callable[..., Page]) -> None:
    """First the way past the top, then the parts; what has the focus is outlined."""
    found = opened("quickstart")
    found.keyboard.press("Tab")
    assert found.evaluate("document.activeElement.className") == "skip"
    found.keyboard.press("Enter")
    assert found.url.endswith("#before")
    found.locator("nav a").first.focus()
    for part in ("who", "reach", "certainty", "releases", "warnings"):
        found.keyboard.press("Tab")
        assert found.evaluate("document.activeElement.hash") == f"#{part}"
        assert found.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    found.get_by_role("combobox", name="Service").focus()
    found.keyboard.press("ArrowDown")
    assert found.evaluate(f"{SHOWN}.length") < found.locator(".grant").count()


def test_page_has_names_for_screen_readers(opened: Callable[..., Page]) -> None:
    """One title, headings without a gap, landmarks with names, and a label for each field."""
    found = opened("features")
    levels = found.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((it) => Number(it.tagName[1]))")
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for name in ("Before and after", "Who can do what", "Blast radius", "Certainty", "Zappa releases"):
        assert found.get_by_role("region", name=name, exact=True).count() == 1
    assert found.get_by_role("navigation", name="Parts of this page").count() == 1
    for label in ("Service", "Command", "Access level", "Certainty", "Who", "Without it"):
        assert found.get_by_role("combobox", name=label, exact=True).count() == 1
    bare = "[...document.querySelectorAll('table')].filter((it) => !it.caption || !it.tHead).length"
    assert found.evaluate(bare) == 0
    lone = (
        "[...document.querySelectorAll('figure.chart')].filter((it) => !it.closest('section').querySelector('table'))"
    )
    assert found.evaluate(f"{lone}.length") == 0


@pytest.mark.parametrize("name", ["features", "stranger"])
def test_text_stands_out_in_light_and_dark(opened: Callable[..., Page], name: str) -> None:
    """Every text, the charts' too, has the contrast that WCAG asks for; and dark is dark."""
    found = opened(name)
    found.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
    for scheme in ("light", "dark"):
        found.emulate_media(color_scheme=scheme)
        result = found.evaluate(CONTRAST)
        assert result["seen"] > 300
        assert result["found"] == {}
        paper = found.evaluate("getComputedStyle(document.body).backgroundColor")
        dark = sum(map(int, paper.removeprefix("rgb(").removesuffix(")").split(","))) < 200
        assert dark is (scheme == "dark")


@pytest.mark.parametrize("name", ["everything", "stranger"])
def test_page_fits_every_width(opened: Callable[..., Page], name: str) -> None:
    """From a telephone to a wall: what is too wide scrolls in itself, never the page; charts are drawn anew."""
    found = opened(name)
    found.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
    for width in WIDTHS:
        found.set_viewport_size({"width": width, "height": 900})
        until(found, f"[...document.querySelectorAll('.drawing')].every({DRAWN})")
        assert found.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width


def test_page_prints_all_of_it(opened: Callable[..., Page]) -> None:
    """On paper there is no navigation, what is folded is there, and the paper is white in a dark room."""
    found = opened("features", color_scheme="dark")
    found.emulate_media(media="print")
    assert not found.locator("nav").is_visible()
    assert not found.locator(".filters").is_visible()
    assert found.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert found.evaluate(
        f"{SHOWN}.every((row) => row.querySelector('summary').checkVisibility({{contentVisibilityAuto: true}}))"
    )
    content = found.pdf(format="A4", print_background=True)
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") > 5


def test_page_is_read_without_scripts(opened: Callable[..., Page]) -> None:
    """The numbers stand in tables with bars, everything unfolds, and nothing that does not work is shown."""
    found = opened("features", java_script_enabled=False)
    assert not found.locator(".filters").is_visible()
    assert found.locator("figure.chart:visible").count() == 0
    assert found.get_by_role("table", name="Whoever deploys: the numbers").is_visible()
    assert found.locator("td .bar:visible").count() > 10
    feature = found.locator(".feature").nth(2)
    feature.locator("> summary").click()
    grant = feature.locator(".grant").first
    grant.locator("summary").click()
    assert grant.get_by_text("On whose word").is_visible()


def test_names_that_are_markup_stay_text(opened: Callable[..., Page]) -> None:
    """A resource, a file's name, a condition and a warning that are scripts are read, not run."""
    found = opened("stranger")
    assert found.evaluate("window.pwned") is None
    assert found.locator("h1").inner_text() == f"What {HOSTILE}.json grants"
    assert found.locator("#warnings .warned").inner_text().count("window.pwned = 1") == 4
    assert found.locator("main img, main script").count() == 0
    found.evaluate("document.body.insertAdjacentHTML('beforeend', '<p>by hand</p>')")
    assert found.get_by_text("Not ours: zappa-iam did not write these policies").is_visible()


@pytest.mark.documents
def test_documents_have_a_picture_of_the_page(opened: Callable[..., Page], request: pytest.FixtureRequest) -> None:
    """README's picture is there and small; `make docs` takes it anew."""
    picture = ROOT / "docs" / "report.png"
    if request.config.getoption("--write-docs"):
        found = opened("features", viewport={"width": 1180, "height": 1180}, color_scheme="light")
        found.screenshot(path=picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 300_000
