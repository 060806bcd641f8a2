"""A warning: something in the settings that ends otherwise than it reads, with what to do about it."""

from __future__ import annotations

import re
from typing import NamedTuple

PLACEHOLDER = re.compile(r"[<>{}$]|\bYOUR[_-]|\byour[_-]")
"""What a value has that nobody filled in."""

Finding = tuple[str, str]
"""Of a stage: the kind, and the message."""


class Warning(NamedTuple):
    """`kind` is a word for programs, `stage` None where the whole file is meant, `message` says what to do."""

    kind: str
    stage: str | None
    message: str
