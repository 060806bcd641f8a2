"""What Zappa and AWS refuse or ignore of settings together is what pairs/refused.toml says."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tests.shared.zappa_source import symbols
from zappa_iam.recorder import record
from zappa_iam.recorder.pairs import refusals
from zappa_iam.recorder.scenario import FOLDER

VERSION = record.versions()[-1]
REFUSED = refusals(FOLDER)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, list[Any]]:
    """What real Zappa does with each row of refused.toml."""
    try:
        python = record.interpreter(VERSION)
    except record.RecordError as missing:
        pytest.skip(str(missing))
    command = [str(python), "-m", "zappa_iam.recorder.refusing"]
    done = subprocess.run(
        command, cwd=record.PACKAGE.parent, env=record.surroundings(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, list[Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("number", range(len(REFUSED["refused"])))
def test_zappa_refuses_in_these_words(outcomes: dict[str, list[Any]], number: int) -> None:
    """Real Zappa, with these settings, ends the command with the message on the list."""
    row, outcome = REFUSED["refused"][number], outcomes["refused"][number]
    assert row["says"] in " ".join(outcome["said"].split())
    assert bool(outcome["exit"]) != row.get("silent", False)


@pytest.mark.parametrize("number", range(len(REFUSED["ignored"])))
def test_zappa_ignores_the_settings(outcomes: dict[str, list[Any]], number: int) -> None:
    """Real Zappa asks for the same with and without them, the calls on the list excepted."""
    row, outcome = REFUSED["ignored"][number], outcomes["ignored"][number]
    assert {" ".join(text.split()[:2]) for text in outcome} == set(row.get("but", []))
    file, symbol = row["source"].split()
    assert symbol in symbols(file)
    assert row["why"].endswith(".")


def test_what_aws_refuses_has_a_page() -> None:
    """Nothing here can show it."""
    assert all(row["source"].startswith("https://docs.aws.amazon.com/") for row in REFUSED["aws"])
    assert all(row["why"].endswith(".") for row in REFUSED["aws"])
