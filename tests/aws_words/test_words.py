"""AWS's own words, held against the planned policies of every project with the feature."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.shared.recorded_cases import RECORDED
from zappa_iam import aws_words, catalog, proof, requests
from zappa_iam.iam import decide

pytestmark = pytest.mark.one_terraform


WORDS = aws_words.read()
WANTED = [word for word in WORDS if word.allowed]
FEATURES = {feature.name: feature for feature in catalog.load().features}


def named(word: aws_words.Word) -> str:
    """The word in a test's id."""
    return f"{word.feature}-{word.action}-{word.resource.rpartition(':')[2][:40]}-{len(word.context)}"


def plans_with(feature: str) -> list[str]:
    """The plans of recorded projects named shop in which the feature is on."""
    return [name for name, inputs in RECORDED.items() if inputs["project_name"] == "shop" if is_on(feature, inputs)]


def is_on(name: str, inputs: dict[str, Any]) -> bool:
    """Whether a plan has the feature: always, by its variable, along with another, or as one of `features`."""
    about = FEATURES[name].about
    wanted = bool(inputs.get(about.variable or ""))
    if about.along:
        return about.along in inputs["features"] and (wanted or bool(set(about.regardless) & set(inputs["features"])))
    return wanted if about.variable else about.always or name in inputs["features"]


@pytest.mark.parametrize("word", WANTED, ids=[named(word) for word in WANTED])
def test_what_aws_asks_for_is_allowed(policies: dict[str, proof.Policies], word: aws_words.Word) -> None:
    """Every request that AWS is known to decide is allowed wherever its feature is on."""
    plans = plans_with(word.feature)
    assert plans, word.feature
    denied = [plan for plan in plans if not decide(policies[plan][word.principal], word.request).allowed]
    assert denied == []


def test_words_are_many_and_mostly_aws_own() -> None:
    """Most are refusals in AWS's own words, and few are guesses."""
    grades = [word.grade for word in WORDS]
    assert grades.count("refusal") > len(WORDS) // 2
    assert grades.count("assumed") < len(WORDS) // 10


def test_rows_that_stand_on_a_word_have_one() -> None:
    """A row that names the file as its source has a refusal of its action there."""
    refused = {word.action for word in WORDS if word.grade == "refusal"}
    standing = [row for row in requests.load() if any(source.endswith("words.jsonl") for source in row.source)]
    assert standing
    assert [(row.subject, row.grade) for row in standing if row.grade != "refusal" or row.action not in refused] == []


FAULTS = {
    "no_json": ("{", "words.jsonl: line 2: : Invalid JSON"),
    "unknown_key": (
        aws_words.line(WORDS[0]).replace('"source"', '"sauce"'),
        "words.jsonl: line 2: source: Field required; fix",
    ),
    "no_action": (aws_words.line(WORDS[1]).replace("apigateway:PUT", "put"), "words.jsonl: line 2: action: "),
    "twice": (aws_words.line(WORDS[0]), "words.jsonl: line 2: the same request as line 1; put both sources into one"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_words_refuse_a_broken_line(tmp_path: Path, name: str) -> None:
    """Each fault is a line with its number."""
    text, says = FAULTS[name]
    path = tmp_path / "words.jsonl"
    path.write_text(f"{aws_words.line(WORDS[0])}\n{text}\n")
    with pytest.raises(aws_words.WordsError) as refused:
        aws_words.read(path)
    assert any(line.startswith(says) for line in str(refused.value).splitlines()), str(refused.value)
