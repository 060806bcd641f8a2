"""Calls of boto3 in a file's syntax tree: which operation of which service, on what, where that is written down."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

# Keyword arguments that name what a call works on.
NAMING = (
    "Bucket",
    "FunctionName",
    "Name",
    "ParameterName",
    "QueueName",
    "QueueUrl",
    "SecretId",
    "StreamName",
    "TableName",
    "TopicArn",
)
# Objects of boto3's resources that a name makes: `boto3.resource("s3").Bucket("uploads")`.
_OBJECTS = {"Bucket", "Object", "Queue", "Table", "Topic"}
# What clients and resources have besides operations.
_OTHERS = {"can_paginate", "close", "get_available_subresources", "get_waiter", "load", "reload"}


class CodeCall(NamedTuple):
    """One call: the service and operation as boto3 spells them, a name where one is written, and the line."""

    service: str
    operation: str
    name: str | None
    line: int


class _Client(NamedTuple):
    service: str
    name: str | None = None


def calls(tree: ast.Module) -> list[CodeCall]:
    """Every call on a client or a resource that the same file makes, in the order of the lines."""
    made = {name: client for node in ast.walk(tree) for name, client in _assigned(node)}
    found = [call for node in ast.walk(tree) if isinstance(node, ast.Call) for call in _call(node, made)]
    return sorted(set(found), key=lambda call: (call.line, call.operation))


def _assigned(node: ast.AST) -> Iterator[tuple[str, _Client]]:
    """The names that a statement gives to a client; what is made from another name is found where that is a client."""
    if isinstance(node, ast.Assign):
        client = _client(node.value, {})
        for target in node.targets if client else []:
            if name := _name(target):
                yield name, client  # type: ignore[misc]  # a client, as the loop says


def _client(node: ast.AST, made: dict[str, _Client]) -> _Client | None:
    """The client or resource that an expression is: a name of one, a call that makes one, an object of one."""
    if name := _name(node):
        return made.get(name)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    first = _text(node.args[0]) if node.args else None
    if node.func.attr in ("client", "resource") and first and _client(node.func.value, made) is None:
        return _Client(first)
    if node.func.attr in _OBJECTS and (client := _client(node.func.value, made)):
        return _Client(client.service, first)
    return None


def _call(node: ast.Call, made: dict[str, _Client]) -> Iterator[CodeCall]:
    if not isinstance(node.func, ast.Attribute) or node.func.attr in _OTHERS | _OBJECTS:
        return
    owner = node.func.value
    if isinstance(owner, ast.Attribute) and owner.attr in ("meta", "objects"):  # bucket.objects.all(), meta.client
        owner = owner.value
    client = _client(owner, made)
    if not client:
        return
    operation = node.func.attr
    if operation == "get_paginator":
        operation = (_text(node.args[0]) if node.args else None) or ""
    elif node.func.value is not owner:
        operation = "list_objects"
    named = [_text(each.value) for each in node.keywords if each.arg in NAMING]
    if operation:
        yield CodeCall(client.service, operation, next(filter(None, named), client.name), node.lineno)


def _name(node: ast.AST) -> str | None:
    """`s3` and `self.s3` alike, by their last part."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None


def _text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
