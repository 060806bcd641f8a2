"""Pages with computed tables: what stands between `<!-- evidence NAME -->` and its end, to compare or to write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
README = ROOT / "README.md"
SILENT_DENIALS = ROOT / "docs" / "silent-denials.md"
ATTACKS = ROOT / "docs" / "attacks.md"
NEVER_RUN = ROOT / "docs" / "never-run.md"
TRY = ROOT / "docs" / "try.md"
EVIDENCE = ROOT / "docs" / "evidence.md"
SECURITY = ROOT / "docs" / "security.md"
LEVELS = ROOT / "docs" / "levels.md"
ADOPT = ROOT / "docs" / "adopt.md"
AUDITS = ROOT / "docs" / "audits.md"
ACCESS_DENIED = ROOT / "docs" / "access-denied.md"
WITHOUT_TERRAFORM = ROOT / "docs" / "without-terraform.md"

Holds = Callable[..., None]
"""`holds(name, wanted, path)` compares a page's table with what is computed, or writes it there for `make docs`."""


def split(path: Path, name: str) -> tuple[str, str, str]:
    """A page before its table, the table, and the page behind it, the markers with what is around."""
    start, end = f"<!-- evidence {name} -->\n", f"<!-- evidence {name} end -->"
    text = path.read_text(encoding="utf-8")
    assert text.count(start) == text.count(end) == 1, f"{path.name}: no table {name}; write {start.strip()} and {end}"
    before, _, rest = text.partition(start)
    found, _, after = rest.partition(end)
    return before + start, found, end + after


def hold(path: Path, name: str, wanted: str, write: bool) -> None:
    """Fail where a page's table is not what is wanted; or write it there."""
    before, found, after = split(path, name)
    if write:
        path.write_text(before + wanted + after, encoding="utf-8")
    else:
        assert found == wanted, f"{path.name}: another table {name}; run `make docs` and commit"


def rows(table: str) -> list[list[str]]:
    """The cells of a Markdown table's rows, less its head."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def with_words(head: str, computed: Iterable[Sequence[str]], words: Mapping[tuple[str, ...], Sequence[str]]) -> str:
    """A table of computed cells and the words that stand beside them on the page; empty for a row that is new.

    `head` is the table's first two lines; words are kept by the first three computed cells.
    """
    lines = [(*cells, *words.get(tuple(cells[:3]), ("", ""))) for cells in computed]
    return head + "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
