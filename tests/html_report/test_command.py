"""The command `zappa-iam report`: what it writes and prints, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.shared.page_plans import QUICKSTART, plan_of
from tests.shared.page_reports import CATALOG
from zappa_iam import html_report
from zappa_iam.cli.main import main

TWO_STAGES = ROOT / "tests" / "sample_projects" / "two_stages" / "zappa_settings.json"


def run(*words: str) -> Any:
    """The command's result."""
    return CliRunner().invoke(main, ["report", *words])


def test_command_writes_the_page_and_prints_the_data(tmp_path: Path) -> None:
    """The page of a settings file, with `init`'s warnings; written over itself, and over nothing else."""
    output = tmp_path / "report.html"
    result = run(str(TWO_STAGES), "--output", str(output))
    assert result.exit_code == 0, result.output
    assert result.output.endswith(" kB; open it in a browser\n")
    found = json.loads(run(str(TWO_STAGES), "--json").output)
    assert found["kind"] == "settings"
    assert found["warnings"]
    assert "Nobody has said the account: 123456789012 stands for it." in found["notes"]
    assert html_report.rendered(found) == output.read_text(encoding="utf-8")
    assert run(str(TWO_STAGES), "--output", str(output)).exit_code == 0
    output.write_text("mine")
    refused = run(str(TWO_STAGES), "--output", str(output))
    assert refused.exit_code == 2
    assert refused.output == f"{output}: is there, and is no report; name another file, or write over it with --force\n"
    assert output.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_command_reads_a_plan_and_policies(tmp_path: Path) -> None:
    """A plan of ours beside a policy that is there today."""
    plan, policy = tmp_path / "plan.json", tmp_path / "policy.json"
    plan.write_text(json.dumps(plan_of(QUICKSTART, CATALOG)))
    wide = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy.write_text(json.dumps({"Version": "2012-10-17", "Statement": [wide]}))
    found = json.loads(run("--plan", str(plan), "--policy", str(policy), "--json").output)
    assert [each["key"] for each in found["columns"]] == ["before", "ours"]
    assert found["source"] == "plan.json"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--features", "events", "--plan", "x.json"], "report: give a settings file, --features and --project, or"),
        (["--module", "module.a", "--features", "events"], "--module: is a module of a plan; give --plan, too"),
        (["--plan", "missing.json"], "missing.json: no such file; name a file, or write -"),
        (["--features", "event"], "features: "),
        (["missing.json"], "missing.json: "),
    ],
    ids=["both", "module", "plan", "feature", "settings"],
)
def test_command_refuses_in_one_line(words: list[str], message: str) -> None:
    """Input of no use ends in one line and exit status 2."""
    result = run(*words)
    assert result.exit_code == 2
    assert result.output.startswith(message)
    assert len(result.output.splitlines()) == 1
