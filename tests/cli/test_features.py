"""`zappa-iam features`: every feature, and a search by setting and service."""

from __future__ import annotations

import json

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from zappa_iam import catalog
from zappa_iam.cli.main import main

CATALOG = catalog.load()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["features", *arguments])


def test_every_feature_is_there() -> None:
    """The table has each feature with its title; JSON has the same rows."""
    shown, rows = run().stdout, json.loads(run("--json").stdout)
    assert [row["feature"] for row in rows] == [feature.name for feature in CATALOG.features]
    assert [row["feature"] for row in rows if row["feature"] not in shown] == []
    unfolded = " ".join(shown.split())
    assert [row["title"] for row in rows if row["title"].split()[0] not in unfolded] == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["keep_warm"], ["events"]),
        (["SQS"], ["event_source_sqs", "dead_letter"]),
        (["kinesis", "stream"], ["event_source_kinesis"]),
        (["vpc_config"], ["vpc_config"]),
    ],
)
def test_search_finds_settings_and_services(words: list[str], found: list[str]) -> None:
    """Each word narrows; case does not matter."""
    names = [row["feature"] for row in json.loads(run("--json", *words).stdout)]
    assert set(found) <= set(names)
    assert len(names) < len(CATALOG.features) / 2


def test_nothing_found_is_one_line() -> None:
    """The line names the words and what to run; exit status 1."""
    result = run("xyz", "abc")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "features: none has xyz and abc; run `zappa-iam features` for all\n"


def test_the_shell_completes_commands() -> None:
    """click's completion of a command's name, as docs/completion.md sets it up."""
    completed = ShellComplete(main, {}, "zappa-iam", "_ZAPPA_IAM_COMPLETE").get_completions([], "a")
    assert {item.value for item in completed} == {"adopt", "audit"}
