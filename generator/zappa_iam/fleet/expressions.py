"""Values as Terraform expressions, formatted as `terraform fmt` would."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from zappa_iam.root_module.files import WIDTH, aligned, literal

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def expression(value: Any, room: int = WIDTH) -> str:
    """The value, on one line where it is plain and there is room for it, else on several."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, Mapping):
        return table({key(name): expression(each, room - 2) for name, each in value.items()})
    found = [expression(each, room - 2) for each in value]
    line = f"[{', '.join(found)}]"
    if len(line) <= room and "\n" not in line:
        return line
    return "[\n" + "".join(f"{indented(each)},\n" for each in found) + "]"


def table(pairs: Mapping[str, str]) -> str:
    """Names and expressions as an object."""
    if not pairs:
        return "{}"
    return "{\n" + "\n".join(indented(line) for line in aligned(list(pairs.items()))) + "\n}"


def key(name: str) -> str:
    """A name as an object's key."""
    return name if _NAME.fullmatch(name) else literal(name)


def indented(text: str, by: int = 2) -> str:
    """Every line of the text further right; empty ones stay empty."""
    return "\n".join(f"{' ' * by}{line}" if line else "" for line in text.split("\n"))
