"""Faults of data files: what every error about one has in common."""

from __future__ import annotations


class DataError(Exception):
    """Every fault of our data, one line each: where: what; what to do."""


def one_line(text: str) -> str:
    """The text with whatever would break or hide the line written out, as a name in a file may hold anything."""
    return text if text.isprintable() else "".join(it if it.isprintable() else ascii(it)[1:-1] for it in text)
