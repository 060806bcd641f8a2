"""Widenings: the natural ways in which a statement could be written too wide, each as the statement it would be.

A corpus of requests that must be denied is complete where each widening lets at least one of them through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from zappa_iam.iam.conditions import Condition, take_apart
from zappa_iam.iam.document import Policy, Statement
from zappa_iam.iam.request import Request

DROPPED = "dropped"
REGION, ACCOUNT, RESOURCE = 3, 4, 5  # places in an ARN cut at its first five colons
LIKE = {"StringEquals": "StringLike", "StringLike": "StringLike", "ArnEquals": "ArnLike", "ArnLike": "ArnLike"}
NAME_FIRST = frozenset({"s3", "sns", "sqs", "execute-api"})  # services whose resource part begins with a name
TYPES = frozenset(
    {"@connections", "app", "basepathmappings", "integrations", "log-stream", "routes", "stages", "stream"}
)
FIXED = TYPES | {"POST", "aws", "lambda"}
# Numbers, times and UUIDs, which AWS draws: nobody writes half of one.
DRAWN = re.compile(r"[0-9.]+|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REGION_CODE = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]")
# Keys that AWS sends with every request, so that to allow a request without them allows nothing more
# (reference_policies_condition-keys).
ALWAYS_SENT = frozenset({"aws:requestedregion"})


class Widening(NamedTuple):
    """What of which statement is widened, `text`, into what, `change`, and the statement that this gives."""

    policy: int
    statement: int
    element: Literal["resource", "condition"]
    text: str
    change: str
    mutant: Statement

    def lets_through(self, request: Request) -> bool:
        """Whether the widened statement holds for the request; what other statements say is not looked at."""
        return self.mutant.covers_action(request.folded) and self.mutant.holds(request)


def widenings(policies: Sequence[Policy]) -> Iterator[Widening]:
    """Every widening of every statement that names its resources, those that deny among them, in order."""
    for number, policy in enumerate(policies):
        for place, statement in enumerate(policy.statements):
            if not statement.not_resource:
                for index, pattern in enumerate(statement.resources):
                    for wider in wider_arns(pattern):
                        mutant = statement.with_resource(index, wider)
                        yield Widening(number, place, "resource", pattern, wider, mutant)
                for index, condition in enumerate(statement.conditions):
                    text = f"{condition.operator} {condition.key} {' '.join(condition.values)}"
                    yield Widening(number, place, "condition", text, DROPPED, statement.without_condition(index))
                    for change, looser in _looser(condition):
                        mutant = statement.with_condition(index, looser)
                        yield Widening(number, place, "condition", text, change, mutant)


def wider_arns(pattern: str) -> list[str]:
    """The pattern with any region, any account, each name widened, cut at each separator; and `*` for all of it."""
    if pattern == "*":
        return []
    parts = pattern.split(":", RESOURCE)
    if len(parts) <= RESOURCE:
        return ["*"]
    found = ["*"]
    for place in (REGION, ACCOUNT):
        if parts[place] not in ("", "*"):
            found.append(":".join([*parts[:place], "*", *parts[place + 1 :]]))
    resource = parts[RESOURCE]
    cuts = [resource[:end] + "*" for end in (0, *(separator.end() for separator in re.finditer("[:/]", resource)))]
    for start, end in names(parts[2], resource):
        cuts += [resource[:start] + wider + resource[end:] for wider in wider_names(resource[start:end])]
    found += [":".join([*parts[:RESOURCE], cut]) for cut in cuts]
    return [wider for wider in dict.fromkeys(found) if wider != pattern]


def names(service: str, resource: str) -> list[tuple[int, int]]:
    """Where in an ARN's resource part its names stand: no type, no fixed word, nothing that AWS draws, no bare `*`."""
    words = list(re.finditer("[^:/]+", resource))
    named = words if service in NAME_FIRST else words[1:]
    spared = FIXED | {"*", "${*}"}
    return [each.span() for each in named if each[0] not in spared and not DRAWN.fullmatch(each[0])]


def wider_names(name: str) -> list[str]:
    """Any name, any longer name, and any name with the same beginning up to the last dash."""
    head, dash, _ = name.rstrip("*-").rpartition("-")
    found = ["*", name if name.endswith("*") else f"{name}*", f"{head}-*" if dash else "*"]
    return [wider for wider in dict.fromkeys(found) if wider != name]


def _looser(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """The condition with one value widened, or no matter whether the key is there; what changed in words."""
    name = take_apart(condition.operator)
    if name.base not in LIKE:
        return
    if not name.if_exists and not name.quantifier and condition.key.lower() not in ALWAYS_SENT:
        yield "IfExists", replace(condition, operator=f"{condition.operator}IfExists")
    operator = condition.operator.replace(name.base, LIKE[name.base], 1)
    for index, value in enumerate(condition.values):
        for wider in _wider_values(name.base, value):
            values = (*condition.values[:index], wider, *condition.values[index + 1 :])
            yield wider, Condition(operator, condition.key, values)


def _wider_values(base: str, value: str) -> list[str]:
    """Anything; where the value is an ARN or a name rather than a host or a number, its natural widenings, too."""
    if value == "*":
        return []
    if DRAWN.fullmatch(value):
        return ["*"]
    if REGION_CODE.fullmatch(value):
        return ["*", f"{value.rpartition('-')[0]}-*"]
    if value.startswith("arn:"):
        found = wider_arns(value)
        return ["arn:*:*:*:*:*", *found[1:]] if base.startswith("Arn") else found
    return ["*"] if "." in value else wider_names(value)
