"""Terraform's types, as the module's variables declare them, held against values of a manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from zappa_iam.fleet.fault import Fault, Path

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_-]*|[^\s])')
_PLAIN: Mapping[str, tuple[type, ...]] = {"bool": (bool,), "number": (int, float), "string": (str,)}
_WORDS = {"bool": "true or false", "number": "a number", "string": "text"}


class Type(NamedTuple):
    """`kind` is Terraform's word; `of` a collection's type, `attributes` an object's: each with whether it may lack."""

    kind: str
    of: Type | None = None
    attributes: Mapping[str, tuple[Type, bool]] = {}


def parse(text: str) -> Type:
    """The type that an expression like `map(object({ stages = optional(set(string)) }))` declares."""
    found, rest = _type(_TOKEN.findall(text))
    if rest:
        raise ValueError(f"{text}: goes on behind the type; write one type")
    return found


def _type(tokens: list[str]) -> tuple[Type, list[str]]:
    word, rest = tokens[0], tokens[1:]
    if word in _PLAIN or word == "any":
        return Type(word), rest
    if word == "object":
        return _object(rest[2:])
    of, rest = _type(rest[1:])
    return Type(word, of), rest[1:]


def _object(tokens: list[str]) -> tuple[Type, list[str]]:
    """What follows `object({`, up to `})`."""
    found: dict[str, tuple[Type, bool]] = {}
    while tokens[0] != "}":
        name, tokens = tokens[0], tokens[2:]
        if optional := tokens[0] == "optional":
            of, tokens = _type(tokens[2:])
            tokens = _behind(tokens)
        else:
            of, tokens = _type(tokens)
        found[name] = (of, optional)
        tokens = tokens[1:] if tokens[0] == "," else tokens
    return Type("object", None, found), tokens[2:]


def _behind(tokens: list[str]) -> list[str]:
    """What follows the bracket that closes `optional(`, whatever the default before it is."""
    depth = 1
    for place, token in enumerate(tokens):
        depth += (token in "([{") - (token in ")]}")
        if depth == 0:
            return tokens[place + 1 :]
    raise ValueError("optional( does not end; close its bracket")


def faults(value: Any, declared: Type, at: Path) -> Iterator[Fault]:
    """What of a value is not of the type, each with what to write."""
    if declared.kind == "any":
        return
    if declared.kind in _PLAIN:
        fits = isinstance(value, _PLAIN[declared.kind]) and (declared.kind == "bool" or not isinstance(value, bool))
        if not fits:
            yield Fault(at, f"is {shown(value)}; write {_WORDS[declared.kind]}{_quoted(value, declared)}")
    elif declared.kind in ("list", "set") and isinstance(value, list):
        for place, each in enumerate(value):
            yield from faults(each, declared.of or Type("any"), (*at, place))
    elif declared.kind == "map" and isinstance(value, dict):
        for name, each in value.items():
            yield from faults(each, declared.of or Type("any"), (*at, name))
    elif declared.kind == "object" and isinstance(value, dict):
        yield from _attributes(value, declared, at)
    else:
        yield Fault(at, f"is {shown(value)}; write a {'list' if declared.kind in ('list', 'set') else 'table'}")


def _attributes(value: Mapping[str, Any], declared: Type, at: Path) -> Iterator[Fault]:
    for name, each in value.items():
        if name not in declared.attributes:
            yield Fault((*at, name), unknown(name, declared.attributes))
        elif each is not None or not declared.attributes[name][1]:
            yield from faults(each, declared.attributes[name][0], (*at, name))
    for name, (of, optional) in declared.attributes.items():
        if not optional and name not in value:
            yield Fault(at, f"lacks {name}; write it, {_WORDS.get(of.kind, f'a {of.kind}')}")


def unknown(name: str, known: Mapping[str, Any]) -> str:
    """The message for a key that there is none of."""
    near = get_close_matches(name, known, n=1)
    return f"unknown key; did you mean {near[0]}?" if near else f"unknown key; write one of: {', '.join(known)}"


def shown(value: Any) -> str:
    """What kind of value it is, for people."""
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "a table"}
    return kinds.get(type(value), "empty")


def _quoted(value: Any, declared: Type) -> str:
    return " in quotes" if declared.kind == "string" and isinstance(value, bool | int | float) else ""
