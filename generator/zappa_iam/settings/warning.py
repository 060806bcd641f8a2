"""A warning: something in the settings that ends otherwise than it reads, with what to do about it."""

from __future__ import annotations

from typing import NamedTuple


class Warning(NamedTuple):
    """`kind` is a word for programs, `stage` None where the whole file is meant, `message` says what to do."""

    kind: str
    stage: str | None
    message: str
