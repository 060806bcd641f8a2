"""Suggestions: what the role needs for what the code does, service by service, and the statements that grant it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import StringConstraints

from zappa_iam.application_code.calls import CodeCall, calls
from zappa_iam.catalog import actions
from zappa_iam.catalog.arns import partition
from zappa_iam.files import checked
from zappa_iam.files.caching import CACHE
from zappa_iam.files.shapes import Model, Text
from zappa_iam.settings import Stage
from zappa_iam.settings.python_files import python_files, tree_of

PATH = Path(__file__).with_name("actions.toml")
_VARIABLES = ("environment_variables", "aws_environment_variables")


Pattern = Annotated[str, StringConstraints(pattern=r"^([^{}]|[{](partition|region|account|name)[}])+$")]


class ActionTable(Model):
    """The whole of actions.toml.

    Client of boto3 -> prefix of its actions; service -> operation -> actions, and service -> ARNs; word in the name of
    a variable -> service.
    """

    prefixes: dict[str, Text]
    operations: dict[str, dict[str, list[Text]]]
    resources: dict[str, list[Pattern]]
    variables: dict[Annotated[str, StringConstraints(pattern=r"^[A-Z_]+$")], Text]


class Suggestion(NamedTuple):
    """What the code asks of one service.

    `actions` are IAM's, `unknown` operations for which there is no action of that name; `names` are of what it works
    on, where code or settings name it; `where` is "file:line" of each call, and "variable of stage".
    """

    service: str
    actions: list[str]
    unknown: list[str]
    names: list[str]
    where: list[str]


@cache
def table(path: Path = PATH) -> ActionTable:
    """What is known of boto3's operations; DataError with all faults."""
    return checked.whole(ActionTable, path, f"application_code/{path.name}")


def suggestions(folder: Path, stages: Iterable[Stage]) -> list[Suggestion]:
    """What the Python below the folder uses of AWS, by service; nothing where it calls no boto3."""
    seen: dict[str, list[tuple[str, CodeCall]]] = {}
    for path in python_files(folder):
        for call in calls(tree_of(path, "boto3")):
            where = f"{path.relative_to(folder).as_posix()}:{call.line}"
            seen.setdefault(call.service, []).append((where, call))
    variables = list(_variables(stages))
    known = _known(seen) if seen else {}
    return [_suggestion(service, rows, variables, known) for service, rows in sorted(seen.items())]


def statements(suggested: Iterable[Suggestion], region: str, account: str | None) -> list[dict[str, Any]]:
    """A statement for each service; on everything of the service's where no name is known, as the reader then sees."""
    place = {"partition": partition(region), "region": region, "account": account or "*"}
    return [
        {"Effect": "Allow", "Action": each.actions, "Resource": _arns(each, place)}
        for each in suggested
        if each.actions
    ]


def _suggestion(
    service: str,
    rows: Sequence[tuple[str, CodeCall]],
    variables: Sequence[tuple[str, str, str]],
    known: Mapping[str, str],
) -> Suggestion:
    granted: set[str] = set()
    unknown: set[str] = set()
    for _, call in rows:
        found = _actions(service, call.operation, known)
        granted.update(found)
        unknown.update([] if found else [call.operation])
    named = [(name, where) for kind, name, where in variables if kind == service]
    names = {_short(call.name) for _, call in rows if call.name} | {_short(name) for name, _ in named}
    where = dict.fromkeys([*(place for place, _ in rows), *(place for _, place in named)])
    return Suggestion(service, sorted(granted), sorted(unknown), sorted(names), list(where))


def _known(services: Iterable[str]) -> dict[str, str]:
    """Every action of these clients' services: in lower case -> as AWS writes it; kept apart from the catalog's."""
    prefixes = [_prefix(service) for service in services]
    return {name.lower(): name for name in actions.load(prefixes, actions.Exceptions(), CACHE / "application").types}


def _prefix(service: str) -> str:
    return str(table().prefixes.get(service, service))


def _actions(service: str, operation: str, known: Mapping[str, str]) -> list[str]:
    """The actions that AWS checks for an operation; none where it has none of that name."""
    prefix = _prefix(service)
    own = table().operations.get(service, {}).get(operation)
    words = own or ["".join(part.capitalize() for part in operation.split("_"))]
    return [known[name] for word in words if (name := f"{prefix}:{word}".lower()) in known]


def _variables(stages: Iterable[Stage]) -> Iterator[tuple[str, str, str]]:
    """Service, value and place of each environment variable whose name says what it is."""
    for stage in stages:
        for key in _VARIABLES:
            found = stage.settings.get(key)
            for name, value in found.items() if isinstance(found, Mapping) else ():
                kinds = [
                    kind
                    for word, kind in table().variables.items()
                    if re.search(rf"(^|_){word}(_|S?$)", str(name).upper())
                ]
                if kinds and isinstance(value, str) and value:
                    yield kinds[0], value, f"{name} of {stage.name}"


def _short(name: str) -> str:
    """The name in a URL or an ARN, or the name itself."""
    return re.split(r"[/:]", name)[-1] if "://" in name or name.startswith("arn:") else name


def _arns(each: Suggestion, place: Mapping[str, str]) -> list[str]:
    patterns = table().resources.get(each.service, []) if each.names else []
    return [pattern.format(name=name.strip("/"), **place) for name in each.names for pattern in patterns] or ["*"]
