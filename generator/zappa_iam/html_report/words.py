"""The page's short words, and what its permissions can be counted and filtered by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from zappa_iam.html_report.measures import LEVELS
from zappa_iam.reports.evidence_tables import GRADES

MEANINGS = {grade: re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text) for grade, text in GRADES.items()}
MEANINGS["unknown"] = "not this module's: no reason is known"
BREAKS = {"loudly": "fails loudly", "silently": "lost in silence", "unseen": "AWS asks, not Zappa"}
WORDS = {
    "refusal": "AWS's own words",
    "live": "seen in AWS",
    "schema": "AWS's schemas",
    "reference": "AWS's pages",
    "assumed": "a guess",
    "unknown": "unknown",
}
"""Each grade in two words."""


def certainty(granted: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """How many grants stand on what; what is not the module's stands on nothing that is known."""
    counts = Counter(
        each["grade"]
        for feature in granted
        for held in feature["statements"]
        if held["effect"] == "Allow"
        for each in held["actions"]
    )
    wanted = [grade for grade in MEANINGS if grade != "unknown" or counts["unknown"]]
    return [{"grade": grade, "meaning": MEANINGS[grade], "grants": counts[grade]} for grade in wanted]


def choices(granted: Iterable[Mapping[str, Any]]) -> dict[str, list[list[str]]]:
    """What the permissions can be filtered by: for each filter the values that there are, with their words."""
    rows = [each for feature in granted for held in feature["statements"] for each in held["actions"]]
    found = {each["breaks"]["how"] for each in rows if each["breaks"]}
    commands = {command for each in rows for command in each["commands"]}
    return {
        "services": pairs(sorted({each["service"] for each in rows})),
        "commands": pairs(sorted(commands, key=lambda name: (" " in name, name))),
        "levels": pairs([name for name in LEVELS if name in {each["level"] for each in rows}]),
        "grades": [[grade, words] for grade, words in WORDS.items() if grade in {each["grade"] for each in rows}],
        "breaks": [[how, text] for how, text in BREAKS.items() if how in found],
    }


def pairs(values: Iterable[str]) -> list[list[str]]:
    """Values that are their own words."""
    return [[value, value] for value in values]
