"""A fault or a warning of a manifest: where it is, what is wrong, and what to do."""

from __future__ import annotations

from typing import NamedTuple

Path = tuple[str | int, ...]
"""The keys and places that lead to a value, as in `("projects", "shop", "places", 0)`."""


class Fault(NamedTuple):
    """`at` is the value in the manifest; `message` says what is wrong with it, and what to do."""

    at: Path
    message: str


class FleetError(RuntimeError):
    """What keeps a fleet from being rendered: one line for each fault: where: what; what to do."""


def dotted(path: Path) -> str:
    """The path as people write it, as in `projects.shop.places[0]`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def listed(names: list[str], most: int = 3) -> str:
    """The first few, and how many more."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
