"""The base of the shapes that data files are checked against, and one line for a value that does not fit."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

from zappa_iam.files.faults import one_line

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(pattern=r"^[^\n\"]+$")]


class Model(BaseModel):
    """A table of a data file: no unknown keys, no conversions."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def expression_fault(pattern: str) -> str | None:
    """What is wrong with a regular expression, if anything."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return str(error) or "too deeply nested"
    return None


_ADVICE = {
    ("why", "missing"): "missing why; say in one sentence what in Zappa needs this",
    (
        "why",
        "string_pattern_mismatch",
    ): "why is not a sentence; start with a capital, end with a full stop, 20 characters or more",
    ("source", "missing"): "missing source; name Zappa's file and symbol and the AWS reference page",
    ("sid", "missing"): "missing sid; name the grant in letters and digits, as in `UpdateFunction`",
    ("sid", "string_pattern_mismatch"): "sid is not 3 to 64 letters and digits; write it as in `UpdateFunction`",
    ("actions", "missing"): "missing actions; list full names, as in `lambda:GetFunction`",
    ("wildcard", "string_pattern_mismatch"): "wildcard without reason; say in one sentence why AWS leaves no choice",
    ("wildcard", "string_type"): "wildcard without reason; say in one sentence why AWS leaves no choice",
}


def describe(where: str, raw: Any, fault: dict[str, Any]) -> str:
    """One line for one fault of shape, with the statement's sid where it has one."""
    loc = [part for part in fault["loc"] if isinstance(part, str)] or ["the table"]
    name = _name(raw, fault["loc"])
    kind = fault["type"]
    if kind == "extra_forbidden":
        message = f"unknown key `{loc[-1]}`; remove it, or see CONTRIBUTING.md for the keys there are"
    else:
        message = _ADVICE.get((loc[-1], kind), f"{'.'.join(loc)}: {fault['msg']}; correct the value")
    return one_line(f"{where}: {name}{message}")


def _name(raw: Any, loc: tuple[Any, ...]) -> str:
    """`sid: ` of the statement the fault is in, or its place in the file."""
    if len(loc) < 2 or not isinstance(loc[1], int):
        return ""
    table = raw[loc[0]][loc[1]]
    named = [table[key] for key in ("sid", "name") if key in table] if isinstance(table, dict) else []
    return f"{named[0]}: " if named and isinstance(named[0], str) else f"{loc[0]} {loc[1] + 1}: "
