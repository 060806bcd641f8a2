"""Templates of ARNs and condition values, filled in from a call's parameters.

`{A.B}` walks into tables, `{A[].B}` into each item of a list, `{A,B}` takes the first that is there, `{A|filter}`
passes the value through a filter, and `{:A}` is the value behind a colon, or nothing where the value is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

_SLOT = re.compile(r"\{(?P<colon>:?)(?P<paths>[\w.\[\],]+)(?:\|(?P<filter>\w+))?\}")

Scope = Mapping[str, Any]


def fill(template: str, scope: Scope) -> list[str]:
    """Every text that the template comes to: one for each item where a slot is a list, none where a slot is empty."""
    texts = [""]
    position = 0
    for slot in _SLOT.finditer(template):
        literal = template[position : slot.start()]
        values = [_FILTERS[slot["filter"] or "text"](value, scope) for value in _first(slot["paths"], scope)]
        if slot["colon"]:
            values = [f":{value}" for value in values] or [""]
        texts = [text + literal + value for text in texts for value in values]
        position = slot.end()
    return [text + template[position:] for text in texts]


def look_up(path: str, scope: Scope) -> list[Any]:
    """The values at a path that are there and not empty."""
    values: list[Any] = [scope]
    for name in path.split("."):
        each = name.endswith("[]")
        values = [value.get(name.removesuffix("[]")) for value in values if isinstance(value, Mapping)]
        if each:
            values = [item for value in values if value for item in value]
    return [value for value in values if value not in (None, "", [], {})]


def holds(condition: str, scope: Scope) -> bool:
    """Whether `path` is there, or `path=value` is so."""
    path, equals, wanted = condition.partition("=")
    values = look_up(path, scope)
    return wanted in values if equals else bool(values)


def _first(paths: str, scope: Scope) -> list[Any]:
    return next((values for path in paths.split(",") if (values := look_up(path, scope))), [])


def _text(value: Any, _scope: Scope) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lambda(value: Any, scope: Scope) -> str:
    """The ARN of a function named by ARN, `function:NAME:QUALIFIER` or NAME."""
    if str(value).startswith("arn:"):
        return str(value)
    name = str(value).removeprefix("function:")
    return f"arn:{scope['partition']}:lambda:{scope['region']}:{scope['account']}:function:{name}"


def _s3(value: Any, _scope: Scope) -> str:
    """`bucket/key` of a path-style URL."""
    return urlsplit(str(value)).path.removeprefix("/")


def _repository(value: Any, scope: Scope) -> str:
    """The repository's ARN of `ACCOUNT.dkr.ecr.REGION.DOMAIN/NAME:TAG`."""
    host, _, name = str(value).partition("/")
    account, _, _, region = host.split(".")[:4]
    return f"arn:{scope['partition']}:ecr:{region}:{account}:repository/{re.split('[:@]', name)[0]}"


def _stage(value: Any, _scope: Scope) -> str:
    """`API/STAGE` of an API's endpoint."""
    url = urlsplit(str(value))
    return f"{url.netloc.split('.')[0]}/{url.path.strip('/')}"


_FILTERS: dict[str, Callable[[Any, Scope], str]] = {
    "text": _text,
    "lambda": _lambda,
    "repository": _repository,
    "record": lambda value, _scope: str(value).lower().removesuffix(".").replace("*", "\\052"),
    "s3": _s3,
    "stage": _stage,
    "topic": lambda value, _scope: str(value).rpartition(":")[0],
    "stripped": lambda value, _scope: str(value).strip("/"),
}
