"""The report of every feature: how long it takes to make, how large it is, and until chromium has drawn it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.commands import seconds
from zappa_iam import catalog

_OPENED = "document.querySelectorAll('.drawing > *').length > 8 && performance.now()"


def rows() -> list[tuple[str, str, str]]:
    """(what, measured, goal) of the page of the largest project; the whole process in processor time, all cached."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "report.html"
        made = seconds("generator", "report", *_every_feature(), "--output", str(output))
        size = output.stat().st_size / 1e6
        return [
            ("report of every feature, made", f"{made:.2f} s", "under 1 s"),
            ("report of every feature, its size", f"{size:.2f} MB", "at most 1.5 MB"),
            ("report of every feature, opened and drawn by chromium", f"{_opened(output):.2f} s", "under 1 s"),
        ]


def _every_feature() -> list[str]:
    """The options of a project with every feature that Zappa lets stand together."""
    features = [feature for feature in catalog.load().features if feature.name != "role_name"]
    options = ["--features", ",".join(feature.name for feature in features if feature.selectable)]
    for feature in features:
        if given := feature.about.resources:
            options += ["--resource", f"{feature.name}={given.example}"]
    return options


def _opened(path: Path) -> float:
    """Seconds from asking for the page to its last chart, the least of three."""
    from playwright.sync_api import sync_playwright

    from tests.shared.browsing import OPTIONS, chromium, until

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=list(OPTIONS))
        times = []
        for _ in range(3):
            page = browser.new_page()
            page.goto(path.as_uri(), wait_until="commit")
            times.append(until(page, _OPENED) / 1000)
            page.close()
        browser.close()
    return min(times)


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
