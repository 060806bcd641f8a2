"""Inputs that the module refuses or warns of, planned by Terraform, each with a message that says what to write."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import MODULE, test_root
from tests.shared import identity_cases, plan_cases
from tests.shared.case_inputs import Answered
from tests.shared.rejected_cases import REJECTED, WARNED
from zappa_iam.module import terraform


class Said(NamedTuple):
    """One diagnostic of a plan: severity, kind, the whole of it as JSON, which names the place, and its words."""

    severity: str
    summary: str
    where: str
    text: str


def _said(folder: Path, rows: Answered) -> tuple[int, list[Said]]:
    """Terraform's exit status and all that it says of one plan of all these inputs."""
    root = plan_cases.blocks({name: given for name, (given, _) in rows.items()}, str(MODULE))
    executable = terraform.executable()
    test_root(folder, root, executable)
    command = [executable, "plan", "-json", "-refresh=false"]
    result = subprocess.run(
        command, cwd=folder, env=terraform.environment(), capture_output=True, text=True, check=False
    )
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    diagnostics = [line["diagnostic"] for line in lines if line["type"] == "diagnostic"]
    return result.returncode, [
        Said(found["severity"], found["summary"], json.dumps(found), found["detail"].replace("\n", " "))
        for found in diagnostics
    ]


@pytest.fixture(scope="session")
def refused(tmp_path_factory: pytest.TempPathFactory) -> list[Said]:
    """What Terraform says of every refused input, planned in rounds.

    Where a variable is refused by itself, Terraform does not look at the rules between variables: what nothing is said
    of is planned again, without the others.
    """
    said: list[Said] = []
    rows = REJECTED
    while rows:
        status, found = _said(tmp_path_factory.mktemp("rejected"), rows)
        errors = [each for each in found if each.severity == "error"]
        assert status == 1, f"not refused: {', '.join(rows)}"
        said += errors
        rows = {name: row for name, row in rows.items() if not any(_is_of(name, each) for each in errors)}
    return said


def _is_of(name: str, said: Said) -> bool:
    """Whether this is said of the module block of that name."""
    return f"/modules/{name}/" in said.where or f"module.{name}" in said.where


@pytest.fixture(scope="session")
def warned(tmp_path_factory: pytest.TempPathFactory) -> list[Said]:
    """What Terraform says of every input that it takes with a warning."""
    status, found = _said(tmp_path_factory.mktemp("warned"), WARNED)
    assert status == 0, found
    return found


@pytest.mark.parametrize("name", REJECTED)
def test_input_is_refused(refused: list[Said], name: str) -> None:
    """The message names the variable and what to write instead; nothing of the input reaches HCL, JSON or an ARN."""
    message = REJECTED[name][1]
    said = [each.text for each in refused if _is_of(name, each)]
    assert any(message in text for text in said), said


@pytest.mark.parametrize("name", REJECTED)
def test_refusal_breaks_no_expression(refused: list[Said], name: str) -> None:
    """Nothing but refusals is said: no expression of the module fails on the value that is refused."""
    refusals = ("Invalid value for variable", "Resource precondition failed", "Required variable not set")
    others = {each.summary: each.text for each in refused if _is_of(name, each)}
    assert {summary: text for summary, text in others.items() if summary not in refusals} == {}


@pytest.mark.parametrize("name", identity_cases.REFUSED)
def test_identity_is_refused(refused: list[Said], name: str) -> None:
    """Each role that deploys is refused in a line of its own, which begins with its key and says what to write."""
    said = [
        each.text for each in refused if each.text.startswith(f"deployers: {name}: ") and _is_of("identities", each)
    ]
    assert len(said) == 1
    assert said[0].startswith(f"deployers: {name}: {identity_cases.REFUSED[name][1]}")


@pytest.mark.parametrize("name", WARNED)
def test_input_is_warned_of(warned: list[Said], name: str) -> None:
    """The plan goes on, and its warning names the variable and what to look at."""
    message = WARNED[name][1]
    assert [each.text for each in warned if message in each.text and _is_of(name, each)]


def test_nothing_else_is_warned_of(warned: list[Said]) -> None:
    """Each input is warned of once, with a warning of ours."""
    assert len(warned) == len(WARNED)
