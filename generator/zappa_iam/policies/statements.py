"""Statements: the catalog's, with each placeholder filled in for a project."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from zappa_iam.catalog import levels
from zappa_iam.catalog.feature import Feature
from zappa_iam.catalog.grant import Grant, GrantCondition, Trust
from zappa_iam.catalog.model import Catalog
from zappa_iam.policies.project import Project, placeholders

VERSION = "2012-10-17"
# What the user gives, in the forms that scopes and conditions ask for; see rules.PLACEHOLDERS.
_GIVEN: dict[str, Callable[[str], str]] = {
    "given": lambda value: value,
    "given_name": lambda value: value.replace("*", "${*}"),
    "given_object": lambda value: value.removeprefix("s3://"),
    "given_path": lambda value: value.replace("*", "%2A"),
    "given_record": lambda value: value.replace("*", "\\052"),
    "given_stream": lambda value: value.partition("/consumer/")[0],
}


def statements(project: Project, principal: str, catalog: Catalog) -> list[dict[str, Any]]:
    """What one principal is granted, feature by feature, the deployer by their level; a statement on nothing is not."""
    fill = _Filling(project, catalog)
    level = levels.granted(project.grants, catalog) if principal == "deployer" else None
    return [
        found
        for feature in project.on(catalog)
        for statement in _granted(feature.grants(principal), level)
        if (found := fill.statement(statement, feature))
    ]


def _granted(statements: list[Grant], level: Mapping[str, list[str]] | None) -> Iterator[Grant]:
    """The statements, where there is a level with its actions alone."""
    for each in statements:
        if level is None:
            yield each
        elif each.sid in level:
            yield each.model_copy(update={"actions": level[each.sid]})


def trust(project: Project, catalog: Catalog) -> dict[str, Any]:
    """The document that says which services may assume the execution role."""
    trusted = [_trust(each, project) for feature in project.on(catalog) for each in feature.trust]
    return {"Version": VERSION, "Statement": trusted}


def _trust(trust: Trust, project: Project) -> dict[str, Any]:
    account = placeholders(project)["account"][0]
    condition = {"Condition": {"StringEqualsIfExists": {"aws:SourceAccount": account}}} if trust.own_account else {}
    return {
        "Sid": trust.sid,
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": trust.service},
        **condition,
    }


class _Filling:
    """The values of one project, and the statements that they make."""

    def __init__(self, project: Project, catalog: Catalog) -> None:
        self.catalog = catalog
        self.variables = project.variables
        self.values = placeholders(project)
        self.given: Mapping[str, list[str]] = {name: sorted(set(each)) for name, each in project.resources.items()}

    def statement(self, statement: Grant, feature: Feature) -> dict[str, Any] | None:
        """The statement; None where it is on nothing that the user names."""
        resources = self.arns(statement.scopes) if statement.scopes else ["*"]
        if not resources:
            return None
        about = {"NotResource": self.arns(statement.spares)} if statement.spares else {"Resource": resources}
        conditions: dict[str, dict[str, str | list[str]]] = {}
        for each in statement.conditions:
            conditions.setdefault(each.test, {})[each.variable] = _one_or_all(self.condition(each, feature))
        return {
            "Sid": statement.sid,
            "Effect": statement.effect,
            "Action": _one_or_all(statement.actions),
            **{element: _one_or_all(arns) for element, arns in about.items()},
            **({"Condition": conditions} if conditions else {}),
        }

    def arns(self, scopes: list[str]) -> list[str]:
        """The ARNs of these scopes, each once."""
        return list(dict.fromkeys(arn for name in scopes for arn in self.scope(name)))

    def scope(self, name: str) -> Iterator[str]:
        scope = self.catalog.scopes[name]
        if scope.unless in self.variables:
            return
        given = [value for value in self.given.get(scope.given or "", []) if re.search(scope.only or "", value)]
        found = [arn for pattern in scope.patterns for arn in self.filled(pattern, given)]
        yield from found or [arn for pattern in scope.otherwise for arn in self.filled(pattern, [])]

    def condition(self, condition: GrantCondition, feature: Feature) -> list[str]:
        """The condition's values, each once."""
        given = self.given.get(condition.of or feature.about.along or feature.name, [])
        found: list[str] = []
        for text in condition.values:
            found += self.scope(text[1:]) if text.startswith("@") else self.filled(text, given)
        return list(dict.fromkeys(found))

    def filled(self, pattern: str, given: list[str]) -> list[str]:
        """The pattern for each value of the placeholder that has many."""
        texts = [pattern]
        for name in re.findall(r"\{(\w+)\}", pattern):
            values = [_GIVEN[name](value) for value in given] if name in _GIVEN else self.values[name]
            texts = [text.replace(f"{{{name}}}", value) for text in texts for value in values]
        return texts


def _one_or_all(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
