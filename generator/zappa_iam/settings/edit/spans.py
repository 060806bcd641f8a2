"""Places in a text, and what is put there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple


class EditError(Exception):
    """Why a text cannot be changed, and what to do."""


class Edit(NamedTuple):
    """The text between two places, replaced."""

    start: int
    end: int
    text: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made, the last place first, so that the others stay where they are."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def literal(value: Any) -> str:
    """A value as JSON writes it, which YAML's flow style reads, too."""
    return json.dumps(value, ensure_ascii=False)


def inserted(text: str, opening: int, entries: list[str], empty: bool) -> Edit:
    """Entries put behind an opening brace: on lines of their own where the first entry there has one."""
    end = opening + 1
    rest = text[end:]
    blank = rest[: len(rest) - len(rest.lstrip(" \t"))]
    lines = rest[len(blank) :].startswith(("\n", "\r\n"))
    if not lines:
        return Edit(end, end, ", ".join(entries) + ("" if empty else ", "))
    newline = "\r\n" if rest[len(blank) :].startswith("\r\n") else "\n"
    following = rest[len(blank) + len(newline) :]
    indent = _indent(following, text, opening, empty)
    ends = ",".join(f"{newline}{indent}{entry}" for entry in entries) + ("" if empty else ",")
    return Edit(end, end, ends)


def _indent(following: str, text: str, opening: int, empty: bool) -> str:
    """The indentation of the first entry; in a table without one, that of its line and four spaces."""
    line = following.split("\n", 1)[0]
    if not empty and line.strip():
        return line[: len(line) - len(line.lstrip())]
    start = text.rfind("\n", 0, opening) + 1
    own = text[start:opening]
    return own[: len(own) - len(own.lstrip())] + "    "
