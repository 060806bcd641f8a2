"""A finding: one thing that is to be said of the policies, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")
Kind = Literal["lacking", "silent", "unused", "chain", "escalation", "no_action", "never", "repeated"]
# Kind -> its heading, and what it is about, for people and for SARIF.
KINDS: dict[Kind, tuple[str, str]] = {
    "lacking": ("Zappa fails", "Zappa asks AWS for it, and a command fails without it."),
    "silent": ("lost in silence", "Zappa asks AWS for it, and goes on without it as if nothing were."),
    "escalation": ("escalation", "A known way from these permissions to more than they say."),
    "chain": ("attacker's chains", "What somebody with these permissions could do to others, step by step."),
    "unused": ("never used", "Granted, and Zappa never asks for it in this project."),
    "no_action": ("no actions", "A name that is no action of AWS's, or a pattern that fits none."),
    "never": ("never match", "A grant that can hold for no request."),
    "repeated": ("said twice", "A name that a pattern beside it covers already."),
}


class Finding(NamedTuple):
    """What is found, and of which kind; `about` are the facts for programs.

    `policy` and `sid` name the statement that it is about, where there is one, and `word` what to look for in its text.
    """

    kind: Kind
    level: Level
    message: str
    about: Mapping[str, Any] = {}
    policy: str | None = None
    sid: str | None = None
    word: str | None = None
