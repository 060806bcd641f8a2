"""Terraform expressions and blocks as values: what the templates print, decided here."""

from __future__ import annotations

import json
import re
from textwrap import wrap
from typing import NamedTuple

from generator.permission import Scope, Statement

WIDTH = 112
SINGLE = {
    "partition": "${local.partition}",
    "region": "${var.region}",
    "account": "${local.account_id}",
    "bucket": "${var.bucket_name}",
    "role": "${local.role}",
}
MANY = {"function": "functions", "rule": "rules", "stage": "stages", "bucket_key": "bucket_keys"}


class Condition(NamedTuple):
    test: str
    variable: str
    values: str


class Block(NamedTuple):
    """One `statement` block: comment lines, then attributes as HCL expressions."""

    comment: list[str]
    sid: str
    actions: list[str]
    resources: str
    conditions: list[Condition]


class Local(NamedTuple):
    """One list of ARNs among the module's locals."""

    comment: list[str]
    name: str
    value: str


def string(text: str) -> str:
    """The text as an HCL string literal; an interpolation in it stays one."""
    parts = re.split(r"(\$\{.*?\}(?=[^})]|$))", text)
    return '"' + "".join(p if p.startswith("${") else json.dumps(p, ensure_ascii=False)[1:-1] for p in parts) + '"'


def block(statement: Statement) -> Block:
    """The statement as HCL, its reason and its sources over it."""
    return Block(
        comment=comment(statement.why) + comment("Source: " + "; ".join(statement.source)),
        sid=statement.sid,
        actions=statement.actions,
        resources=resources(statement.scopes),
        conditions=[Condition(c.test, c.variable, values(c.values)) for c in statement.conditions],
    )


def comment(text: str) -> list[str]:
    """The text as lines that fit behind `# `; URLs stay whole."""
    return wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def resources(scopes: list[str]) -> str:
    """The expression for a statement's resources; no scope is the catalog's reasoned wildcard."""
    names = [f"local.arns.{name}" for name in scopes]
    if not names:
        return '["*"]'
    return names[0] if len(names) == 1 else f"concat({', '.join(names)})"


def local(name: str, scope: Scope) -> Local:
    """The scope's list of ARNs, out of the module's inputs."""
    return Local(comment(scope.what), name, values(scope.patterns))


def values(texts: list[str]) -> str:
    """A list expression of texts with `{placeholders}`; a placeholder of many values makes it a `for`."""
    parts: list[str] = []
    for text in texts:
        many = next((name for name in re.findall(r"\{(\w+)\}", text) if name in MANY), None)
        literal = re.sub(r"\{(\w+)\}", lambda match: SINGLE.get(match[1], f"${{{match[1]}}}"), text)
        if many is None:
            parts.append(f"[{json.dumps(literal)}]")
        elif literal == f"${{{many}}}":
            parts.append(f"local.{MANY[many]}")
        else:
            parts.append(f"[for {many} in local.{MANY[many]} : {json.dumps(literal)}]")
    if all(part.startswith('["') for part in parts):
        return "[" + ", ".join(part[1:-1] for part in parts) + "]"
    return parts[0] if len(parts) == 1 else f"concat({', '.join(parts)})"
