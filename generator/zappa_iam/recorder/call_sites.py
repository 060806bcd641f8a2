"""Every place in Zappa's source that calls AWS, found by parsing it: the list shows what a recording missed."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from .places import places

KEYS = ("file", "line", "function", "service", "operation")
MAKERS = {"boto_client": "client", "client": "client", "create_client": "client", "resource": "resource"}
MAKERS["boto_resource"] = "resource"
HELPERS = {"get_waiter", "get_paginator", "call"}
# Zappa asks this client for three operations and never makes it.
UNMADE = {"cloudfront_client": ("cloudfront", "client")}

Client = tuple[str, str]


def find_call_sites(package: Path) -> list[dict[str, Any]]:
    """File, line of the statement, function, service and operation of each call site, in the order of the source."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(package.rglob("*.py"))}
    shared = dict(UNMADE)
    for tree in trees.values():
        shared |= _attributes(tree)
    sites = []
    for path, tree in trees.items():
        name = "zappa/" + path.relative_to(package).as_posix()
        for _, node, owner in _functions(tree, owner=tree):
            clients = shared | _names(tree) | _attributes(owner) | _names(node)
            clients |= _resources(node, clients)
            for call in _own_nodes(node):
                found = _site(call, clients)
                if found:
                    place = places(path)[call.lineno]
                    sites.append(dict(zip(KEYS, (name, *place, *found), strict=True)))
    return sorted(sites, key=lambda site: (site["file"], site["line"], site["operation"]))


def _functions(tree: ast.AST, owner: ast.AST, prefix: str = "") -> list[tuple[str, ast.AST, ast.AST]]:
    """Qualified name, function and the class or module that holds it."""
    found: list[tuple[str, ast.AST, ast.AST]] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append((prefix + node.name, node, owner))
            found += _functions(node, owner, prefix + node.name + ".<locals>.")
        elif isinstance(node, ast.ClassDef):
            found += _functions(node, node, prefix + node.name + ".")
        else:
            found += _functions(node, owner, prefix)
    return found


def _own_nodes(function: ast.AST) -> list[Any]:
    """The function's nodes without those of functions inside it."""
    found: list[Any] = []
    for node in ast.iter_child_nodes(function):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found += [node, *_own_nodes(node)]
    return found


def _attributes(tree: ast.AST) -> dict[str, Client]:
    """Clients kept on objects, and those a module keeps for all: name -> (service, kind)."""
    kept = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    named = [it for it in kept if isinstance(it.targets[0], ast.Attribute) or _terminal(it.targets[0]).isupper()]
    return _made(named)


def _names(scope: ast.AST) -> dict[str, Client]:
    """Clients under a local or module-level name, and what functions of the module that return one are called."""
    clients = _made([node for node in ast.walk(scope) if isinstance(node, ast.Assign)])
    for function, node, _ in _functions(scope, scope):
        returned = [_terminal(it.value) for it in ast.walk(node) if isinstance(it, ast.Return) and it.value]
        clients |= {f"{function}()": clients[name] for name in returned if name in clients}
    return clients


def _made(assignments: list[ast.Assign]) -> dict[str, Client]:
    clients: dict[str, Client] = {}
    for node in assignments:
        value, target = node.value, _terminal(node.targets[0])
        if not isinstance(value, ast.Call):
            continue
        maker = _terminal(value.func)
        service = value.args[0] if value.args else None
        if maker in MAKERS and isinstance(service, ast.Constant):
            clients[target] = (str(service.value), MAKERS[maker])
        elif maker == "_get_ws_client":
            clients[target] = ("apigatewaymanagementapi", "client")
    return clients


def _resources(function: ast.AST, clients: dict[str, Client]) -> dict[str, Client]:
    """What a resource's constructors made: reading an attribute of it may call AWS, as may its methods."""
    found: dict[str, Client] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            func = node.value.func
            if isinstance(func, ast.Attribute) and func.attr[0].isupper():
                service, kind = clients.get(_terminal(func.value), ("", ""))
                if kind == "resource":
                    found[_terminal(node.targets[0])] = (service, "made")
    return found


def _site(node: Any, clients: dict[str, Client]) -> tuple[str, str] | None:
    """(service, operation) when the node calls a client, a resource, or something a resource made."""
    if isinstance(node, ast.Attribute):
        service, kind = clients.get(_terminal(node.value), ("", ""))
        return (service, node.attr) if kind == "made" else None
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    owner, operation = node.func.value, node.func.attr
    if isinstance(owner, ast.Call):  # s3.Object(bucket, key).get()
        inner = owner.func.value if isinstance(owner.func, ast.Attribute) else None
        service, kind = clients.get(_terminal(inner), ("", ""))
        return (service, operation) if kind == "resource" else None
    service, kind = clients.get(_terminal(owner), ("", ""))
    if kind in ("", "made") or operation[0].isupper():
        return None
    if operation in HELPERS and node.args and isinstance(node.args[0], ast.Constant):
        operation = f"{operation} {node.args[0].value!s}"
    return service, operation


def _terminal(node: Any) -> str:
    """The last name of `a.b.c`; empty when there is none."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
