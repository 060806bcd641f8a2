"""A refusal to report: as a word of AWS, in the form of `generator/zappa_iam/aws_words/words.jsonl`."""

from __future__ import annotations

import re

from pydantic import ValidationError

from zappa_iam.aws_words import Word
from zappa_iam.aws_words.word import ACCOUNT
from zappa_iam.doctor.diagnosis import Diagnosis

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
