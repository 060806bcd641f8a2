"""A reader that goes away ends every command in silence, with the exit status that a shell knows of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from zappa_iam.cli import main

GUIDE = str(ROOT / "generator" / "zappa_iam" / "module" / "guide_documents" / "role_policy.json")
SETTINGS = str(ROOT / "tests" / "sample_projects" / "zappa_init" / "zappa_settings.json")
POLICY = ["policy", SETTINGS, "--account", "123456789012"]
COMMANDS = {  # of each command something that prints
    "adopt": ["adopt", SETTINGS, "--names", "role=ZappaDjangoRole", "--account", "123456789012"],
    "audit": ["audit", GUIDE],
    "check": ["check"],
    "doctor": ["doctor", "refusal.txt"],
    "evidence": ["evidence", "diff", "0.62.1", "0.63.0"],
    "explain": ["explain"],
    "features": ["features"],
    "fleet": ["fleet", "check", str(ROOT / "examples" / "fleet" / "fleet.yaml")],
    "init": ["init", SETTINGS],
    "policy": POLICY,
    "prove": ["prove", "--help"],
    "render": ["render", "--folder", "module", "--no-format-check"],
    "report": ["report", "--help"],
    "try": ["try", "--help"],
}


def test_each_command_is_tried() -> None:
    """A new command needs a line above."""
    assert sorted(COMMANDS) == sorted(main.main.list_commands(None))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_reader_that_goes_away_is_no_error(name: str, tmp_path: Path) -> None:
    """Nothing on standard error, and 141, as of a program that SIGPIPE ended."""
    (tmp_path / "refusal.txt").write_text("AccessDenied: User: u is not authorized to perform: lambda:GetAlias on x\n")
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator")}
    command = [sys.executable, "-m", "zappa_iam", *COMMANDS[name]]
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, stdout=nobody, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (141, "")
