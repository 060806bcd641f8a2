"""Shapes: whether a policy's pattern and AWS's form of an ARN have any ARN in common."""

from __future__ import annotations

import re
from functools import lru_cache

_PARTS = 5  # partition, service, region, account stand between the first five colons
_BUCKET = "\x00"  # a bucket's name: anything without a slash
_MANY = ("*", _BUCKET)


@lru_cache(maxsize=65536)
def meets(pattern: str, arn: str) -> bool:
    """Whether some ARN of the form `arn`, its `${...}` filled, fits the pattern; in doubt it does."""
    wide = re.sub(r"\$\{[^}]*\}", "*", pattern)
    form = re.sub(r"\$\{[^}]*\}", "*", arn.replace("${BucketName}", _BUCKET))
    if wide.count(":") < _PARTS:
        return _common(f"{wide}*", form)
    return all(_common(*parts) for parts in zip(wide.split(":", _PARTS), form.split(":", _PARTS), strict=True))


def _common(one: str, other: str) -> bool:
    """Whether two patterns of `*` and `?` have a text in common: both read at once, from every pair of places."""
    seen = {(0, 0)}
    waiting = [(0, 0)]
    while waiting:
        here, there = waiting.pop()
        if here == len(one) and there == len(other):
            return True
        for step in _steps(one, here, other, there):
            if step not in seen:
                seen.add(step)
                waiting.append(step)
    return False


def _steps(one: str, here: int, other: str, there: int) -> list[tuple[int, int]]:
    left, right = one[here : here + 1], other[there : there + 1]
    found = []
    if left in _MANY:
        found.append((here + 1, there))
    if right in _MANY:
        found.append((here, there + 1))
    if left and right:
        if left in _MANY and right not in _MANY and _takes(left, right):
            found.append((here, there + 1))
        elif right in _MANY and left not in _MANY and _takes(right, left):
            found.append((here + 1, there))
        elif left not in _MANY and right not in _MANY and (left == right or "?" in (left, right)):
            found.append((here + 1, there + 1))
    return found


def _takes(many: str, letter: str) -> bool:
    return many == "*" or letter != "/"
