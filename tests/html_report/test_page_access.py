"""The page for everybody: by keyboard, by screen reader, in light and dark."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.shared.browsing import SHOWN

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


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
