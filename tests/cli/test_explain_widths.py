"""`explain` loses nothing at any width."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.shared.explained import as_json, run
from zappa_iam import catalog
from zappa_iam.reports import explain
from zappa_iam.reports.layout import laid_out

WIDTHS = pytest.mark.parametrize("width", ["60", "80", "120", None], ids=["60", "80", "120", "pipe"])


def _lost(rows: dict[str, Any], text: str) -> list[str]:
    """The texts of an explanation's JSON that its text has not, wherever that begins a new line."""
    wanted = list(rows["findings"])
    for grant in rows["grants"]:
        wanted += [f"{grant['feature']}: {grant['sid']}, to the {grant['to']}", grant["action"], grant["why"]]
        wanted += [*grant["on"], *grant["conditions"], *grant["source"], *grant.get("known_from", [])]
    for site in rows["evidence"]:
        wanted += [f"{site['file']} {site['function']}: {site['action']}, for the {site['to']}"]
        wanted += [str(line) for lines in site["lines"].values() for line in lines]
    whole = " ".join(text.split())
    return [each for each in wanted if " ".join(each.split()) not in whole]


def _too_wide(text: str, width: str | None) -> list[str]:
    """The lines that are longer than they should be, though they could be broken between two words."""
    lines = text.splitlines() if width else []
    return [line for line in lines if len(line) > int(width or 0) and len(line.split()) > 2]


@cache
def _explained(word: str | None = None, command: str | None = None) -> explain.Explanation:
    return explain.explain(catalog.load(), word, command=command)


@WIDTHS
@pytest.mark.parametrize("asked", [("lambda:GetFunction", None), ("iam:PassRole", None), (None, "tail")], ids=str)
def test_no_width_loses_anything(asked: tuple[str | None, str | None], width: str | None) -> None:
    """Every action, scope, condition, reason, source, grade and line of Zappa is there, whole, at each width."""
    explained = _explained(*asked)
    text = "\n".join(laid_out(line, int(width) if width else None) for line in explained.lines())
    assert len(explained.evidence) > 1
    assert _lost(explained.rows(), text) == []
    assert _too_wide(text, width) == []


@WIDTHS
def test_all_grants_are_shown_whole(width: str | None) -> None:
    """`explain` alone has every statement of every feature, at each width; its JSON lists every grant."""
    rows = as_json()
    whole = catalog.load()
    assert len(rows) == sum(len(s.actions) for f in whole.features for s in f.all_grants if s.effect == "Allow")
    assert set(rows[0]) == {"action", "to", "feature", "sid", "why", "on", "conditions", "source"}
    result = run(width=width)
    assert _lost({"findings": [], "grants": rows, "evidence": []}, result.stdout) == []
    assert _too_wide(result.stdout, width) == []
    assert "\x1b[" not in result.stdout
