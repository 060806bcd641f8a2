"""Recorded call -> IAM requests: action, resource and condition context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zappa_iam.files.faults import DataError
from zappa_iam.iam import Request
from zappa_iam.requests import stack
from zappa_iam.requests.call import Call, Template, World
from zappa_iam.requests.fill import Scope, fill, holds, look_up
from zappa_iam.requests.rows import TYPES, Row, Rows, load
from zappa_iam.requests.usual import usual

Context = dict[str, str | Sequence[str]]
REMOVED = "removed"


class MappingError(DataError):
    """Every call that the data cannot map, one line each: where: what; what to do."""


def requests_of(call: Call, world: World, rows: Rows | None = None) -> list[Request]:
    """What AWS decides for one call, in the order of the rows; a call that changes a stack brings its resources'."""
    return [request for _, request in matches(call, world, rows or load())]


def requests_of_evidence(evidence: Mapping[str, Any], rows: Rows | None = None) -> list[tuple[Call, Request]]:
    """The requests of every call of one evidence file, in its order; raise MappingError with all faults at once."""
    return [(call, request) for call, _, request in matches_of_evidence(evidence, rows or load())]


def matches_of_evidence(evidence: Mapping[str, Any], rows: Rows) -> list[tuple[Call, Row, Request]]:
    """As `requests_of_evidence`, with the row that each request comes from."""
    where = f"evidence/zappa-{evidence['zappa']}/{evidence['scenario']}.json"
    found: list[tuple[Call, Row, Request]] = []
    faults: list[str] = []
    for call, world in each_call(evidence):
        try:
            found += [(call, row, request) for row, request in matches(call, world, rows)]
        except MappingError as error:
            faults += [f"{where}: {line}" for line in str(error).splitlines()]
    if faults:
        raise MappingError("\n".join(dict.fromkeys(faults)))
    return found


def matches(call: Call, world: World, rows: Rows) -> list[tuple[Row, Request]]:
    """The requests of one call, each with its row."""
    world = replace(world, region=call.region or world.region)
    scope = {**call.parameters, "endpoint": call.endpoint, **_facts(world)}
    found = list(_matches(f"{call.service} {call.operation}", f"{call.service}.toml", call, scope, world, rows))
    if _changes_stack(call):
        for change in stack.changes(world, rows):
            scope = {**change.properties, **_facts(world)}
            around_it = replace(world, tags=world.tags_after) if change.kind == "create" else world
            found += _matches(change.subject, TYPES, call, scope, around_it, rows)
    return found


def _matches(
    subject: str, file: str, call: Call, scope: Scope, world: World, rows: Rows
) -> Iterator[tuple[Row, Request]]:
    if subject not in rows.by_subject:
        raise MappingError(f"{call}: no row for `{subject}`; add one to operations/{file}")
    for row in rows.by_subject[subject]:
        wanted = all(holds(it, scope) for it in row.when) and not any(holds(it, scope) for it in row.unless)
        if not wanted:
            continue
        for template in row.resources:
            resources = fill(template, scope)
            if not resources and "[]" not in template:
                advice = f"fix {row.action} in {row.file}"
                raise MappingError(f"{call}: {subject}: nothing fills {template}; {advice}")
            for resource in resources:
                yield row, Request(row.action, resource, _context(row, resource, scope, world))


def _context(row: Row, resource: str, scope: Scope, world: World) -> Context:
    """The condition keys: those of every request, then those of tags, of the calling service, and of the row."""
    context: Context = {**usual(resource, world.account, world.region)}
    context["aws:RequestedRegion"] = row.requested_region or world.region
    if row.resource_tags:
        context |= {f"aws:ResourceTag/{key}": value for key, value in world.tags.items()}
    if row.request_tags == REMOVED:
        context["aws:TagKeys"] = tuple(stack.removed_tags(world))
    elif row.request_tags:
        tags = _request_tags(row.request_tags, scope, world)
        context |= {f"aws:RequestTag/{key}": value for key, value in tags.items()}
        context["aws:TagKeys"] = tuple(tags)
    if row.via:
        context |= {"aws:CalledViaFirst": row.via, "aws:CalledViaLast": row.via, "aws:ViaAWSService": "true"}
        context["aws:CalledVia"] = (row.via,)
    for key, template in row.context:
        if isinstance(template, tuple):
            values = [value for it in template for value in fill(it, scope)]
            context |= {key: tuple(dict.fromkeys(values))} if values else {}
        elif values := fill(template, scope):
            context[key] = values[0]
    return context


def _request_tags(which: str, scope: Scope, world: World) -> Mapping[str, str]:
    """The tags that a request carries: all of the stack's, those of them that changed, or those at a path."""
    if which == "stack":
        return world.tags_after
    return stack.changed_tags(world) if which == "changed" else _tags(which, scope)


def _tags(path: str, scope: Scope) -> dict[str, str]:
    """The tags at a path, written as a table or as a list of `Key` and `Value`."""
    tags: dict[str, str] = {}
    for found in look_up(path, scope):
        tags |= found if isinstance(found, Mapping) else {tag["Key"]: tag["Value"] for tag in found}
    return tags


def _facts(world: World) -> dict[str, Any]:
    return {"partition": world.partition, "account": world.account, "region": world.region, "function": world.function}


def each_call(evidence: Mapping[str, Any]) -> Iterator[tuple[Call, World]]:
    """Each call in its order, with the world as it stands then: the function's name, the stack's tags and template."""
    calls = [Call(**call) for call in evidence["calls"]]
    made = [call.parameters for call in calls if call.operation == "CreateStack"]
    named = [call.parameters["FunctionName"] for call in calls if call.operation == "CreateFunction"]
    function = named[0] if named else World.function
    tags = {tag["Key"]: tag["Value"] for tag in made[0]["Tags"]} if made else {"ZappaProject": function}
    world = World(function=function, tags=tags)
    for call in calls:
        world = around(call, world, evidence.get("templates", {}))
        yield call, world
        world = settled(world)


def around(call: Call, world: World, templates: Mapping[str, Template]) -> World:
    """The world around a call: `before` as it stands, `after` as the call leaves the stack; templates by command."""
    if not _changes_stack(call):
        return replace(world, after=world.before, tags_after=world.tags)
    if call.operation == "DeleteStack":
        return replace(world, after={}, tags_after=world.tags)
    tags = {tag["Key"]: tag["Value"] for tag in call.parameters.get("Tags", ())}
    return replace(world, after=templates.get(call.command, {}), tags_after=tags or world.tags)


def settled(world: World) -> World:
    """The world once the call is over."""
    return replace(world, before=world.after, tags=world.tags_after)


def _changes_stack(call: Call) -> bool:
    return call.service == "cloudformation" and call.operation in stack.CALLS and call.outcome == "ok"
