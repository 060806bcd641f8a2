"""The GitHub Action: its inputs are used, and its steps, as bash runs them, audit a project's policies."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.shared import pages
from tests.shared.audited import EXAMPLE, GENERAL, S3, run_policy
from tests.shared.projects import SHOP

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]


def script(name: str) -> dict[str, Any]:
    return next(step for step in STEPS if step.get("name") == name)


def audited(tmp_path: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """The step `Audit` with these inputs, in a checkout, where `Install` has put the command."""
    command = tmp_path / "zappa-iam" / "bin" / "zappa-iam"
    command.parent.mkdir(parents=True, exist_ok=True)
    command.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT / "generator"} "$@"\n')
    command.chmod(0o755)
    inputs = {name: each.get("default", "") for name, each in ACTION["inputs"].items()} | {
        name.replace("_", "-"): value for name, value in given.items()
    }
    step = script("Audit")
    filled = {
        key: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: inputs[match[1]], value)
        for key, value in step["env"].items()
    }
    around = {
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "PATH": os.environ["PATH"],
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=tmp_path,
        env=around | filled,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_input_is_used_and_every_use_is_an_input() -> None:
    """No input that does nothing, and none that is not declared; each says what it is."""
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text()))
    assert used == set(ACTION["inputs"])
    assert all(each["description"].endswith(".") for each in ACTION["inputs"].values())
    assert ACTION["runs"]["using"] == "composite"


def test_no_input_is_put_into_a_script() -> None:
    """Inputs reach the scripts as variables only: text of a pull request would be run otherwise."""
    assert not any("${{" in step.get("run", "") for step in STEPS)


def test_findings_fail_the_step_and_are_summed_up(tmp_path: Path) -> None:
    """Two files, one a line: the report in the log and in the job's summary, SARIF beside it, status 1."""
    done = audited(tmp_path, policies=f"{GENERAL}\n{S3}\n", sarif="audit.sarif")
    assert done.returncode == 1, done.stderr
    assert "escalation   4 known ways to more" in done.stdout
    assert (tmp_path / "summary.md").read_text() == done.stdout
    assert (tmp_path / "audit.sarif").stat().st_size > 1000


@pytest.mark.parametrize(("given", "status"), [({"fail_on": "never"}, 0), ({"fail_on": "error"}, 1)])
def test_the_level_is_the_users(tmp_path: Path, given: dict[str, str], status: int) -> None:
    """What fails the job is asked for."""
    assert audited(tmp_path, policies=EXAMPLE, **given).returncode == status


def test_a_policy_of_ours_passes_and_a_strange_name_is_a_name(tmp_path: Path) -> None:
    """Least privilege passes; a name with shell in it is read as a file's name, which there is none of."""
    (tmp_path / "ours.json").write_text(run_policy("--for", "deployer", *SHOP))
    assert audited(tmp_path, policies="ours.json", fail_on="note", features="apigateway,events").returncode == 0
    done = audited(tmp_path, policies="$(touch made) --help")
    assert done.returncode == 2
    assert "$(touch: no such file" in done.stderr
    assert not (tmp_path / "made").exists()


def test_page_uses_inputs_that_there_are() -> None:
    """The page's step gives the action what it takes, and all that it must have."""
    text = pages.AUDITS.read_text(encoding="utf-8")
    [block] = [each for each in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "zappa-iam@" in each]
    [step] = yaml.safe_load(block)
    assert set(step["with"]) <= set(ACTION["inputs"])
    assert set(step["with"]) >= {name for name, each in ACTION["inputs"].items() if each.get("required")}
