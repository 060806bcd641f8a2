"""Terraform expressions and blocks as values: what the templates print, decided here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from textwrap import wrap
from typing import NamedTuple

from generator.permission import Scope, Statement

WIDTH = 112
SINGLE = {
    "partition": "${local.partition}",
    "region": "${var.region}",
    "account": "${local.account_id}",
    "bucket": "${var.bucket_name}",
    "bucket_account": "${local.bucket_account_id}",
    "role": "${local.role}",
    "star": "$${*}",  # the character, to IAM; HCL takes the first dollar away
}
MANY = {
    "archive": "local.archives",
    "bucket_key": "local.bucket_keys",
    "function": "local.functions",
    "rule": "local.rules",
    "stage": "local.stages",
}
GIVEN = {
    "given": "${given}",
    "given_name": '${replace(given, "*", "$${*}")}',
    "given_object": '${trimprefix(given, "s3://")}',
    "given_path": '${replace(given, "*", "%2A")}',
    "given_record": '${replace(given, "*", "\\\\052")}',
    "given_stream": '${split("/consumer/", given)[0]}',
}


class Condition(NamedTuple):
    test: str
    variable: str
    values: str


class Block(NamedTuple):
    """One `statement` block: comment lines, then attributes as HCL expressions."""

    comment: list[str]
    sid: str
    effect: str
    actions: list[str]
    resources: str
    spares: str | None
    conditions: list[Condition]


class Local(NamedTuple):
    """One list of ARNs among the module's locals."""

    comment: list[str]
    name: str
    value: str


def string(text: str) -> str:
    """The text as an HCL string literal; an interpolation in it, braces and all, stays as it is."""
    pieces: list[str] = []
    rest = text
    while (start := rest.find("${")) >= 0:
        pieces.append(json.dumps(rest[:start], ensure_ascii=False)[1:-1])
        end = _end(rest, start + 1)
        pieces.append(rest[start:end])
        rest = rest[end:]
    return '"' + "".join(pieces) + json.dumps(rest, ensure_ascii=False)[1:-1] + '"'


def _end(text: str, start: int) -> int:
    """The place behind the brace that closes the one at `start`."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    raise ValueError(f"{text}: an interpolation does not end; close its brace")


def block(statement: Statement, feature: str) -> Block:
    """The statement as HCL, its reason and its sources over it; `{given}` in a condition is what that feature takes."""
    return Block(
        comment=comment(statement.why) + comment("Source: " + "; ".join(statement.source)),
        sid=statement.sid,
        effect=statement.effect,
        actions=statement.actions,
        resources=resources(statement.scopes),
        spares=resources(statement.spares) if statement.spares else None,
        conditions=[Condition(c.test, c.variable, values(c.values, c.of or feature)) for c in statement.conditions],
    )


def comment(text: str) -> list[str]:
    """The text as lines that fit behind `# `; URLs stay whole."""
    if len(text) <= WIDTH:
        return [text]
    return wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def resources(scopes: list[str]) -> str:
    """The expression for a statement's resources; no scope is the catalog's reasoned wildcard."""
    names = [f"local.arns.{name}" for name in scopes]
    if not names:
        return '["*"]'
    return names[0] if len(names) == 1 else f"concat({', '.join(names)})"


def local(name: str, scope: Scope) -> Local:
    """The scope's list of ARNs, out of the module's inputs."""
    expression = values(scope.patterns, scope.given, scope.only)
    if scope.otherwise:
        expression = f"coalescelist({expression}, {values(scope.otherwise)})"
    return Local(comment(scope.what), name, expression)


def entries(values: Mapping[str, str | list[str]]) -> list[str]:
    """An object's lines, each a key and its string or list of strings, aligned as `terraform fmt` does."""
    keys = [name if re.fullmatch(r"\w+", name) else json.dumps(name) for name in values]
    width = max(map(len, keys), default=0)
    return [f"{key:{width}} = {json.dumps(value)}" for key, value in zip(keys, values.values(), strict=True)]


def partitioned(text: str) -> str:
    """The text as an HCL string literal, `{partition}` and the partition of an example in it that of the region."""
    whole = re.sub(r"^arn:aws:", "arn:{partition}:", text)
    return string(whole.replace("{partition}", SINGLE["partition"]))


def values(texts: list[str], given: str | None = None, only: str | None = None) -> str:
    """A list expression of texts with `{placeholders}`; a placeholder of many values makes it a `for`.

    `@name` stands for a scope's ARNs, `{given}` for what the user names for the feature `given`, where it matches
    the regular expression `only`.
    """
    parts: list[str] = []
    for text in texts:
        names = re.findall(r"\{(\w+)\}", text)
        if text.startswith("@"):
            parts.append(f"local.arns.{text[1:]}")
        elif set(names) & set(GIVEN):
            parts.append(_each("given", f"local.given.{given}", _literal(text), only))
        elif many := next((name for name in names if name in MANY), None):
            parts.append(_each(many, MANY[many], _literal(text)))
        else:
            parts.append(f"[{_quoted(_literal(text))}]")
    if all(part.startswith('["') for part in parts):
        return "[" + ", ".join(part[1:-1] for part in parts) + "]"
    if len(parts) == 1:
        return parts[0]
    joined = f"concat({', '.join(parts)})"
    return f"distinct({joined})" if any("{given_path}" in text for text in texts) else joined


def _each(name: str, source: str, literal: str, only: str | None = None) -> str:
    """The list of the literal for each `name` of the source; the source itself where the literal is just that."""
    if literal == f"${{{name}}}" and not only:
        return source
    alone = literal.startswith("${") and _end(literal, 1) == len(literal)
    value = literal[2:-1] if alone else _quoted(literal)
    condition = f" if can(regex({json.dumps(only)}, {name}))" if only else ""
    return f"[for {name} in {source} : {value}{condition}]"


def _literal(text: str) -> str:
    """The text with each placeholder as an HCL interpolation; IAM's own `${*}` stays what it is to IAM, a plain `*`."""
    known = SINGLE | GIVEN
    return re.sub(r"\{(\w+)\}", lambda match: known.get(match[1], f"${{{match[1]}}}"), text.replace("${*}", "$${*}"))


def _quoted(literal: str) -> str:
    """The literal in quotes; quotes within an interpolation stay as they are."""
    return f'"{literal}"'
