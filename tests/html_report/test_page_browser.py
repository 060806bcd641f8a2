"""The page in a real browser: chromium opens it from its file, and people print, resize and photograph it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.conftest import ROOT
from tests.shared.browsing import SHOWN, until
from tests.shared.page_plans import EXAMPLES, HOSTILE

NAMES = [*EXAMPLES, "fleet", "everything", "stranger"]
WIDTHS = (360, 480, 768, 1280, 1920, 2560)
DRAWN = "(it) => Number(it.dataset.width) === it.parentElement.clientWidth"


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
