"""Chromium, as the tests and the measurements start it."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Page

from tests.shared.tools import tool

OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

PATIENCE = 20  # seconds; a busy machine draws the largest page in two
SHOWN = "[...document.querySelectorAll('.grant')].filter((row) => !row.hidden)"
"""The permissions of the report that no filter hides."""


def until(page: Page, expression: str) -> Any:
    """What the expression comes to once it is true; Playwright's own way to wait is against the page's policy."""
    end = time.monotonic() + PATIENCE
    while not (value := page.evaluate(expression)):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(20)
    return value


def chromium() -> str:
    """The browser that set-up found or installed."""
    path = tool("browser").find()
    assert path, "no chromium here; run `python3 tools/browser.py`, as `make test` does"
    return str(path)
