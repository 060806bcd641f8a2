"""Which of the module's inputs an ARN asks for: the catalog's ARN patterns, read backwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from zappa_iam.catalog.grant import Grant
from zappa_iam.catalog.model import Catalog, Scope

_WHATEVER = "[^:/]+?"
_SHAPES = {
    "partition": "aws[a-z-]*",
    "region": "[a-z0-9-]+",
    "account": "[0-9]*",
    "bucket": "[a-z0-9.-]+",
    "role": "[^:]+?",
    "function": "[A-Za-z0-9_-]+?",
    "rule": ".+?",
    "stage": _WHATEVER,
    "archive": _WHATEVER,
    "bucket_key": "arn:.+",
    "given_name": ".+",
    "given_object": ".+",
    "given_path": ".+",
    "given_stream": ".+",
    "star": "[*]",
}


class Fit(NamedTuple):
    """A pattern of a statement that an ARN fits, and what the pattern's placeholders then are."""

    pattern: str
    filled: dict[str, str]


def fits(statement: Grant, resource: str, catalog: Catalog) -> Iterator[Fit]:
    """The statement's patterns that the ARN fits, whatever the inputs are; `*` is every resource's."""
    if statement.wildcard:
        yield Fit("*", {})
        return
    for name in statement.scopes:
        scope = catalog.scopes[name]
        for pattern in (*scope.patterns, *scope.otherwise):
            if match := _expression(pattern, _given(scope, catalog)).fullmatch(resource):
                yield Fit(pattern, {key: value for key, value in match.groupdict().items() if value})


def _given(scope: Scope, catalog: Catalog) -> str:
    """The form of one value that the user names, as part of an expression."""
    taken = catalog.taken(scope.given)
    return taken.expression.removeprefix("^").removesuffix("$") if taken else ".+"


@cache
def _expression(pattern: str, given: str) -> re.Pattern[str]:
    """The pattern with a named group for each placeholder, the second of one name as wide as the first."""
    pieces, seen = [], set()
    for star, literal, placeholder in re.findall(r"(\$\{\*\})|((?:(?!\$\{\*\})[^{])+)|\{(\w+)\}", pattern):
        if star:
            pieces.append(re.escape("*"))
        elif literal:
            pieces.append(re.escape(literal).replace(r"\*", ".*").replace(r"\?", "."))
        elif placeholder in seen:
            pieces.append(f"(?P={placeholder})")
        else:
            seen.add(placeholder)
            pieces.append(f"(?P<{placeholder}>{given if placeholder == 'given' else _SHAPES[placeholder]})")
    return re.compile("".join(pieces))
