"""Set-up: made once, reused, and made again where it was interrupted or its pins changed."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT
from tests.shared.tools import tool

NOTHING = "# no packages\n"


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """tools/setup.py as a module, its commands counted."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    module = tool("setup")
    run = module._run
    module.commands = []  # type: ignore[attr-defined]

    def counted(command: list[str], *others: object) -> None:
        module.commands.append(command)
        run(command, *others)

    monkeypatch.setattr(module, "_run", counted)
    return module


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one environment, of no packages."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "empty.txt").write_text(NOTHING)
    return tmp_path


def test_set_up_is_reused(setup: ModuleType, root: Path) -> None:
    """The second run finds the environment complete and runs no command."""
    folder, made = setup.set_up("empty", root)
    assert made
    assert (folder / "bin" / "python").exists()
    done = len(setup.commands)
    assert done
    assert setup.set_up("empty", root) == (folder, False)
    assert len(setup.commands) == done


@pytest.mark.parametrize("damage", ["no_stamp", "other_pins", "no_python"])
def test_set_up_mends_itself(setup: ModuleType, root: Path, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted before its stamp, with changed pins, or with its Python gone, an environment is made anew."""
    monkeypatch.setattr(setup, "_run", lambda command, *_: _pretend_venv(Path(command[-1])))
    folder, _ = setup.set_up("empty", root)
    (folder / "leftover").touch()
    if damage == "no_stamp":
        (folder / "stamp").unlink()
    elif damage == "other_pins":
        (root / "requirements" / "empty.txt").write_text(NOTHING + "# changed\n")
    else:
        (folder / "bin" / "python").unlink()
    assert setup.set_up("empty", root) == (folder, True)
    assert not (folder / "leftover").exists()
    assert setup.set_up("empty", root) == (folder, False)


def _pretend_venv(folder: Path) -> None:
    """What set-up looks at in a virtual environment, without the seconds that a real one takes."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)


def test_set_up_that_fails_leaves_nothing(setup: ModuleType, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What pip refuses is pip's own words and one line, and no folder stays behind."""
    (root / "requirements" / "bad.txt").write_text("no-such-package==0 --hash=sha256:00\n")
    with pytest.raises(setup.SetupError, match=r"requirements/bad.txt: pip failed, as it says above"):
        setup.set_up("bad", root)
    assert "no-such-package" in capfd.readouterr().err
    assert not (root / ".cache" / "environments" / "bad").exists()


def test_set_up_ignores_the_callers_pythonpath(
    setup: ModuleType, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package on PYTHONPATH is not taken for one that is installed: pip still looks for it, and fails."""
    metadata = tmp_path / "elsewhere" / "no_such_package-0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: no-such-package\nVersion: 0\n")
    monkeypatch.setenv("PYTHONPATH", str(metadata.parent))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (root / "requirements" / "bad.txt").write_text("no-such-package==0 --hash=sha256:00\n")
    with pytest.raises(setup.SetupError, match="pip failed"):
        setup.set_up("bad", root)


def test_set_up_runs_once_for_two_at_a_time(root: Path) -> None:
    """Two runs at once: one makes the environment, the other waits for it and finds it made."""
    processes = [subprocess.Popen(_set_up_in(root), stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(said) == ["", "setting up empty ...\n"]


def test_set_up_that_is_ended_leaves_nothing(root: Path) -> None:
    """A set-up told to end takes its half-made environment with it, and the next one makes it whole."""
    with subprocess.Popen(_set_up_in(root), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert process.stderr.readline() == "setting up empty ...\n"
        process.terminate()
    folder = root / ".cache" / "environments" / "empty"
    assert process.returncode == 128 + signal.SIGTERM
    assert not folder.exists()
    subprocess.run(_set_up_in(root), check=True, capture_output=True)
    assert (folder / "stamp").exists()


def _set_up_in(root: Path) -> list[str]:
    """The command that sets up `empty` in a project of its own, with a copy of the script."""
    shutil.copytree(ROOT / "tools", root / "tools", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    return [sys.executable, str(root / "tools" / "setup.py"), "empty"]


def test_set_up_refuses_an_unknown_environment(setup: ModuleType, root: Path) -> None:
    """A name without requirements is answered with those there are."""
    with pytest.raises(setup.SetupError, match=r"requirements/nosuch.txt: missing; known environments: empty"):
        setup.set_up("nosuch", root)


def test_old_python_is_refused(setup: ModuleType) -> None:
    """A Python older than 3.11 is one line that says which to use."""
    with pytest.raises(
        setup.SetupError, match=r"python: 3.10 is too old; run make with PYTHON=python3.11 or a later one"
    ):
        setup.check_python((3, 10, 4))


def test_make_without_python_says_so() -> None:
    """`make module` with a Python that is not there ends with one line and no trace."""
    command = ["make", "--no-print-directory", "module", "PYTHON=python-that-is-not-there"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode != 0
    assert "no python-that-is-not-there; install Python 3.11 or later" in result.stderr


def test_make_alone_lists_its_targets() -> None:
    """`make` prints each target with its line."""
    out = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("module", "check", "test", "bench", "requirements", "clean"):
        assert f"make {target} " in out


def test_requirements_are_pinned_and_name_no_place() -> None:
    """Every requirement has a version and hashes; no file names an index, a URL or a folder."""
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "://" not in text, path.name
        assert "index" not in text.split("--hash")[0], path.name
        lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert lines, path.name
        assert all("==" in line for line in lines), path.name
        assert text.count("--hash=sha256:") >= len(lines), path.name


def test_supported_python_runs_the_setup() -> None:
    """The script needs nothing installed: it runs in isolated mode without site-packages."""
    command = [sys.executable, "-I", "-S", str(ROOT / "tools" / "setup.py")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
