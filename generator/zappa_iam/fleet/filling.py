"""Placeholders of a manifest's texts, as in `acme-{account}-{region}`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from zappa_iam.fleet.fault import Fault, Path

PLACE = ("account", "account_id", "partition", "region")
PROJECT = ("project", *PLACE)
_NAMED = re.compile(r"\{([A-Za-z_]+)\}")


def filled(value: Any, values: Mapping[str, str]) -> Any:
    """The value with each placeholder in its texts replaced; what is none of the placeholders stays."""
    if isinstance(value, str):
        return _NAMED.sub(lambda found: values.get(found[1], found[0]), value) if "{" in value else value
    if isinstance(value, list):
        return [filled(each, values) for each in value]
    if isinstance(value, dict):
        return {key: filled(each, values) for key, each in value.items()}
    return value


def faults(value: Any, known: tuple[str, ...], at: Path) -> Iterator[Fault]:
    """The placeholders that there are none of."""
    if isinstance(value, str):
        for name in _NAMED.findall(value):
            if name not in known:
                names = ", ".join(f"{{{each}}}" for each in known)
                yield Fault(at, f"unknown placeholder {{{name}}}; write some of: {names}")
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from faults(each, known, (*at, place))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from faults(each, known, (*at, key))
