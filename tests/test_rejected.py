"""Inputs that the module refuses, refused by Terraform itself, each with a message that says what to write."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from generator import terraform
from tests import scenarios
from tests.conftest import MODULE, test_root
from tests.scenarios import REJECTED, REJECTED_TOGETHER


def _messages(folder: Path, rejected: dict[str, tuple[dict[str, Any], str]]) -> list[tuple[str, str]]:
    """(where, message) of each error that one plan of all these inputs gives."""
    root = scenarios.blocks({name: given for name, (given, _) in rejected.items()}, str(MODULE))
    executable = terraform.executable()
    test_root(folder, root, executable)
    command = [executable, "plan", "-json", "-refresh=false"]
    result = subprocess.run(
        command, cwd=folder, env=terraform.environment(), capture_output=True, text=True, check=False
    )
    assert result.returncode == 1, result.stdout
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    found = [row["diagnostic"] for row in rows if row["type"] == "diagnostic"]
    return [(json.dumps(diagnostic), diagnostic["detail"].replace("\n", " ")) for diagnostic in found]


@pytest.fixture(scope="session")
def refused(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """What Terraform says of every refused input, planned in two runs."""
    folder = tmp_path_factory.mktemp("rejected")
    return _messages(folder / "alone", REJECTED) + _messages(folder / "together", REJECTED_TOGETHER)


@pytest.mark.parametrize("name", [*REJECTED, *REJECTED_TOGETHER])
def test_input_is_refused(refused: list[tuple[str, str]], name: str) -> None:
    """The message names the variable and what to write instead; nothing of the input reaches HCL, JSON or an ARN."""
    message = {**REJECTED, **REJECTED_TOGETHER}[name][1]
    by_precondition = name in ("many_stages", "other_region")
    said = [text for where, text in refused if by_precondition or f"/{name}/variables.tf" in where]
    assert any(message in text for text in said), said
