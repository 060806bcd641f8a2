"""What `zappa-iam try` takes of a project's settings, and what it deploys."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.conftest import MODULE, ROOT
from tests.shared import pages
from tests.shared.live_account import NAMES
from zappa_iam import aws_trial, catalog, settings
from zappa_iam.aws_trial.choice import table
from zappa_iam.aws_trial.project import root, write_project
from zappa_iam.cli.main import main
from zappa_iam.recorder import record
from zappa_iam.settings.role import role_of
from zappa_iam.settings.stage import stage_of


def read_by_zappa() -> set[str]:
    """The settings that the newest Zappa reads, by its source."""
    try:
        python = record.interpreter(aws_trial.version())
    except record.RecordError as missing:
        pytest.skip(str(missing))
    [source] = python.parent.parent.glob("lib/python*/site-packages/zappa/cli.py")
    text = source.read_text(encoding="utf-8")
    listed = re.search(r"CUSTOM_SETTINGS = \[(.*?)\]", text, re.S)
    assert listed
    return set(re.findall(r'stage_config(?:\.get\(|\[)"(\w+)"', text)) | set(re.findall(r'"(\w+)"', listed[1]))


def test_every_setting_of_zappa_is_tried_or_left_out_with_a_reason() -> None:
    """Each that Zappa reads is in one place of the table, and in no other."""
    places = [set(getattr(table(), place)) for place in ("tried", "adapted", "left_out")]
    assert read_by_zappa() - set().union(*places) == set()
    assert sum(map(len, places)) == len(set().union(*places))


@pytest.mark.documents
def test_page_says_of_every_setting_what_becomes_of_it(holds: pages.Holds) -> None:
    """docs/try.md has all settings: those tried, those with a value of the trial's, and those left out, by reason."""
    rows = [(table().tried, "tried as it is")]
    for place, how in (("adapted", "tried otherwise"), ("left_out", "not tried")):
        by_reason: dict[str, list[str]] = {}
        for name, why in getattr(table(), place).items():
            by_reason.setdefault(f"{how}: {why}", []).append(name)
        rows += [(names, said) for said, names in by_reason.items()]
    lines = [f"| {', '.join(f'`{name}`' for name in names)} | {said} |" for names, said in rows]
    holds("trial", "\n".join(["| settings | in a trial |", "| --- | --- |", *lines, ""]), pages.TRY)


MINE: dict[str, Any] = {
    "api_key_required": True,
    "async_response_table": "mine",
    "authorizer": {"arn": "arn:aws:lambda:us-west-2:123456789012:function:mine"},
    "events": [
        {"function": "mine.task", "name": "mine", "expressions": ["rate(1 day)"]},
        {"function": "mine.take", "event_source": {"arn": "arn:aws:sns:us-west-2:123456789012:mine", "events": ["x"]}},
    ],
    "function_url_enabled": True,
    "role_name": "mine",
    "manage_roles": False,
    "websocket_handler_module": "mine.sockets",
    "setting_of_next_year": "mine",
}


@pytest.mark.parametrize("name", sorted(table().left_out))
def test_nothing_of_the_users_is_in_a_trial(tmp_path: Path, name: str) -> None:
    """Whatever the settings name, neither the root module nor Zappa's settings of a trial hold it."""
    mine = {"vpc_config": {"SubnetIds": ["subnet-mine"]}, "cognito": {"user_pool": "mine"}, "layers": ["mine"]}
    stage = settings.Stage(
        "dev", "mine", "mine-dev", "us-west-2", "mine", role_of(MINE, "mine-dev"), ["role_name", "websocket"], {},
        {**MINE, name: mine.get(name, "mine")}, {},
    )  # fmt: skip
    choice = aws_trial.choose(stage, NAMES, tmp_path)
    made = root(NAMES, choice, MODULE, "0", catalog.load())
    assert "mine" not in json.dumps([choice.settings, choice.resources, choice.files, made])
    assert name in choice.left_out
    assert choice.left_out["setting_of_next_year"] == "the trial does not know it"
    assert choice.settings["function_url_config"]["authorizer"] == "AWS_IAM"
    assert choice.settings["events"] == [{"function": "app.handle", "expressions": ["rate(1 day)"]}]
    assert {"api_key", "events", "function_url", "role_name", "websocket"} <= set(choice.features)


@pytest.fixture
def deployed(tmp_path: Path) -> Path:
    """The Python that holds what a trial deploys."""
    try:
        return Path(aws_trial.zappa()[0])
    except record.RecordError as missing:
        pytest.skip(str(missing))


def started(command: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A program, run to its end."""
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_what_a_trial_deploys_answers(tmp_path: Path, deployed: Path) -> None:
    """Real Zappa packs the tiny application, as the witness runs it; unpacked, its handler answers and runs a task."""
    stage = stage_of("dev", {"aws_region": "us-west-2"}, {}, tmp_path, False)
    choice = aws_trial.choose(stage, NAMES, tmp_path)
    choice.settings["use_precompiled_packages"] = False
    write_project(tmp_path / "project", choice, {"manage_roles": False, "role_arn": "arn:aws:iam::123456789012:role/x"})
    command = [*aws_trial.zappa(), str(tmp_path / "report.json"), "package", "dev", "--output", "package.zip"]
    environment = {**os.environ, "VIRTUAL_ENV": str(deployed.parent.parent), "AWS_DEFAULT_REGION": "us-west-2"}
    done = subprocess.run(
        command, cwd=tmp_path / "project", env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((tmp_path / "report.json").read_text()) == []
    package = tmp_path / "project" / "package.zip"
    assert package.stat().st_size < 10_000_000
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "task")
    environment |= {"AWS_LAMBDA_FUNCTION_NAME": NAMES.function, "AWS_REGION": "us-west-2"}
    answer = started([sys.executable, "-P", "-c", HANDLE], tmp_path / "task", environment)
    assert answer.stdout.splitlines()[-1] == "ok None", answer.stdout + answer.stderr


HANDLE = """
import sys
sys.path.insert(0, "")
import handler
page = {"httpMethod": "GET", "path": "/", "headers": {}, "requestContext": {}, "body": "", "isBase64Encoded": False}
print(handler.lambda_handler(page, None)["body"], handler.lambda_handler({"command": "app.handle"}, None))
"""


def test_what_is_deployed_is_the_newest_zappa_as_recorded() -> None:
    """The environment that a trial deploys holds nothing that the newest recorded Zappa's does not hold alike."""
    pins = {
        name: {
            line.split()[0] for line in (ROOT / "requirements" / f"{name}.txt").read_text().splitlines() if "==" in line
        }
        for name in ("deployed", f"zappa-{record.versions()[-1]}")
    }
    deployed, recorded = pins.values()
    assert aws_trial.version() == record.versions()[-1]
    assert {pin for pin in deployed - recorded if not pin.startswith("colorama")} == set()


def test_the_real_command_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the environment, a line says what to run, and nothing is made."""
    monkeypatch.setattr(record, "ENVIRONMENTS", ROOT / ".cache" / "nowhere")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zappa_settings.json").write_text('{"dev": {"aws_region": "us-west-2"}}')
    result = CliRunner().invoke(main, ["try", "--settings", "zappa_settings.json", "--account", NAMES.account, "--yes"])
    assert (result.exit_code, os.listdir(tmp_path)) == (2, ["zappa_settings.json"])
    assert "deployed: no complete environment; make it with `python tools/setup.py deployed`" in result.output
