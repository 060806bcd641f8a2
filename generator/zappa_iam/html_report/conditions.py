"""The conditions of a statement, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


def conditions(held: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each condition as a policy has it, and what it says."""
    for test, keys in (held.get("Condition") or {}).items():
        for variable, values in keys.items():
            yield {
                "test": test,
                "key": variable,
                "values": listed(values),
                "says": said(test, variable, listed(values)),
            }


_SAID = {
    "aws:requestedregion": "only in {}",
    "aws:calledvia": "only through {}",
    "aws:resourceaccount": "only things of account {}",
    "iam:passedtoservice": "only to {}",
    "kms:viaservice": "only through {}",
}


_PLAIN = ("StringEquals", "StringLike", "ArnEquals", "ArnLike")


def said(test: str, variable: str, values: Sequence[str]) -> str:
    """A condition in words; as it stands, where no words of ours fit."""
    on, key = " or ".join(values), variable.lower()
    if test.removeprefix("ForAnyValue:").removesuffix("IfExists") in _PLAIN:
        told = ", where AWS tells" if test.endswith("IfExists") else ""
        if words := _SAID.get(key):
            return words.format(on) + told
        if key.startswith(("aws:resourcetag/", "aws:requesttag/")):
            whose = "things that have" if key.startswith("aws:resourcetag/") else "if it gives"
            return f"only {whose} the tag {variable.partition('/')[2]} = {on}{told}"
    return f"{variable} {test} {on}"


def listed(value: Any) -> list[str]:
    """One or several texts as a list."""
    return [value] if isinstance(value, str) else list(value or [])
