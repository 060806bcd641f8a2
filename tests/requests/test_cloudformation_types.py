"""The types of Zappa's templates against AWS's own resource schemas: what a stack may call has a row, or a reason."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from zappa_iam.evidence import recordings
from zappa_iam.requests.rows import load

WITHOUT = tomllib.loads(
    (Path(__file__).parent.parent / "expected" / "cloudformation_types.toml").read_text(encoding="utf-8")
)
ROWS = load()


class Type(NamedTuple):
    """A resource type: the properties that Zappa's templates give it, and what AWS publishes of it."""

    used: set[str]
    schema: dict[str, Any]

    @property
    def fixed(self) -> set[str]:
        """The used properties that only a create can set."""
        return {path.rpartition("/")[2] for path in self.schema.get("createOnlyProperties", [])} & self.used

    def asked(self) -> dict[str, set[str]]:
        """Kind of change -> the actions that the schema lists for it; an update only where something can change."""
        handlers = {kind: set(table["permissions"]) for kind, table in self.schema.get("handlers", {}).items()}
        found = {kind: handlers[kind] for kind in ("create", "delete") if kind in handlers}
        if "update" in handlers and self.used - self.fixed:
            found["update"] = handlers["update"]
        tagging = self.schema.get("tagging", {})
        return found | ({"tag": set(tagging["permissions"])} if tagging.get("taggable") else {})


def _types() -> dict[str, Type]:
    used: dict[str, set[str]] = defaultdict(set)
    recorded = [it for version in recordings.versions() for it in recordings.read(version).values()]
    for recording in recorded:
        for template in recording.get("templates", {}).values():
            for resource in template.values():
                used[resource["Type"]] |= set(resource.get("Properties", {}))
    return {
        name: Type(found, PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-west-2", name).schema)
        for name, found in sorted(used.items())
    }


TYPES = _types()


def _rows(name: str, kind: str) -> set[str]:
    """The actions of the rows for this change; a change of tags puts some on and takes some off."""
    kinds = ("tag", "untag") if kind == "tag" else (kind,)
    return {row.action for each in kinds for row in ROWS.by_subject.get(f"{name} {each}", ())}


def _excused(name: str, kind: str) -> set[str]:
    tables = [it for it in WITHOUT["without"] if it["type"] == name and kind in it["on"]]
    return {action for table in tables for action in table["actions"]}


@pytest.mark.parametrize("name", TYPES)
def test_every_change_of_a_type_has_a_row_or_a_reason(name: str) -> None:
    """Each action that the schema lists for a create, update, delete or change of tags; and no reason is left over."""
    for kind, asked in TYPES[name].asked().items():
        missing = asked - _rows(name, kind)
        assert missing == _excused(name, kind), f"{name} {kind}"
        assert _rows(name, kind) or missing, f"{name} {kind}: no row at all"


@pytest.mark.parametrize("name", TYPES)
def test_create_only_properties_are_those_of_the_schema(name: str) -> None:
    """A change of them makes the resource anew; of those that Zappa's templates use, none is missing or too many."""
    assert set(ROWS.create_only.get(name, [])) == TYPES[name].fixed


def test_every_reason_is_for_a_type_that_is_used() -> None:
    """Reasons name types of the templates, and changes that those can have."""
    for table in WITHOUT["without"]:
        assert table["why"]
        assert set(table["on"]) <= set(TYPES[table["type"]].asked())
