"""Text as HCL: literals, comments, and objects and lists as `terraform fmt` aligns them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from textwrap import wrap

WIDTH = 112
WIDE = 120


def string(text: str) -> str:
    """The text as an HCL string literal; an interpolation in it stays as it is."""
    pieces: list[str] = []
    rest = text
    while (start := rest.find("${")) >= 0:
        pieces.append(json.dumps(rest[:start], ensure_ascii=False)[1:-1])
        end = braces_end(rest, start + 1)
        pieces.append(rest[start:end])
        rest = rest[end:]
    return '"' + "".join(pieces) + json.dumps(rest, ensure_ascii=False)[1:-1] + '"'


def braces_end(text: str, start: int) -> int:
    """The index after the brace that closes the one at `start`."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    raise ValueError(f"{text}: an interpolation does not end; close its brace")


def comment(text: str) -> list[str]:
    """The text as lines that fit behind `# `; URLs stay whole."""
    if len(text) <= WIDTH:
        return [text]
    return wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def message(text: str) -> str:
    """A message as an HCL expression; of more than WIDE characters, its parts on lines of their own."""
    if len(string(text)) + len("    error_message = ") <= WIDE:
        return string(text)
    parts: list[str] = []
    rest = text
    while rest:
        start = re.search(r"(?<!\$)\$\{", rest)
        if start is None or start.start():
            at = start.start() if start else len(rest)
            parts += [string(line) for line in _lines(rest[:at])]
        if start is None:
            break
        end = braces_end(rest, start.start() + 1)
        parts.append(rest[start.end() : end - 1])
        rest = rest[end:]
    if len(parts) == 1:
        return parts[0]
    return "\n".join(['join("", [', *(f"      {part}," for part in parts), "    ])"])


def _lines(text: str) -> list[str]:
    """The text in pieces that fit in a line, each but the last with the space behind it."""
    return wrap(text, WIDE - 12, drop_whitespace=False, break_long_words=False, break_on_hyphens=False)


def entries(values: Mapping[str, str | list[str]]) -> list[str]:
    """An object's lines, each with a key and a string or a list of strings, aligned as `terraform fmt` does."""
    return aligned({name: json.dumps(value) for name, value in values.items()})


def aligned(values: Mapping[str, str]) -> list[str]:
    """An object's lines, each with a key and an expression, aligned as `terraform fmt` does."""
    width = max((len(key(name)) for name in values), default=0)
    return [f"{key(name):{width}} = {value}" for name, value in values.items()]


def wrapped(names: Iterable[str], indent: str) -> str:
    """A list of strings on lines of WIDTH, for a line that begins with `indent`."""
    lines = wrap(", ".join(json.dumps(name) for name in names) + ",", WIDTH)
    return "\n".join(["[", *(f"{indent}  {line}" for line in lines), f"{indent}]"])


def key(name: str) -> str:
    """The name as the key of an object: in quotes if it is not an identifier."""
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else json.dumps(name)
