"""Editing hjson: the places of keys and values, found by a scanner that passes over comments and all kinds of text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from zappa_iam.settings.edit.spans import Edit, EditError, applied, inserted, literal

_CLOSERS = {"{": "}", "[": "]"}


class Entry(NamedTuple):
    """A key of a table, and the place of its value."""

    key: str
    start: int
    end: int


def changed(text: str, changes: Mapping[str, Mapping[str, Any]]) -> str:
    """The text with other values for some keys of some stages."""
    scanner = Scanner(text)
    stages = {entry.key: entry for entry in scanner.entries(scanner.root())}
    edits: list[Edit] = []
    for stage, values in changes.items():
        entry = stages[stage]
        if text[entry.start] != "{":
            raise EditError(f"{stage}: is no table in braces; change it by hand")
        found = list(scanner.entries(entry.start))
        known = {each.key: each for each in found}
        edits += [Edit(known[key].start, known[key].end, literal(it)) for key, it in values.items() if key in known]
        new = [f"{json.dumps(key)}: {literal(value)}" for key, value in values.items() if key not in known]
        if new:
            edits.append(inserted(text, entry.start, new, empty=not found))
    return applied(text, edits)


class Scanner:
    """Walks hjson's text without reading it: only where tables, keys and values begin and end."""

    def __init__(self, text: str) -> None:
        self.text = text

    def root(self) -> int:
        """The place of the outermost brace; EditError for a file without one."""
        place = self.blank(1 if self.text.startswith("\ufeff") else 0)
        if self.text[place : place + 1] != "{":
            raise EditError("the file has no outer braces; change it by hand")
        return place

    def entries(self, opening: int) -> Iterator[Entry]:
        """The entries of the table whose brace is at `opening`."""
        place = self.blank(opening + 1)
        while self.text[place : place + 1] not in ("}", ""):
            colon, key = self.key(place)
            start = self.blank(colon + 1)
            end = self.value(start)
            yield Entry(key, start, end)
            place = self.blank(end)
            if self.text[place : place + 1] == ",":
                place = self.blank(place + 1)

    def blank(self, place: int) -> int:
        """The next place that holds neither white space nor a comment."""
        while place < len(self.text):
            if self.text[place].isspace():
                place += 1
            elif self.text[place] == "#" or self.text.startswith("//", place):
                place = self.line_end(place)
            elif self.text.startswith("/*", place):
                end = self.text.find("*/", place)
                place = len(self.text) if end < 0 else end + 2
            else:
                break
        return place

    def line_end(self, place: int) -> int:
        """The end of the line, before its newline."""
        end = self.text.find("\n", place)
        return len(self.text) if end < 0 else end

    def key(self, place: int) -> tuple[int, str]:
        """The colon behind a key, and the key."""
        if self.text[place] in "\"'":
            end = self.quoted(place)
            return self.blank(end), _unquoted(self.text[place:end])
        end = place
        while end < len(self.text) and self.text[end] not in ": \t\r\n":
            end += 1
        return self.blank(end), self.text[place:end]

    def value(self, place: int) -> int:
        """The end of the value that begins here; trailing space does not belong to one without quotes."""
        first = self.text[place : place + 1]
        if first in ("{", "["):
            return self.bracketed(place)
        if self.text.startswith("'''", place):
            end = self.text.find("'''", place + 3)
            return len(self.text) if end < 0 else end + 3
        if first in ('"', "'"):
            return self.quoted(place)
        return self.bare(place)

    def bracketed(self, place: int) -> int:
        """The end of a table or list, behind its closing bracket."""
        closer, table = _CLOSERS[self.text[place]], self.text[place] == "{"
        place = self.blank(place + 1)
        while place < len(self.text) and self.text[place] != closer:
            place = self.value(self.blank(self.key(place)[0] + 1) if table else place)
            place = self.blank(place)
            if self.text[place : place + 1] == ",":
                place = self.blank(place + 1)
        return place + 1

    def quoted(self, place: int) -> int:
        """The end of a text in quotes, behind the closing one."""
        quote, end = self.text[place], place + 1
        while end < len(self.text) and self.text[end] != quote:
            end += 2 if self.text[end] == "\\" else 1
        return end + 1

    def bare(self, place: int) -> int:
        """The end of a value without quotes: a number or a word ends at a comma or bracket, other text at the line."""
        line = self.text[place : self.line_end(place)].rstrip("\r")
        for end, letter in enumerate(line):
            if letter in ",}]#" or line.startswith(("//", "/*"), end):
                word = line[:end].strip()
                if _is_word(word):
                    return place + len(line[:end].rstrip())
        return place + len(line.rstrip())


def _is_word(word: str) -> bool:
    """Whether hjson takes it for a number, a boolean or null, and not for text."""
    if word in ("true", "false", "null"):
        return True
    try:
        return isinstance(json.loads(word), int | float)
    except ValueError:
        return False


def _unquoted(text: str) -> str:
    """The key in quotes, as text."""
    import hjson

    return str(hjson.loads(f"[{text}]")[0])
