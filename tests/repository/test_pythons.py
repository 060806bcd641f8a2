"""Which Pythons set-up finds: on PATH and pyenv's, those that start, are whole, and are what they are called."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.shared.tools import tool

RUNNING = tuple(sys.version_info[:2])


@pytest.fixture
def pythons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """tools/pythons.py, on a machine that has nothing but what a test puts there; it runs with 3.12."""
    for folder in ("bin", "home"):
        (tmp_path / folder).mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    module = tool("pythons")
    monkeypatch.setattr(module, "running", lambda: module.Python("here", (3, 12), "3.12.4 here", "/here"))
    return module


def put(path: Path, minor: tuple[int, int], fit: bool = True) -> Path:
    """An executable that says it is a Python of this version; `version` is where it lies."""
    says = json.dumps([minor, str(path), str(path.parent), "/prefix", fit])
    return _script(path, f"echo '{says}'")


def _script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def found(pythons: ModuleType) -> list[Any]:
    """The oldest and the newest, by executable."""
    return [python.executable for python in pythons.oldest_and_newest()]


def test_alone_the_running_one_is_both(pythons: ModuleType) -> None:
    """Where there is no other, one is the oldest and the newest."""
    assert found(pythons) == ["here"]


def test_oldest_and_newest_are_found_on_path(pythons: ModuleType, tmp_path: Path) -> None:
    """Both beside the running one, by number; what is older or newer than the project supports is left out."""
    paths = {minor: put(tmp_path / "bin" / f"python3.{minor}", (3, minor)) for minor in (9, 10, 11, 13, 15)}
    assert found(pythons) == [str(paths[11]), str(paths[13])]


@pytest.mark.parametrize("how", ["variable", "program", "home"])
def test_pyenvs_newest_patch_is_taken(
    pythons: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """pyenv's folder is that of PYENV_ROOT, else of `pyenv root`, else the usual one; 3.13.10 is newer than 3.13.9."""
    root = tmp_path / ("home/.pyenv" if how == "home" else "pyenv")
    for patch in ("3.13.9", "3.13.10", "2.7.18"):
        put(root / "versions" / patch / "bin" / "python3.13", (3, 13))
    if how == "variable":
        monkeypatch.setenv("PYENV_ROOT", str(root))
    if how == "program":
        _script(tmp_path / "bin" / "pyenv", f"echo {root}")
    assert found(pythons) == ["here", str(root / "versions" / "3.13.10" / "bin" / "python3.13")]


@pytest.mark.parametrize("fault", ["does_not_start", "is_no_program", "is_another", "is_not_fit", "says_nothing"])
def test_what_is_no_whole_python_is_passed_over(pythons: ModuleType, tmp_path: Path, fault: str) -> None:
    """A shim whose version is not active, another Python by that name, a preview: pyenv's own is taken instead."""
    path = tmp_path / "bin" / "python3.13"
    if fault == "does_not_start":
        _script(path, "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    elif fault == "is_no_program":
        _script(path, "").write_bytes(b"\x7fELF, but no program")
    elif fault == "says_nothing":
        _script(path, "exit 0")
    else:
        put(path, (3, 12) if fault == "is_another" else (3, 13), fit=fault != "is_not_fit")
    whole = put(tmp_path / "home" / ".pyenv" / "versions" / "3.13.1" / "bin" / "python3.13", (3, 13))
    assert found(pythons) == ["here", str(whole)]


def test_this_python_says_what_it_is() -> None:
    """What set-up asks of a Python, this one answers as it describes itself."""
    module = tool("pythons")
    base = getattr(sys, "_base_executable", sys.executable)
    asked = module.asked(base, RUNNING)
    assert (asked.minor, asked.version, asked.prefix) == (RUNNING, sys.version, sys.base_prefix)
    assert module.asked(base, (3, 10)) is None


def test_other_pythons_get_environments_of_their_own(
    setup_with_others: tuple[ModuleType, Path],
) -> None:
    """NAME@pythons sets up NAME-python3.N, too; that of a Python that is no longer the newest goes."""
    setup, root = setup_with_others
    environments = root / ".cache" / "environments"
    assert setup.with_other_pythons("empty", root) == ["empty-python3.13"]
    folder, made = setup.set_up("empty-python3.13", root)
    assert (folder, made) == (environments / "empty-python3.13", True)
    assert (folder / "made_with").read_text() == "other"
    assert setup.is_ready("empty-python3.13", root)
    (environments / "empty-python3.11" / "lib").mkdir(parents=True)
    (environments / "empty-python3.11" / "stamp").touch()
    setup.with_other_pythons("empty", root)
    assert sorted(path.name for path in environments.iterdir() if path.is_dir()) == ["empty-python3.13"]
    with pytest.raises(setup.SetupError, match=r"^empty-python3.14: no python3.14 here that starts and is whole"):
        setup.set_up("empty-python3.14", root)


@pytest.fixture
def setup_with_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, Path]:
    """tools/setup.py on a machine with a 3.13 beside the running 3.12, and a project with an environment, `empty`."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    setup = tool("setup")
    here, other = (setup.pythons.Python(name, (3, n), name, name) for name, n in (("here", 12), ("other", 13)))
    monkeypatch.setattr(setup.pythons, "running", lambda: here)
    monkeypatch.setattr(setup.pythons, "of_minor", {(3, 12): here, (3, 13): other}.get)

    def pretend(command: list[str], *_: object) -> None:
        folder = Path(command[-1])
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "python").symlink_to(sys.executable)
        (folder / "made_with").write_text(command[0])

    monkeypatch.setattr(setup, "_run", pretend)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "empty.txt").write_text("# no packages\n")
    return setup, tmp_path
