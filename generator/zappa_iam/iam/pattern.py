"""Patterns: text with `*`, `?` and `${variables}`, compiled once into the cheapest predicate that decides it."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from typing import Literal, NamedTuple

from zappa_iam.iam.request import Context

Match = Callable[[str, Context], bool]
Scope = Literal["text", "resource", "parts"]
VARIABLE = re.compile(r"\$\{([^}]*)\}")
DEFAULT = re.compile(r"(.*?)\s*,\s*'(.*)'\s*", re.DOTALL)
PARTS = 6  # arn:partition:service:region:account:resource; colons after the fifth belong to the resource


class Wild(Enum):
    """The two wildcards."""

    MANY = "*"
    ONE = "?"


class PolicyVariable(NamedTuple):
    """`${key}` or `${key, 'default'}`; the key in lower case."""

    key: str
    default: str | None


Plain = str | Wild
Token = Plain | PolicyVariable


@lru_cache(maxsize=65536)
def compile_pattern(text: str, scope: Scope, *, wild: bool = True, variables: bool = True, fold: bool = False) -> Match:
    """The predicate (value, context) -> does `text` match it.

    `scope` says what a wildcard may run over. "text": anything. "resource": in the first five parts of an ARN only a
    `*` that ends its part runs past a colon; in the resource part everything does, slashes and colons included
    (reference_policies_elements_resource; the page is silent on colons within the resource part, and the wider
    reading cannot hide a grant that is too wide); an ARN of fewer parts stands for all that begin so (reference-arns).
    "parts": each of the six parts by itself, as ArnLike does. With `fold`, values must come in lower case.
    """
    tokens = _tokens(text, wild, variables)
    plain = tuple(token for token in tokens if not isinstance(token, PolicyVariable))
    if len(plain) == len(tokens):
        test = _predicate(_joined(plain, fold), scope)
        return lambda value, _: test(value)

    def match(value: str, context: Context) -> bool:
        found = _resolve(tokens, context)
        return found is not None and _predicate(_joined(found, fold), scope)(value)

    return match


def _tokens(text: str, wild: bool, variables: bool) -> tuple[Token, ...]:
    """Cut `text` at variables and, if they are `wild`, at wildcards; `${*}`, `${?}` and `${$}` are plain characters."""
    tokens: list[Token] = []
    for index, piece in enumerate(VARIABLE.split(text) if variables else [text]):
        if index % 2:
            tokens.append(piece if piece in ("*", "?", "$") else _variable(piece))
        elif wild:
            tokens += [Wild(part) if part in ("*", "?") else part for part in re.split(r"([*?])", piece) if part]
        else:
            tokens.append(piece)
    return tuple(tokens)


def _variable(inside: str) -> PolicyVariable:
    """The variable between `${` and `}`."""
    found = DEFAULT.fullmatch(inside)
    key, default = found.groups() if found else (inside, None)
    return PolicyVariable(key.strip().lower(), default)


def _resolve(tokens: tuple[Token, ...], context: Context) -> tuple[Plain, ...] | None:
    """The tokens with each variable's value in its place, or None if one has none (reference_policies_variables).

    Values are plain text: a `*` in a user's name is no wildcard. A multivalued key is no variable.
    """
    plain: list[Plain] = []
    for token in tokens:
        if isinstance(token, PolicyVariable):
            value = context.get(token.key)
            chosen = value if isinstance(value, str) and value else token.default
            if chosen is None:
                return None
            plain.append(chosen)
        else:
            plain.append(token)
    return tuple(plain)


def _joined(tokens: tuple[Plain, ...], fold: bool) -> tuple[Plain, ...]:
    """The tokens without empty ones, neighbouring texts made one, runs of `*` made one."""
    joined: list[Plain] = []
    for token in tokens:
        if isinstance(token, str):
            text = token.lower() if fold else token
            if joined and isinstance(joined[-1], str):
                joined[-1] += text
            elif text:
                joined.append(text)
        elif not (token is Wild.MANY and joined and joined[-1] is Wild.MANY):
            joined.append(token)
    return tuple(joined)


@lru_cache(maxsize=65536)
def _predicate(tokens: tuple[Plain, ...], scope: Scope) -> Callable[[str], bool]:
    """Equality or prefix where that decides it, else a regular expression."""
    match tokens:
        case ():
            return lambda value: not value
        case (str() as literal,) if scope == "text" or literal.count(":") >= PARTS - 1:
            return literal.__eq__
        case (Wild.MANY,) if scope != "parts":
            return lambda value: True
        case (str() as prefix, Wild.MANY) if scope == "text" or prefix.count(":") >= PARTS - 1:
            return lambda value: value.startswith(prefix)
    return _expression(tokens, scope)


def _expression(tokens: tuple[Plain, ...], scope: Scope) -> Callable[[str], bool]:
    """The regular expression for `tokens`; with fewer than six parts, "parts" matches nothing, "resource" the rest.

    Where wildcards run over anything, the first place that fits what is between two of them is as good as any other, so
    that no other is tried: however many there are, matching takes no longer than pattern times value.
    """
    pieces: list[str] = []
    colons = 0
    waiting = False  # whether a group that keeps its first match is open
    last = max((index for index, token in enumerate(tokens) if token is Wild.MANY), default=-1)
    for index, token in enumerate(tokens):
        if isinstance(token, str):
            pieces.append(re.escape(token))
            colons += token.count(":")
            continue
        after = tokens[index + 1] if index + 1 < len(tokens) else ":"
        ends = scope == "resource" and token is Wild.MANY and isinstance(after, str) and after.startswith(":")
        anything = scope == "text" or colons >= PARTS - 1
        if token is Wild.MANY and waiting:
            pieces.append(")")
            waiting = False
        if token is Wild.MANY and anything and index != last:
            pieces.append("(?>.*?")
            waiting = True
        else:
            pieces.append(("." if anything or ends else "[^:]") + ("*" if token is Wild.MANY else ""))
    if scope == "parts" and colons < PARTS - 1:
        return lambda value: False
    if scope == "resource" and colons < PARTS - 1:
        pieces.append("(?::.*)?")
    search = re.compile("".join(pieces), re.DOTALL).fullmatch
    return lambda value: search(value) is not None
