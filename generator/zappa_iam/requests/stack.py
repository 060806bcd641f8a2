"""What CloudFormation does to a stack's resources when its template changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from zappa_iam.requests.call import Template, World
from zappa_iam.requests.rows import Rows

CALLS = frozenset({"CreateStack", "DeleteStack", "UpdateStack"})


class StackChange(NamedTuple):
    """One resource to `create`, `update`, `delete`, `tag` or `untag`, its properties with every reference resolved."""

    name: str
    type: str
    kind: str
    properties: dict[str, Any]

    @property
    def subject(self) -> str:
        return f"{self.type} {self.kind}"


def changes(world: World, rows: Rows) -> Iterator[StackChange]:
    """The changes from `world.before` to `world.after`, in the order of the logical ids; unchanged resources: none.

    Changed tags of the stack reach every resource that stays and carries tags.
    """
    retagged = [kind for kind, found in (("tag", changed_tags(world)), ("untag", removed_tags(world))) if found]
    for name in sorted({*world.before, *world.after}):
        old, new = world.before.get(name), world.after.get(name)
        if old and new and not _replaced(old, new, rows):
            taggable = [kind for kind in retagged if f"{new['Type']} {kind}" in rows.by_subject]
            yield from (_change(name, kind, new, world, rows) for kind in taggable)
        if old == new:
            continue
        if old and new and not _replaced(old, new, rows):
            yield _change(name, "update", new, world, rows)
            continue
        if new:
            yield _change(name, "create", new, world, rows)
        if old:
            yield _change(name, "delete", old, world, rows)


def changed_tags(world: World) -> dict[str, str]:
    """The tags that the call adds to the stack, or gives another value."""
    return {key: value for key, value in world.tags_after.items() if world.tags.get(key) != value}


def removed_tags(world: World) -> list[str]:
    """The keys of the tags that the call takes off the stack."""
    return [key for key in world.tags if key not in world.tags_after]


def _replaced(old: Mapping[str, Any], new: Mapping[str, Any], rows: Rows) -> bool:
    """Whether the resource is made anew: another type, or another value of a property that only a create can set."""
    fixed = rows.create_only.get(new["Type"], [])
    before, after = old.get("Properties", {}), new.get("Properties", {})
    return bool(old["Type"] != new["Type"] or any(before.get(name) != after.get(name) for name in fixed))


def _change(name: str, kind: str, resource: Template, world: World, rows: Rows) -> StackChange:
    properties = _resolve(resource.get("Properties", {}), world, rows)
    return StackChange(name, resource["Type"], kind, {**properties, "id": rows.physical.get(name, name)})


def _resolve(value: Any, world: World, rows: Rows) -> Any:
    """The value with `Ref`, `Fn::GetAtt` and `Fn::Join` worked out."""
    match value:
        case {"Ref": str(name)}:
            pseudo = {"AWS::AccountId": world.account, "AWS::Partition": world.partition, "AWS::Region": world.region}
            return pseudo.get(name) or rows.physical.get(name, name)
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return rows.physical.get(f"{name}.{attribute}", f"{name}.{attribute}")
        case {"Fn::Join": [str(between), list(parts)]}:
            return between.join(_resolve(part, world, rows) for part in parts)
        case dict():
            return {key: _resolve(item, world, rows) for key, item in value.items()}
        case list():
            return [_resolve(item, world, rows) for item in value]
    return value
