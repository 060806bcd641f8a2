"""Operators: how one value of a policy compares with one value of a request, for each kind of condition.

Source: reference_policies_elements_condition_operators. Each negated operator is the exact complement of its positive
one, so a request value of the wrong kind (no number, no date) equals nothing and is unequal to everything.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import operator
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from zappa_iam.iam.pattern import Match, compile_pattern

Compile = Callable[[str, bool], Match]  # a policy's value, and whether its variables count


class Operator(NamedTuple):
    """A family member: how to compile a value, and whether the condition holds when nothing matches."""

    compile: Compile
    negated: bool = False


def compare(parse: Callable[[str], Any], test: Callable[[Any, Any], Any]) -> Compile:
    """Compile by parsing both sides and testing (request's, policy's); ValueError if the policy's does not parse."""
    read = lru_cache(maxsize=4096)(parse)

    def compile_value(text: str, variables: bool) -> Match:
        wanted = parse(text)

        def match(value: str, _: object) -> bool:
            try:
                return bool(test(read(value), wanted))
            except ValueError:
                return False

        return match

    return compile_value


def string(*, wild: bool = False, fold: bool = False) -> Compile:
    """Compile text with variables; with `wild` also wildcards, with `fold` regardless of case."""

    def compile_value(text: str, variables: bool) -> Match:
        match = compile_pattern(text, "text", wild=wild, variables=variables, fold=fold)
        return (lambda value, context: match(value.lower(), context)) if fold else match

    return compile_value


def arn(text: str, variables: bool) -> Match:
    """Compile an ARN's pattern, part by part; ArnEquals and ArnLike are the same."""
    return compile_pattern(text, "parts", variables=variables)


def number(text: str) -> float:
    """An integer or decimal number."""
    if not re.fullmatch(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)\s*", text):
        raise ValueError("no number; write digits, such as 10 or 0.5")
    return float(text)


def date(text: str) -> float:
    """Seconds since 1970 from a W3C date (the year, month or day may stand alone only with a dash) or from digits."""
    if re.fullmatch(r"\d+", text):
        return float(text)
    try:
        full = f"{text}-01" if re.fullmatch(r"\d{4}-\d{2}", text) else text
        found = datetime.fromisoformat(full)
    except ValueError:
        raise ValueError("no date; write it as 2030-01-31T00:00:00Z or in seconds since 1970") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def boolean(text: str) -> bool:
    """True or false, regardless of case."""
    if text.lower() not in ("true", "false"):
        raise ValueError("neither true nor false; write one of them")
    return text.lower() == "true"


def binary(text: str) -> bytes:
    """The bytes that base64 text stands for."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("no base64; encode the bytes") from None


def network(text: str) -> tuple[int, int, int]:
    """(version, first, last address) of an address or CIDR range; without a prefix length it is one address."""
    try:
        found = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError("no address range; write it as 203.0.113.0/24 or 2001:db8::/64") from None
    return found.version, int(found.network_address), int(found.broadcast_address)


def inside(found: tuple[int, int, int], wanted: tuple[int, int, int]) -> bool:
    """Whether one range lies within another of the same version."""
    return found[0] == wanted[0] and wanted[1] <= found[1] and found[2] <= wanted[2]


def ordered(name: str, parse: Callable[[str], float]) -> dict[str, Operator]:
    """The six comparisons of numbers or dates."""
    return {
        f"{name}Equals": Operator(compare(parse, operator.eq)),
        f"{name}NotEquals": Operator(compare(parse, operator.eq), negated=True),
        f"{name}LessThan": Operator(compare(parse, operator.lt)),
        f"{name}LessThanEquals": Operator(compare(parse, operator.le)),
        f"{name}GreaterThan": Operator(compare(parse, operator.gt)),
        f"{name}GreaterThanEquals": Operator(compare(parse, operator.ge)),
    }


OPERATORS: dict[str, Operator] = {
    "StringEquals": Operator(string()),
    "StringNotEquals": Operator(string(), negated=True),
    "StringEqualsIgnoreCase": Operator(string(fold=True)),
    "StringNotEqualsIgnoreCase": Operator(string(fold=True), negated=True),
    "StringLike": Operator(string(wild=True)),
    "StringNotLike": Operator(string(wild=True), negated=True),
    "ArnEquals": Operator(arn),
    "ArnLike": Operator(arn),
    "ArnNotEquals": Operator(arn, negated=True),
    "ArnNotLike": Operator(arn, negated=True),
    **ordered("Numeric", number),
    **ordered("Date", date),
    "Bool": Operator(compare(boolean, operator.eq)),
    "BinaryEquals": Operator(compare(binary, operator.eq)),
    "IpAddress": Operator(compare(network, inside)),
    "NotIpAddress": Operator(compare(network, inside), negated=True),
}
