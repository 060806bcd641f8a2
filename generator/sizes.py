"""Sizes: how long each managed policy can become, with every feature on and every name as long as AWS takes it.

Counted for one stage, and one value of `var.resources` for each form that a feature takes; with more the plan itself
counts, and refuses what is too long.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from generator.hcl import GIVEN
from generator.permission import PRINCIPALS, Catalog, Condition, Feature, Statement

LIMIT = (
    6144  # characters without white space, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
)
# Characters of each placeholder's longest values. A role's path has 512 characters at most and its name 64, less the
# path's first slash; a function, and so stage and project together, 64; a rule's second pattern is its short hash.
LONGEST = {
    "partition": [10],
    "region": [15],
    "account": [12],
    "bucket": [63],
    "bucket_account": [12],
    "role": [575],
    "function": [64],
    "rule": [66, 9],
    "stage": [62],
    "archive": [64],
    "bucket_key": [120],
    "star": [4],
}


def longest(catalog: Catalog) -> dict[str, int]:
    """Policy -> the characters it can come to, of the deployer's policies and of the execution role's."""
    statements: dict[str, list[dict[str, Any]]] = {}
    for feature in catalog.features:
        for principal in PRINCIPALS:
            joined = statements.setdefault(feature.carrier(principal), [])
            joined += [_statement(statement, feature, catalog) for statement in feature.grants(principal)]
    return {name: _count({"Statement": found, "Version": "2012-10-17"}) for name, found in statements.items() if found}


def faults(catalog: Catalog) -> list[str]:
    """One line for each policy that can become longer than IAM takes."""
    return [
        f"permissions: policy {name} can come to {size} characters, and IAM takes {LIMIT}; "
        "give some of its features another `policy` or `role_policy`"
        for name, size in longest(catalog).items()
        if size > LIMIT
    ]


def _count(document: dict[str, Any]) -> int:
    return len(json.dumps(document, separators=(",", ":"), ensure_ascii=False))


def _statement(statement: Statement, feature: Feature, catalog: Catalog) -> dict[str, Any]:
    """The statement as Terraform writes it, each placeholder as long as it can be."""
    resources = [arn for name in statement.scopes + statement.spares for arn in _scope(name, catalog)]
    conditions: dict[str, dict[str, Any]] = {}
    for condition in statement.conditions:
        values = [value for text in condition.values for value in _value(text, condition, feature, catalog)]
        conditions.setdefault(condition.test, {})[condition.variable] = _one_or_all(values)
    return {
        "Action": _one_or_all(statement.actions),
        **({"Condition": conditions} if conditions else {}),
        "Effect": statement.effect,
        "NotResource" if statement.spares else "Resource": _one_or_all(resources or ["*"]),
        "Sid": statement.sid,
    }


def _one_or_all(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _scope(name: str, catalog: Catalog) -> list[str]:
    scope = catalog.scopes[name]
    given = [text for pattern in scope.patterns for text in _filled(pattern, _taken(scope.given, catalog))]
    otherwise = [text for pattern in scope.otherwise for text in _filled(pattern, 0)]
    return max(given, otherwise, key=lambda texts: sum(map(len, texts)))


def _value(text: str, condition: Condition, feature: Feature, catalog: Catalog) -> list[str]:
    if text.startswith("@"):
        return _scope(text[1:], catalog)
    return list(_filled(text, _taken(condition.of or feature.feature.along or feature.name, catalog)))


def _taken(name: str | None, catalog: Catalog) -> int:
    """Characters of the longest value that the feature takes."""
    taker = catalog.taken(name)
    return taker.longest if taker else 0


def _filled(pattern: str, given: int) -> Iterator[str]:
    """The pattern with each placeholder as long as can be: one text for each value it can have at once."""
    lengths = {**LONGEST, **{name: [given] for name in GIVEN}}
    names = re.findall(r"\{(\w+)\}", pattern)
    many = next((name for name in names if len(lengths[name]) > 1), None)
    for length in lengths[many] if many else [0]:
        text = pattern
        for name in names:
            text = text.replace(f"{{{name}}}", "x" * (length if name == many else lengths[name][0]))
        yield text
