"""Pages: a computed table is compared, or written with the words that stand beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import PACKAGE, ROOT
from tests.shared import pages

PAGE = """Before.
<!-- evidence it -->
| a | b | c | d | lost | notices |
| --- | --- | --- | --- | --- | --- |
| x | y | z | deploy | All. | You. |
| gone | y | z | deploy | Some. | Me. |
<!-- evidence it end -->
After.
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page with one table."""
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    return path


def test_hold_compares_or_writes_the_table_alone(page: Path) -> None:
    """Another table is a failure that says what to run; written, all around it stays."""
    pages.hold(page, "it", pages.split(page, "it")[1], write=False)
    with pytest.raises(AssertionError, match=r"^page.md: another table it; run `make docs` and commit"):
        pages.hold(page, "it", "| other |\n", write=False)
    assert page.read_text() == PAGE
    pages.hold(page, "it", "| other |\n", write=True)
    assert page.read_text() == "Before.\n<!-- evidence it -->\n| other |\n<!-- evidence it end -->\nAfter.\n"


def test_split_names_a_table_that_the_page_lacks(page: Path) -> None:
    """The markers to write are in the message."""
    with pytest.raises(AssertionError, match=r"^page.md: no table other; write <!-- evidence other --> and "):
        pages.split(page, "other")


def test_words_stay_with_their_row_and_are_missing_from_a_new_one(page: Path) -> None:
    """A row's words follow its first three cells, whatever the fourth becomes; a row that is gone takes its words."""
    table = pages.split(page, "it")[1]
    words = {tuple(row[:3]): row[4:] for row in pages.rows(table)}
    computed = [("x", "y", "z", "update"), ("new", "y", "z", "deploy")]
    assert pages.rows(pages.with_words("| h |\n| --- |\n", computed, words)) == [
        ["x", "y", "z", "update", "All.", "You."],
        ["new", "y", "z", "deploy", "", ""],
    ]


def test_architecture_names_folders_that_there_are() -> None:
    """Each folder on the page is at the root, in the package, among the tests, or in the folder of its row."""
    found = []
    for line in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines():
        named = [Path(name) for name in re.findall(r"`([\w/]+)/`", line)]
        places = [ROOT, PACKAGE, PACKAGE / "catalog", ROOT / "tests", *(ROOT / folder for folder in named)]
        found += named
        assert [name for name in named if not any((place / name).is_dir() for place in places)] == [], line
    assert len(found) > 40
