"""The file that a trial's words are added to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from zappa_iam.aws_trial.refusals import RefusedStep
from zappa_iam.aws_words import Word, line, read


def append(path: Path, refused: Iterable[RefusedStep]) -> int:
    """Add the words that the file does not hold yet; how many. Raises WordsError where it holds anything else."""
    known = {_key(word) for word in held(path)}
    new = [each.word for each in refused if each.word and _key(each.word) not in known]
    if new:
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"{line(word)}\n" for word in new)
    return len(new)


def held(path: Path) -> tuple[Word, ...]:
    """The words of the file; none where there is no file yet."""
    return read.__wrapped__(path) if path.exists() else ()


def _key(word: Word) -> str:
    return json.dumps([word.action, word.resource, word.context, word.principal, word.feature], sort_keys=True)
