"""The callers of an action: places, commands, settings and lines, per version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.shared.made_recordings import lambda_call, recording
from zappa_iam.evidence import recordings
from zappa_iam.reports import callers
from zappa_iam.reports.callers import CallSite
from zappa_iam.reports.layout import laid_out


def used(**changes: Any) -> CallSite:
    """A use by the deployer, in the default scenario of one version."""
    use = CallSite(
        "lambda:GetAlias", "deployer", "zappa/core.py", "Zappa.f", "recorded", ["update"], {"default": {}}, {}
    )
    return use._replace(**changes)


def printed(found: list[CallSite], known: list[str]) -> str:
    """The places as text, each line whole."""
    return "\n".join(map(laid_out, callers.lines(found, known)))


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """Two versions: one line moves, one is new; one scenario sets something and leaves something out."""
    for version, line in (("9.0.0", 10), ("9.1.0", 20)):
        folder = tmp_path / f"zappa-{version}"
        folder.mkdir()
        call = lambda_call("GetAlias", "shop-dev", source=f"zappa/core.py:{line} Zappa.f")
        default = recording(call, role_arn="arn:aws:iam::123456789012:role/R")
        other = recording({**call, "command": "status"}, lambda_call("GetFunction", "shop-dev"), alb_enabled=True)
        (folder / "default.json").write_text(json.dumps(default))
        (folder / "alb.json").write_text(json.dumps({**other, "scenario": "alb", "features": ["alb"]}))
    return tmp_path


def test_uses_gather_commands_settings_and_lines(evidence: Path) -> None:
    """One place is one use, whatever the versions, scenarios and commands."""
    [use] = callers.callers_of("LAMBDA:getalias", folder=evidence)
    assert use.action == "lambda:GetAlias"
    assert sorted(use.commands) == ["deploy", "status"]
    assert use.settings == {"default": {}, "alb": {"alb_enabled": True, "role_arn": None}}
    assert use.lines == {"9.0.0": [10], "9.1.0": [20]}


def test_uses_of_a_feature_are_those_of_its_scenarios(evidence: Path) -> None:
    """With a feature named, scenarios without it do not count."""
    [use] = callers.callers_of("lambda:GetAlias", "alb", evidence)
    assert (list(use.settings), use.commands) == (["alb"], ["status"])


def test_an_action_that_no_row_names_reads_nothing(tmp_path: Path) -> None:
    """A misspelt action is answered without reading a file: there is none here."""
    (tmp_path / "zappa-9.0.0").write_text("no folder")
    assert callers.callers_of("lambda:GetAlas", folder=tmp_path) == []


def test_neighbouring_versions_with_the_same_lines_share_an_entry() -> None:
    """Ranges are of neighbours only: the same line again after another one is an entry of its own."""
    lines = {"1.0": [5], "1.1": [5], "1.2": [7, 6], "1.4": [5]}
    text = printed([used(lines=lines)], ["1.0", "1.1", "1.2", "1.3", "1.4"])
    for entry in ("1.0-1.1: 5", "1.2: 6, 7", "1.4: 5"):
        assert entry in text
    assert "1.3" not in text


def test_no_place_is_left_out() -> None:
    """However many there are, each has its paragraph."""
    assert printed([used(function=f"Zappa.f{number}") for number in range(40)], []).count("Zappa.f") == 40


def test_commands_are_those_that_people_type() -> None:
    """The steps of a scenario are one command; what Zappa's handler does is named as it is."""
    commands = ["update (on)", "update (off)", "update --zip (from a file)", "(handler) start (on)", "(aws) log"]
    assert "in   update, update --zip, (handler) start, (aws) log\n" in printed([used(commands=commands)], [])


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({"alb": {"alb_enabled": True}, "default": {}}, "with default\n"),
        ({"alb": {"alb_enabled": True, "keep_warm": False}}, "alb_enabled, keep_warm"),
        ({"a": {"tags": {}}, "b": {"tags": {"x": "y"}}, "c": {"cors": True}}, "tags; cors"),
        ({"a": {"tags": {}}, "b": {"keep_warm": False, "tags": {}}}, "with tags\n"),
        ({"qualifier": {}, "life_a": {"alb_enabled": True}, "b": {"tags": {}}}, "tags; as in qualifier, life_a"),
        ({str(number): {f"key_{number}": 1} for number in range(6)}, "key_0; key_1; key_2; key_3; key_4; key_5"),
    ],
    ids=["default", "one", "alternatives", "fewest", "in_a_life", "many"],
)
def test_settings_are_what_makes_zappa_come_here(settings: dict[str, Any], shown: str) -> None:
    """Nothing beyond the default scenario, or the settings of each scenario as alternatives."""
    assert shown in printed([used(settings=settings)], [])


def test_the_recorded_lines_hold_the_operation() -> None:
    """Of real evidence: every version's line of a call site that all versions have."""
    places = {use.function: use for use in callers.callers_of("events:ListRuleNamesByTarget")}
    assert set(places["Zappa.get_event_rule_names_for_lambda"].lines) == set(recordings.versions())
