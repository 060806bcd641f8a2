"""A refusal to report: as a word of AWS, in the form of `generator/words/words.jsonl`."""

from __future__ import annotations

import re

from pydantic import ValidationError

from generator.doctor.diagnosis import Diagnosis
from generator.words import Word
from generator.words.word import ACCOUNT

SOURCE = "where you saw it"
_NUMBER = re.compile(r"(?<=:)\d{12}(?=:)")


def word(found: Diagnosis) -> Word | None:
    """The word, where the module grants the action and the message names what it was refused on; else None.

    The account's number is left out of it, which is for nobody to read; all other names stay as they are.
    """
    if found.kind not in ("granted", "not_on_this") or not found.feature:
        return None
    try:
        return Word(
            action=found.refusal.action or "",
            resource=_NUMBER.sub(ACCOUNT, found.refusal.resource or ""),
            feature=found.feature,
            principal=found.refusal.principal,
            grade="refusal",
            allowed=True,
            source=SOURCE,
        )
    except ValidationError:
        return None
