"""Recordings: the evidence as permissions asked for, each with the command and the line of Zappa that asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from zappa_iam.evidence import bundle
from zappa_iam.files import json_files, zappa_versions
from zappa_iam.files.faults import DataError
from zappa_iam.iam import Request
from zappa_iam.requests import Call, MappingError, Rows, World, load, requests_of_evidence

FOLDER = Path(__file__).parent
PAIRS = "pairs"  # the bundle of the scenarios of many settings at once
Recording = Mapping[str, Any]

_SOURCE = re.compile(r"(?P<file>\S+):(?P<line>\d+) (?P<function>.+)")
# Keys that every request carries or that say again what aws:CalledVia says.
_COMMON_KEYS = re.compile(r"aws:(PrincipalAccount|RequestedRegion|ResourceAccount|ViaAWSService|CalledVia(First|Last))")
_NUMBER = re.compile(r"(?<=:)\d{1,4}$|(?<=-)\d{10}(?=\.)")  # a version behind a function's name; a package's time


class RecordingsError(DataError):
    """Where: what; what to do, in one line."""


class Permission(NamedTuple):
    """Who asks for what, on what, with which condition keys; the same whatever the project is called."""

    to: str
    action: str
    on: str
    facts: tuple[str, ...]


class Names(NamedTuple):
    """What a recorded project calls its things, by the placeholders that scopes.toml and expectations/*.toml have."""

    function: str = World.function
    bucket: str = "my-awesome-zappa-bucket"
    role: str = "ZappaDjangoRole"
    account: str = World.account
    region: str = World.region


class Ask(NamedTuple):
    """One request of one recording: `file`, `line` and `function` of Zappa; `origin` is recorded or derived."""

    permission: Permission
    command: str
    file: str
    line: int
    function: str
    origin: str

    @property
    def source(self) -> str:
        """The place as the evidence writes it."""
        return f"{self.file}:{self.line} {self.function}"


def versions(folder: Path = FOLDER) -> list[str]:
    """The versions of Zappa on record, the oldest first."""
    return zappa_versions.versions(folder)


def read(version: str, folder: Path = FOLDER, pairs: bool = False) -> dict[str, Recording]:
    """Scenario -> recording of one version, of scenarios about something, or of the `pairs` that are about nothing.

    RecordingsError, naming those there are, for a version not on record.
    """
    known = versions(folder)
    if version not in known:
        raise RecordingsError(f"evidence: no recording of Zappa {version}; write one of: {', '.join(known)}")
    found: list[Recording] = []
    for path in sorted((folder / f"zappa-{version}").glob("*.json")):
        if (path.stem == PAIRS) == pairs:
            content = json_files.read(path, f"evidence/{path.parent.name}/{path.name}")
            found += bundle.unpack(content) if "scenarios" in content else [content]
    return {recording["scenario"]: recording for recording in found if "calls" in recording}


def asks(recording: Recording, action: str | None = None) -> Iterator[Ask]:
    """What one recording asks for, in its order; only one action, in any case, where given.

    RecordingsError, one line for each, where operations/*.toml does not know an operation.
    """
    named = {f"arn:{World.partition}:": "arn:{partition}:"}
    named |= {name: f"{{{placeholder}}}" for placeholder, name in names(recording)._asdict().items()}
    try:
        found = requests_of_evidence(recording, rows_of(action) if action else None)
    except MappingError as error:
        raise RecordingsError(str(error)) from None
    for call, request in found:
        if place := _SOURCE.fullmatch(call.source):
            permission = _permission(call, request, named)
            yield Ask(permission, call.command, place["file"], int(place["line"]), place["function"], call.origin)


def rows_of(action: str) -> Rows:
    """The rows of operations/*.toml with no action but this one, which makes mapping a recording cheap."""
    rows = load()
    of_action = {
        subject: tuple(row for row in found if row.action.lower() == action.lower())
        for subject, found in rows.by_subject.items()
    }
    return replace(rows, by_subject=of_action)


def _permission(call: Call, request: Request, named: Mapping[str, str]) -> Permission:
    facts = [
        f"{key} {_stable(value, named)}"
        for key, values in sorted(request.context.items())
        if not _COMMON_KEYS.fullmatch(key)
        for value in ([values] if isinstance(values, str) else values)
    ]
    return Permission(call.principal, request.action, _stable(request.resource, named), tuple(facts))


def names(recording: Recording) -> Names:
    """What a recording calls its things."""
    made: Sequence[str] = [
        call["parameters"]["FunctionName"] for call in recording["calls"] if call["operation"] == "CreateFunction"
    ]
    settings, usual = recording["settings"], Names()
    return Names(
        function=made[0] if made else usual.function,
        bucket=settings.get("s3_bucket", usual.bucket),
        role=settings.get("role_arn", settings.get("role_name", usual.role)).rpartition("/")[2],
    )


def _stable(text: str, named: Mapping[str, str]) -> str:
    """The text with placeholders for names, and a star for a version's number and a package's time."""
    for name, placeholder in named.items():
        text = text.replace(name, placeholder)
    return _NUMBER.sub("*", text)
