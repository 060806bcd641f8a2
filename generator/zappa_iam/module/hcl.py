"""Terraform expressions and blocks as values. The templates only print them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import Literal, NamedTuple

from zappa_iam.catalog.model import Grant, Scope

WIDTH = 112
WIDE = 120
SINGLE = {
    "partition": "${local.partition}",
    "region": "${var.region}",
    "account": "${named.account_id}",
    "bucket": "${named.bucket_name}",
    "bucket_account": "${named.bucket_account_id}",
    "role": "${named.role}",
    "star": "$${*}",  # IAM's way to write the character; HCL removes the first dollar
}
MANY = {
    "archive": "named.archive_names",
    "bucket_key": "named.bucket_keys",
    "function": "named.function_names",
    "rule": "named.rule_names",
    "stage": "named.stage_names",
}
GIVEN = {
    "given": "${value}",
    "given_name": '${replace(value, "*", "$${*}")}',
    "given_object": '${trimprefix(value, "s3://")}',
    "given_path": '${replace(value, "*", "%2A")}',
    "given_record": '${replace(value, "*", "\\\\052")}',
    "given_stream": '${split("/consumer/", value)[0]}',
}


class ConditionLines(NamedTuple):
    """The condition keys of one operator, as the lines of an object."""

    operator: str
    lines: list[str]


class Block(NamedTuple):
    """One statement as an object of IAM's own keys: comment lines, then the values as HCL expressions."""

    comment: list[str]
    sid: str
    effect: str
    actions: list[str]
    key: Literal["Resource", "NotResource"]
    resources: str
    conditions: list[ConditionLines]


class Local(NamedTuple):
    """One list of ARNs among the module's locals."""

    comment: list[str]
    name: str
    value: str


def string(text: str) -> str:
    """The text as an HCL string literal; an interpolation in it stays as it is."""
    pieces: list[str] = []
    rest = text
    while (start := rest.find("${")) >= 0:
        pieces.append(json.dumps(rest[:start], ensure_ascii=False)[1:-1])
        end = _end(rest, start + 1)
        pieces.append(rest[start:end])
        rest = rest[end:]
    return '"' + "".join(pieces) + json.dumps(rest, ensure_ascii=False)[1:-1] + '"'


def _end(text: str, start: int) -> int:
    """The index after the brace that closes the one at `start`."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    raise ValueError(f"{text}: an interpolation does not end; close its brace")


def block(statement: Grant, feature: str) -> Block:
    """The grant as HCL, with reason and sources above. `{given}` in a condition is what `feature` takes."""
    wildcard = comment(f'On "*": {statement.wildcard}') if statement.wildcard else []
    return Block(
        comment=comment(statement.why) + wildcard + comment("Source: " + "; ".join(statement.source)),
        sid=statement.sid,
        effect=statement.effect,
        actions=statement.actions,
        key="NotResource" if statement.spares else "Resource",
        resources=resources(statement.spares or statement.scopes),
        conditions=_conditions(statement, feature),
    )


def _conditions(statement: Grant, feature: str) -> list[ConditionLines]:
    """The grant's conditions by their operators, in the catalog's order."""
    found: dict[str, dict[str, str]] = {}
    for each in statement.conditions:
        found.setdefault(each.test, {})[each.variable] = values(each.values, each.of or feature)
    return [ConditionLines(key(test), aligned(by_key)) for test, by_key in found.items()]


def comment(text: str) -> list[str]:
    """The text as lines that fit behind `# `; URLs stay whole."""
    if len(text) <= WIDTH:
        return [text]
    return wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def resources(scopes: list[str]) -> str:
    """The expression for a grant's resources; a grant without scopes is on `*`, with the catalog's reason."""
    names = [f"named.{name}" for name in scopes]
    if not names:
        return '["*"]'
    return names[0] if len(names) == 1 else f"concat({', '.join(names)})"


def local(name: str, scope: Scope) -> Local:
    """The scope's list of ARNs, made of the module's inputs."""
    parts = _parts(scope.patterns, scope.given, scope.only)
    if scope.otherwise:
        parts = [_joined(parts), values(scope.otherwise)]
    function = "coalescelist" if scope.otherwise else "concat"
    given = f"var.{scope.unless} ? [] : " if scope.unless else ""
    if len(parts) == 1:
        return Local(comment(scope.what), name, given + _broken(parts[0], "    ", len(f"    {name} = {given}")))
    lines = [f"{function}(", *(f"      {_broken(part, '      ', 7)}," for part in parts), "    )"]
    return Local(comment(scope.what), name, given + "\n".join(lines))


def _broken(expression: str, indent: str, before: int) -> str:
    """The expression, a `for` of more than WIDE characters, with what is `before` it, on lines of their own."""
    found = re.fullmatch(r"\[(for \w+ in [^:]+ :) (.*)\]", expression)
    if found is None or before + len(expression) <= WIDE:
        return expression
    return f"[\n{indent}  {found[1]}\n{indent}  {found[2]}\n{indent}]"


def message(text: str) -> str:
    """A message as an HCL expression; of more than WIDE characters, its parts on lines of their own."""
    if len(string(text)) + len("    error_message = ") <= WIDE:
        return string(text)
    parts: list[str] = []
    rest = text
    while rest:
        start = re.search(r"(?<!\$)\$\{", rest)
        if start is None or start.start():
            at = start.start() if start else len(rest)
            parts += [string(line) for line in _lines(rest[:at])]
        if start is None:
            break
        end = _end(rest, start.start() + 1)
        parts.append(rest[start.end() : end - 1])
        rest = rest[end:]
    if len(parts) == 1:
        return parts[0]
    return "\n".join(['join("", [', *(f"      {part}," for part in parts), "    ])"])


def _lines(text: str) -> list[str]:
    """The text in pieces that fit in a line, each but the last with the space behind it."""
    return wrap(text, WIDE - 12, drop_whitespace=False, break_long_words=False, break_on_hyphens=False)


def entries(values: Mapping[str, str | list[str]]) -> list[str]:
    """An object's lines, each with a key and a string or a list of strings, aligned as `terraform fmt` does."""
    return aligned({name: json.dumps(value) for name, value in values.items()})


