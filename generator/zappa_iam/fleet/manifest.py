"""A fleet's manifest: each of its tables checked by itself, so that all faults are found at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from zappa_iam.fleet import types
from zappa_iam.fleet.fault import Fault, Path
from zappa_iam.fleet.shapes import AccountTable, Counts, Deployment, Head, NamePatterns, ProjectTable, Provider, Shape

M = TypeVar("M", bound=Shape)


class Manifest(NamedTuple):
    """What is sound of a manifest; a project, account or pipeline that is not is among the `broken`, by its path."""

    head: Head
    accounts: dict[str, AccountTable]
    pipelines: dict[str, dict[str, Any]]
    projects: dict[str, ProjectTable]
    broken: set[Path]


_TABLES = ("accounts", "pipelines", "projects")


def checked(value: Mapping[str, Any]) -> tuple[Manifest, list[Fault]]:
    """The manifest, and everything that is wrong with its shape."""
    found: list[Fault] = []
    head = _head({key: each for key, each in value.items() if key not in _TABLES}, found)
    tables = {name: _table(value, name, found) for name in _TABLES}
    broken: set[Path] = set()
    accounts = _each(AccountTable, tables["accounts"], "accounts", found, broken)
    projects = _each(ProjectTable, tables["projects"], "projects", found, broken)
    for name in tables["accounts"]:
        if not _is_folder(name):
            message = "is a folder's name, too; write lower-case letters, digits and hyphens"
            found.append(Fault(("accounts", name), message))
    return Manifest(head, accounts, tables["pipelines"], projects, broken), found


def _head(given: Mapping[str, Any], found: list[Fault]) -> Head:
    """What goes for the whole fleet, without the keys that are wrong."""
    before = len(found)
    head = _parsed(Head, given, (), found)
    wrong = {each.at[0] for each in found[before:]}
    return head or Head.model_validate({key: each for key, each in given.items() if key not in wrong})


def _is_folder(name: str) -> bool:
    return (
        name[:1] != "-"
        and len(name) <= 63
        and bool(name)
        and not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789-")
    )


def _table(value: Mapping[str, Any], name: str, found: list[Fault]) -> dict[str, Any]:
    given = value.get(name)
    if given is None and (name == "pipelines" or name in value):
        given = {}
    if isinstance(given, dict) and (given or name == "pipelines"):
        return given
    if given is None or given == {}:
        found.append(Fault((), f"{name}: there are none; write at least one, see docs/fleet.md"))
    else:
        found.append(Fault((name,), f"is {types.shown(given)}; write a table, name by name"))
    return {}


def _each(shape: type[M], tables: Mapping[str, Any], name: str, found: list[Fault], broken: set[Path]) -> dict[str, M]:
    sound = {key: _parsed(shape, each, (name, key), found) for key, each in tables.items()}
    broken |= {(name, key) for key, each in sound.items() if each is None}
    return {key: each for key, each in sound.items() if each is not None}


def _parsed(shape: type[M], raw: Any, at: Path, found: list[Fault]) -> M | None:
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        found += [_fault(dict(each), at, shape) for each in error.errors(include_url=False)]
        return None


def _fault(error: Mapping[str, Any], above: Path, shape: type[Shape]) -> Fault:
    """Pydantic's word for what is wrong, as a line for people."""
    at, kind, value = (*above, *error["loc"]), error["type"], error.get("input")
    last = at[-1] if at else ""
    if kind == "extra_forbidden":
        return Fault(at, types.unknown(str(last), _keys(shape, error["loc"])))
    if kind == "missing":
        return Fault(at[:-1], f"lacks {last}; write it{_EXAMPLES.get(str(last), '')}")
    if kind == "string_pattern_mismatch":
        return Fault(at, f"{value!r} is not 12 digits; write the account's number without hyphens")
    if kind in ("string_too_short", "too_short"):
        return Fault(at, "is empty; write something, or leave the key out")
    if kind == "too_long":
        return Fault(at, "names several; write one")
    if kind == "literal_error":
        return Fault(at, f"{value!r} is none; write some of: {error['ctx']['expected']}")
    if kind == "greater_than_equal":
        return Fault(at, f"{value} is too small; write a number from 0")
    wanted = _WANTED.get(kind, "another value")
    return Fault(at, f"is {types.shown(value)}; write {wanted}{_digits(last, value)}")


_EXAMPLES = {"id": ", the account's 12 digits in quotes", "regions": ", a list as in [us-west-2]"}
_WANTED = {
    "bool_type": "true or false",
    "dict_type": "a table",
    "int_type": "a whole number",
    "list_type": "a list",
    "model_type": "a table",
    "string_type": "text",
}


def _digits(key: Any, value: Any) -> str:
    """YAML reads bare digits as a number, and may take zeros before them for another."""
    return " in quotes" if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _keys(shape: type[Shape], loc: tuple[int | str, ...]) -> Mapping[str, Any]:
    """The keys of the table in which an unknown one stands."""
    inner: dict[str, type[Shape]] = {
        "held": Counts,
        "names": NamePatterns,
        "places": Deployment,
        "provider": Provider,
        "quotas": Counts,
    }
    within = next((inner[str(part)] for part in loc[:-1] if part in inner), shape)
    extra = dict.fromkeys(_TABLES) if within is Head else {}
    return {**within.model_fields, **extra}
