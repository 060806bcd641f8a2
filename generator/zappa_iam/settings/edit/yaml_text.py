"""Editing YAML: the places of keys and values are the parser's own marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zappa_iam.settings.edit.spans import Edit, EditError, applied, inserted, literal


def changed(text: str, changes: Mapping[str, Mapping[str, Any]]) -> str:
    """The text with other values for some keys of some stages."""
    import yaml

    root = yaml.compose(text, yaml.SafeLoader)
    stages = {key.value: value for key, value in root.value}
    edits: list[Edit] = []
    for stage, values in changes.items():
        edits += _edits(text, stage, stages[stage], values)
    return applied(text, edits)


def _edits(text: str, stage: str, node: Any, values: Mapping[str, Any]) -> list[Edit]:
    if not isinstance(node.value, list):
        raise EditError(f"{stage}: is no table; change it by hand")
    known = {key.value: value for key, value in node.value}
    edits = [
        Edit(known[key].start_mark.index, _end(text, known[key]), literal(value))
        for key, value in values.items()
        if key in known
    ]
    new = [f"{key}: {literal(value)}" for key, value in values.items() if key not in known]
    if not new:
        return edits
    if node.flow_style:  # the mark is an anchor's, where there is one
        return [*edits, inserted(text, text.index("{", node.start_mark.index), new, empty=not node.value)]
    first = node.value[0][0].start_mark
    place, indent = first.index, " " * first.column
    return [*edits, Edit(place, place, "".join(f"{entry}\n{indent}" for entry in new))]


def _end(text: str, node: Any) -> int:
    """The end of a value; the marks of block values run on to the next key."""
    start: int = node.start_mark.index
    end: int = node.end_mark.index
    return start + len(text[start:end].rstrip())
