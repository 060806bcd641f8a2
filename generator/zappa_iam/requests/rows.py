"""The rows of `operations/*.toml`: what an operation, or a change of a stack's resource, comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from zappa_iam.files import checked
from zappa_iam.files.faults import DataError, one_line
from zappa_iam.requests.types import type_faults

FOLDER = Path(__file__).parent / "operations"
TYPES = "cloudformation_types.toml"

_FILE_KEYS = {"service", "prefix", "reference", "grade", "requested_region", "via", "resources", "request", "free"}
_TYPE_KEYS = {"physical", "create_only"}
_ROW_KEYS = {"operations", "type", "on", "when", "unless", "action", "actions", "resource", "context", "via"}
_ROW_KEYS |= {"request_tags", "resource_tags", "requested_region", "source", "note", "grade", "wrong", "alternatives"}
_ALTERNATIVE_KEYS = {"resource", "context", "via", "request_tags", "resource_tags"}
GRADES = ("refusal", "live", "schema", "reference", "assumed")
"""How a row is known, the surest first: AWS's own refusal, somebody's run in AWS, what AWS publishes, a guess."""


class OperationsError(DataError):
    """Every fault of the data, one line each: where: what; what to do."""


@dataclass(frozen=True)
class Row:
    """One check that IAM makes for one subject: `service Operation`, or `Type change` of a stack's resource.

    `grade` says how it is known (`GRADES`), and `wrong`, of a row that is assumed, what would happen if it were wrong.
    Where nobody knows how AWS asks, the row stands for one of several alternatives, numbered from 1; all of them must
    be allowed.
    """

    file: str
    subject: str
    action: str
    resources: tuple[str, ...]
    source: tuple[str, ...]
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    context: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    request_tags: str | None = None
    resource_tags: bool = False
    requested_region: str | None = None
    via: str | None = None
    note: str = ""
    grade: str = "assumed"
    wrong: str = ""
    alternative: int = 0


@dataclass(frozen=True)
class Rows:
    """All rows by subject; an empty tuple where a call needs no permission."""

    by_subject: Mapping[str, tuple[Row, ...]]
    physical: Mapping[str, str]
    create_only: Mapping[str, list[str]]

    def __iter__(self) -> Iterator[Row]:
        return (row for rows in self.by_subject.values() for row in rows)


@cache
def load(folder: Path = FOLDER) -> Rows:
    """Read every file of `folder`; raise OperationsError with all faults at once."""
    rows: dict[str, tuple[Row, ...]] = {}
    faults: list[str] = []
    types: dict[str, Any] = {}
    for path in sorted(folder.glob("*.toml")):
        where = f"operations/{path.name}"
        before = len(faults)
        raw = checked.tables(path, where, faults)
        if len(faults) > before:
            continue
        types = raw if path.name == TYPES else types
        faults += _unknown(where, raw, _FILE_KEYS | (_TYPE_KEYS if raw is types else set()))
        if wrong := type_faults(raw, where):
            faults += wrong
            continue
        if "reference" not in raw:
            faults.append(f"{where}: no reference; name the AWS page that rows without a `source` follow")
            continue
        for table in raw.get("request", []):
            found = _faults(where, table)
            faults += found
            for row in [] if found else _rows(where, raw, table):
                rows[row.subject] = (*rows.get(row.subject, ()), row)
        if raw is not types and "service" not in raw:
            faults.append(f"{where}: no service; name the client of boto3, as in `lambda`")
            continue
        for table in raw.get("free", []):
            rows |= {f"{raw['service']} {operation}": () for operation in table["operations"]}
    if faults:
        raise OperationsError("\n".join(map(one_line, faults)))
    return Rows(rows, types.get("physical", {}), types.get("create_only", {}))


def _rows(where: str, raw: dict[str, Any], table: dict[str, Any]) -> Iterator[Row]:
    """The rows of one `[[request]]` table: one for each operation or change, and each action."""
    kind = table.get("type", raw.get("service"))
    for operation in table["on"] if "type" in table else table["operations"]:
        default = f"{raw.get('prefix', raw.get('service'))}:{operation}"
        for action in table.get("actions", [table.get("action", default)]):
            subject = f"{kind} {operation}"
            if "alternatives" not in table:
                yield _row(where, subject, action, raw, table)
            for number, other in enumerate(table.get("alternatives", ()), start=1):
                yield replace(_row(where, subject, action, raw, {**table, **other}), alternative=number)


def _faults(where: str, table: dict[str, Any]) -> list[str]:
    name = table.get("type", "/".join(table.get("operations", ["a row"])))
    found = _unknown(f"{where}: {name}", table, _ROW_KEYS)
    grade = table.get("grade", GRADES[0])
    if grade not in GRADES:
        found.append(f'{where}: {name}: unknown grade "{grade}"; write one of: {", ".join(GRADES)}')
    if (grade == "assumed") is not ("wrong" in table):
        found.append(f"{where}: {name}: `wrong` is for rows that are assumed; say there what happens if it is wrong")
    for other in table.get("alternatives", ()):
        found += _unknown(f"{where}: {name}: alternatives", other, _ALTERNATIVE_KEYS)
    if len(table.get("alternatives", (1, 2))) < 2:
        found.append(f"{where}: {name}: one alternative is none; write at least two, or put it into the row")
    if "resource" not in table and not all("resource" in other for other in table.get("alternatives", ({},))):
        found.append(f"{where}: {name}: no resource; write an ARN, the name of one in [resources], or `*`")
    if not ("operations" in table or ("type" in table and "on" in table)):
        found.append(f"{where}: {name}: says not for what; give it `operations`, or `type` and `on`")
    return found


def _row(where: str, subject: str, action: str, raw: dict[str, Any], table: dict[str, Any]) -> Row:
    names = table["resource"] if isinstance(table["resource"], list) else [table["resource"]]
    context = {key: tuple(it) if isinstance(it, list) else it for key, it in table.get("context", {}).items()}
    return Row(
        file=where,
        subject=subject,
        action=action,
        resources=tuple(raw.get("resources", {}).get(name, name) for name in names),
        source=tuple(table.get("source", [raw["reference"]])),
        when=tuple(table.get("when", ())),
        unless=tuple(table.get("unless", ())),
        context=tuple(context.items()),
        request_tags=table.get("request_tags"),
        resource_tags=table.get("resource_tags", False),
        requested_region=table.get("requested_region", raw.get("requested_region")),
        via=table.get("via", raw.get("via")),
        note=table.get("note", ""),
        grade=table.get("grade", raw.get("grade", "reference")),
        wrong=table.get("wrong", ""),
    )


def _unknown(where: str, table: Mapping[str, Any], known: set[str]) -> list[str]:
    return [f"{where}: unknown key `{key}`; known: {', '.join(sorted(known))}" for key in table if key not in known]
