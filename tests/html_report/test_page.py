"""The page is whole, small, made of its data alone, and safe to open."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

from tests.shared.page_plans import HOSTILE, strangers
from tests.shared.page_reports import CATALOG, reported
from zappa_iam import html_report
from zappa_iam.files import toml_files
from zappa_iam.html_report.rendering import LIBRARIES, VENDORED

LARGEST = 1_500_000  # bytes of a page


def test_page_is_made_of_the_json_alone(quickstart: dict[str, Any]) -> None:
    """What `--json` prints makes the page, byte for byte."""
    assert html_report.rendered(json.loads(json.dumps(quickstart))) == html_report.rendered(quickstart)


def test_page_of_the_largest_project_is_small(largest: dict[str, Any]) -> None:
    """Every feature on, the page has less than 1.5 MB."""
    assert len(html_report.rendered(largest).encode()) < LARGEST


def test_page_is_whole_and_runs_its_own_script_alone(quickstart: dict[str, Any]) -> None:
    """It names nothing to load, and its policy lets run one script, by its hash."""
    text = html_report.rendered(quickstart)
    assert (
        re.findall(
            r"<(?:link|img|iframe|object|embed)\b|\bsrc=|@import|url\(",
            re.sub(r"<script>.*</script>", "", text, flags=re.DOTALL),
        )
        == []
    )
    [script] = re.findall(r"<script>(.*)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in text


def test_values_stay_text() -> None:
    """A name that is markup is escaped wherever it stands: in the page, and in the data that the scripts draw."""
    found = reported(html_report.subject_of_plan(strangers(HOSTILE), f"{HOSTILE}.json", None, CATALOG))
    found["warnings"] = [{"kind": "any", "stage": HOSTILE, "message": HOSTILE}]
    text = html_report.rendered(found)
    assert "pwned" in text
    assert re.findall(r"<(?:script|img)[^>]*>(?=window\.pwned)|<img", text) == []


def test_libraries_are_those_that_were_published() -> None:
    """Each file that draws has the hash on record, names its version, and has its licence beside it."""
    rows = toml_files.read(VENDORED / "vendored.toml", "vendored.toml")["library"]
    assert [row["file"] for row in rows] == list(LIBRARIES)
    for row in rows:
        content = (VENDORED / row["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"], row["file"]
        assert f"v{row['version']}".encode() in content[:200]
        assert "Permission to use, copy, modify" in (VENDORED / row["licence"]).read_text(encoding="utf-8")
        assert row["integrity"].startswith("sha512-")
