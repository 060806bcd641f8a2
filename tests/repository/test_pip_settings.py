"""The user's pip settings: what says where packages are is kept, what would spoil a set-up is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared.tools import tool
from tests.shared.wheels import packed

SPOILING = {
    "PIP_TARGET": "/nowhere/target",
    "PIP_PREFIX": "/nowhere/prefix",
    "PIP_ROOT": "/nowhere/root",
    "PIP_USER": "1",
    "PIP_DRY_RUN": "1",
    "PIP_REQUIRE_VIRTUALENV": "perhaps",
    "PIP_REQUIREMENT": "/nowhere/requirements.txt",
    "PIP_CONSTRAINT": "/nowhere/constraints.txt",
    "PIP_NO_BINARY": ":all:",
    "PIP_PYTHON": "/nowhere/python",
    "PIP_LOG": "/nowhere/log",
    "PIP_REPORT": "/nowhere/report",
    "PIP_VERSION": "1",
    "PYTHONPATH": "/nowhere",
    "PYTHONHOME": "/nowhere",
}
FILE = "target = /nowhere\ndry-run = true\nconstraint = /nowhere\n[install]\nuser = true\n"


@pytest.mark.parametrize("where", ["variables", "file"])
def test_set_up_reaches_packages_and_is_not_spoilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """With every setting that would spoil it, in variables or in a file, the package is where it belongs."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    setup = tool("setup")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "tiny.txt").write_text(packed(tmp_path / "wheels"))
    file = tmp_path / "pip.conf"
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    if where == "variables":
        file.write_text("[nonsense\n")
        for name, value in {**SPOILING, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path / "wheels")}.items():
            monkeypatch.setenv(name, value)
    else:
        file.write_text(f"[global]\n{FILE}no-index = true\nfind-links =\n    {tmp_path / 'wheels'}\n")
    folder, _ = setup.set_up("tiny", tmp_path)
    command = [str(folder / "bin" / "python"), "-I", "-c", "import tiny_package; print(tiny_package.__file__)"]
    found = Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
    assert found.is_relative_to(folder)


def test_variables_come_before_files(tmp_path: Path) -> None:
    """As with pip: a variable, then `install`, then `global`; what is not about reaching packages is dropped."""
    file = tmp_path / "pip.conf"
    file.write_text(f"[global]\nretries = 1\ntimeout = 1\nproxy = http://c.example\n{FILE}timeout = 2\n")
    given = {**os.environ, **SPOILING, "PIP_CONFIG_FILE": str(file), "PIP_PROXY": "http://a.example"}
    found = tool("pip_settings").environment(sys.executable, given)
    wanted = {"PIP_CONFIG_FILE": os.devnull, "PIP_PROXY": "http://a.example", "PIP_TIMEOUT": "2", "PIP_RETRIES": "1"}
    assert wanted.items() <= found.items()
    assert not SPOILING.keys() & found.keys()
    assert found["PATH"] == os.environ["PATH"]