def aligned(values: Mapping[str, str]) -> list[str]:
    """An object's lines, each with a key and an expression, aligned as `terraform fmt` does."""
    width = max((len(key(name)) for name in values), default=0)
    return [f"{key(name):{width}} = {value}" for name, value in values.items()]


def wrapped(names: Iterable[str]) -> str:
    """A list of strings on lines of WIDTH, as the value of a local."""
    lines = wrap(", ".join(json.dumps(name) for name in names) + ",", WIDTH)
    return "\n".join(["[", *(f"    {line}" for line in lines), "  ]"])


def key(name: str) -> str:
    """The name as the key of an object: in quotes if it is not an identifier."""
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else json.dumps(name)


def partitioned(text: str) -> str:
    """The text as an HCL string literal. `{partition}`, and an example's partition, become that of the region."""
    whole = re.sub(r"^arn:aws:", "arn:{partition}:", text)
    return string(whole.replace("{partition}", SINGLE["partition"]))


def values(texts: list[str], given: str | None = None, only: str | None = None) -> str:
    """A list expression of texts with `{placeholders}`; a placeholder with many values makes it a `for`.

    `@name` means a scope's ARNs. `{given}` means what the user names for the feature `given`, if it matches the regular
    expression `only`; all of it if `named` has the placeholders of unknown values, which match nothing.
    """
    return _joined(_parts(texts, given, only))


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"concat({', '.join(parts)})"


def _parts(texts: list[str], given: str | None = None, only: str | None = None) -> list[str]:
    """The lists for the texts; one list has all texts without a placeholder with many values."""
    parts: list[str] = []
    literals: list[str] = []
    for text in texts:
        names = re.findall(r"\{(\w+)\}", text)
        if text.startswith("@"):
            parts.append(f"named.{text[1:]}")
        elif set(names) & set(GIVEN):
            parts.append(_each("value", f"named.resource_values.{given}", _literal(text), only))
        elif many := next((name for name in names if name in MANY), None):
            parts.append(_each(many, MANY[many], _literal(text)))
        else:
            literals.append(_value(_literal(text)))
    if literals:
        parts.append(f"[{', '.join(literals)}]")
    return parts


def _each(name: str, source: str, literal: str, only: str | None = None) -> str:
    """The list of the literal for each `name` of the source; the source itself if the literal is only that."""
    if literal == f"${{{name}}}" and not only:
        return source
    condition = f" if named.stand_in || can(regex({json.dumps(only)}, {name}))" if only else ""
    return f"[for {name} in {source} : {_value(literal)}{condition}]"


def _value(literal: str) -> str:
    """The literal in quotes, or only the expression if it is one interpolation."""
    alone = literal.startswith("${") and _end(literal, 1) == len(literal)
    return literal[2:-1] if alone else f'"{literal}"'


def _literal(text: str) -> str:
    """The text with each placeholder as an HCL interpolation. IAM's `${*}` still means a plain `*` to IAM."""
    known = SINGLE | GIVEN
    return re.sub(r"\{(\w+)\}", lambda match: known.get(match[1], f"${{{match[1]}}}"), text.replace("${*}", "$${*}"))
