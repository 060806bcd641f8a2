"""Reading the words of AWS, and writing one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from zappa_iam.aws_words.word import Word
from zappa_iam.files import plain_files
from zappa_iam.files.faults import DataError, one_line

PATH = Path(__file__).parent / "words.jsonl"
IN_VAIN = PATH.parent / "in_vain.txt"


class WordsError(DataError):
    """Every fault of the file, one line each: where: what; what to do."""


@cache
def read(path: Path = PATH) -> tuple[Word, ...]:
    """Every word, in the file's order; WordsError with all faults at once."""
    found: list[Word] = []
    seen: dict[str, int] = {}
    faults: list[str] = []
    for number, text in enumerate(plain_files.text(path, path.name).splitlines(), start=1):
        where = f"{path.name}: line {number}"
        try:
            word = Word.model_validate_json(text)
        except ValidationError as error:
            faults += [f"{where}: {'.'.join(map(str, it['loc']))}: {it['msg']}; fix the word" for it in error.errors()]
            continue
        same = json.dumps([word.action, word.resource, word.context, word.principal, word.feature], sort_keys=True)
        if same in seen:
            faults.append(f"{where}: the same request as line {seen[same]}; put both sources into one")
        seen.setdefault(same, number)
        found.append(word)
    if faults:
        raise WordsError("\n".join(map(one_line, faults)))
    return tuple(found)


def refused() -> set[str]:
    """Every action of which the file has AWS's own refusal, with the resource."""
    return {word.action for word in read() if word.grade == "refusal"}


def in_vain() -> set[str]:
    """Every action whose refusal was looked for in public, and not found with its resource."""
    return set(plain_files.text(IN_VAIN, IN_VAIN.name).split())


def line(word: Word) -> str:
    """The word as a line of the file."""
    return json.dumps(word.model_dump(exclude_none=True), ensure_ascii=False)
