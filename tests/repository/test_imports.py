"""The rooms: imports point one way, and each room says in its docstring what comes in and what goes out."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PACKAGE, ROOT

ROOMS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def test_imports_point_one_way() -> None:
    """Every room imports only from the rooms below it, as pyproject.toml lists them."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Contracts: 1 kept, 0 broken." in done.stdout


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_room_says_what_it_is(room: Path) -> None:
    """A room's docstring says what comes in and what goes out."""
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert "Comes in:" in said
    assert "Goes out:" in said


def test_tests_share_in_one_place() -> None:
    """What tests share is in tests/shared and conftest.py: no test imports from another."""
    files = (ROOT / "tests").rglob("*.py")
    modules = [
        (path.name, node.module)
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    ]
    assert [each for each in modules if each[1].startswith("tests.") and ".test_" in each[1]] == []
