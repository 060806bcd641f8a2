"""The catalog's `{placeholders}` as HCL: each in a text becomes an interpolation, or makes a `for` of it."""

from __future__ import annotations

import json
import re

from zappa_iam.module import hcl

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


def partitioned(text: str) -> str:
    """The text as an HCL string literal. `{partition}`, and an example's partition, become that of the region."""
    whole = re.sub(r"^arn:aws:", "arn:{partition}:", text)
    return hcl.string(whole.replace("{partition}", SINGLE["partition"]))


def values(texts: list[str], given: str | None = None, only: str | None = None) -> str:
    """A list expression of texts with `{placeholders}`; a placeholder with many values makes it a `for`.

    `@name` means a scope's ARNs. `{given}` means what the user names for the feature `given`, if it matches the regular
    expression `only`; all of it if `named` has the placeholders of unknown values, which match nothing.
    """
    return joined(parts(texts, given, only))


def joined(lists: list[str]) -> str:
    """The lists as one expression."""
    return lists[0] if len(lists) == 1 else f"concat({', '.join(lists)})"


def parts(texts: list[str], given: str | None = None, only: str | None = None) -> list[str]:
    """The lists for the texts; one list has all texts without a placeholder with many values."""
    found: list[str] = []
    literals: list[str] = []
    for text in texts:
        names = re.findall(r"\{(\w+)\}", text)
        if text.startswith("@"):
            found.append(f"named.{text[1:]}")
        elif set(names) & set(GIVEN):
            found.append(_each("value", f"named.resource_values.{given}", _literal(text), only))
        elif many := next((name for name in names if name in MANY), None):
            found.append(_each(many, MANY[many], _literal(text)))
        else:
            literals.append(_value(_literal(text)))
    if literals:
        found.append(f"[{', '.join(literals)}]")
    return found


def _each(name: str, source: str, literal: str, only: str | None = None) -> str:
    """The list of the literal for each `name` of the source; the source itself if the literal is only that."""
    if literal == f"${{{name}}}" and not only:
        return source
    condition = f" if named.stand_in || can(regex({json.dumps(only)}, {name}))" if only else ""
    return f"[for {name} in {source} : {_value(literal)}{condition}]"


def _value(literal: str) -> str:
    """The literal in quotes, or only the expression if it is one interpolation."""
    alone = literal.startswith("${") and hcl.braces_end(literal, 1) == len(literal)
    return literal[2:-1] if alone else f'"{literal}"'


def _literal(text: str) -> str:
    """The text with each placeholder as an HCL interpolation. IAM's `${*}` still means a plain `*` to IAM."""
    known = SINGLE | GIVEN
    return re.sub(r"\{(\w+)\}", lambda match: known.get(match[1], f"${{{match[1]}}}"), text.replace("${*}", "$${*}"))
