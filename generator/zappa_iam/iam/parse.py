"""Parse: from a policy's JSON to statements, with every fault at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from zappa_iam.files.faults import one_line
from zappa_iam.iam.conditions import Condition, compile_condition
from zappa_iam.iam.document import Statement

VERSIONS = ("2008-10-17", "2012-10-17")  # a document without a version is of the first
TOP = ("Version", "Id", "Statement")
ELEMENTS = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition")


class PolicyError(ValueError):
    """Every fault of a policy document, one line each: where: what; what to do."""


def parse_statements(document: Mapping[str, Any] | str, name: str) -> tuple[Statement, ...]:
    """The statements of `document`, a mapping or JSON text; PolicyError with its faults, each starting with `name`."""
    try:
        raw = json.loads(document) if isinstance(document, str) else document
    except json.JSONDecodeError as error:
        raise PolicyError(f"{name}: no JSON at line {error.lineno}: {error.msg}; fix it") from None
    except (ValueError, RecursionError) as error:  # a number of more digits than Python reads; deep nesting
        raise PolicyError(f"{name}: {error or 'nested too deeply'}; fix it") from None
    if not isinstance(raw, Mapping):
        raise PolicyError(f"{name}: no JSON object; write {{...}}")
    faults = list(_top(raw, name))
    items = raw.get("Statement", [])
    statements = [
        _statement(item, f"{name}: Statement[{index}]", raw.get("Version") == VERSIONS[1], faults)
        for index, item in enumerate([items] if isinstance(items, Mapping) else items)
    ]
    sids = [statement.sid for statement in statements if statement and statement.sid]
    for sid in sorted({sid for sid in sids if sids.count(sid) > 1}):
        faults.append(f'{name}: Sid "{sid}": used twice; rename one')
    if faults:
        raise PolicyError("\n".join(map(one_line, faults)))
    return tuple(statement for statement in statements if statement)


def _top(raw: Mapping[str, Any], name: str) -> Iterator[str]:
    """Faults of the document around its statements."""
    for key in raw:
        if key not in TOP:
            yield f"{name}: {key}: no such element; known: {', '.join(TOP)}"
    if raw.get("Version", VERSIONS[0]) not in VERSIONS:
        yield f'{name}: Version: no version {raw["Version"]!r}; write "{VERSIONS[1]}"'
    if not isinstance(raw.get("Statement"), Mapping | list) or not raw["Statement"]:
        yield f"{name}: Statement: none; write at least one"


def _statement(raw: Any, where: str, variables: bool, faults: list[str]) -> Statement | None:
    """One statement, or none and its faults."""
    if not isinstance(raw, Mapping):
        faults.append(f"{where}: no JSON object; write {{...}}")
        return None
    if isinstance(raw.get("Sid"), str):
        where = f"{where} {raw['Sid']}"
    before = len(faults)
    for key in raw:
        if key not in ELEMENTS:
            faults.append(f"{where}: {key}: not in an identity policy; known: {', '.join(ELEMENTS)}")
    if raw.get("Effect") not in ("Allow", "Deny"):
        faults.append(f'{where}: Effect: {raw.get("Effect")!r}; write "Allow" or "Deny"')
    actions, not_action = _list(raw, "Action", where, faults)
    resources, not_resource = _list(raw, "Resource", where, faults)
    faults += [
        f'{where}: action "{text}": no service; write "service:{text}"'
        for text in actions
        if text != "*" and not all(text.partition(":"))
    ]
    faults += [
        f'{where}: resource "{text}": neither "*" nor an ARN; write "arn:..."'
        for text in resources
        if text != "*" and not text.startswith("arn:")
    ]
    conditions = tuple(_conditions(raw.get("Condition", {}), where, variables, faults))
    if len(faults) > before:
        return None
    return Statement(
        raw["Effect"], actions, resources, conditions, raw.get("Sid", ""), not_action, not_resource, variables
    )


def _list(raw: Mapping[str, Any], element: str, where: str, faults: list[str]) -> tuple[tuple[str, ...], bool]:
    """The patterns of Action or Resource, and whether they came as NotAction or NotResource."""
    present = [name for name in (element, f"Not{element}") if name in raw]
    if len(present) != 1:
        state = "both" if present else "neither"
        faults.append(f"{where}: {element}, Not{element}: {state}; write exactly one of them")
        return (), False
    value = raw[present[0]]
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not items or not all(isinstance(item, str) and item for item in items):
        faults.append(f"{where}: {present[0]}: neither text nor a list of texts; write at least one")
        return (), False
    return tuple(items), present[0] != element


def _conditions(raw: Any, where: str, variables: bool, faults: list[str]) -> Iterator[Condition]:
    """The conditions of a block {operator: {key: value or values}}, each tried by compiling it."""
    if not isinstance(raw, Mapping) or not all(isinstance(keys, Mapping) for keys in raw.values()):
        faults.append(f"{where}: Condition: wrong shape; write {{operator: {{key: values}}}}")
        return
    for operator, keys in raw.items():
        for key, value in keys.items():
            items = value if isinstance(value, list) else [value]
            if not all(isinstance(item, str | bool | int | float) for item in items):
                faults.append(f"{where}: {operator}: {key}: a value is no scalar; write text")
                continue
            texts = tuple(json.dumps(item) if not isinstance(item, str) else item for item in items)
            condition = Condition(operator, key, texts)
            try:
                compile_condition(condition, variables)
            except ValueError as error:
                faults.append(f"{where}: {operator}: {key}: {error}")
                continue
            yield condition
