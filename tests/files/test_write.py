"""Writing: all or nothing, no orphans, and a diff that sees every difference."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import PACKAGE, ROOT
from zappa_iam.files import staging, write
from zappa_iam.files.ownership import MARK

A = f"# {MARK}\nold a\n"
OLD = {"a.tf": A, "orphan.tf": f"# {MARK}\nold\n", "modules/old/c.tf": f"<!-- {MARK} -->\nold c\n"}
NEW = dict.fromkeys(("a.tf", "b.tf", "modules/part/c.tf"), f"# {MARK}\nnew\n")


def _held(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the old files."""
    write.replace(tmp_path / "module", OLD)
    return tmp_path / "module"


def test_replace_leaves_no_orphan(folder: Path) -> None:
    """A file that is no longer rendered is gone, and nothing is left beside the folder."""
    write.replace(folder, NEW)
    assert _held(folder) == NEW
    assert [path.name for path in folder.parent.iterdir()] == ["module"]


def test_replace_keeps_the_old_folder_when_the_proof_fails(folder: Path) -> None:
    """Where `prove` raises, the folder is as it was, and nothing is left beside it."""

    def refuse(fresh: Path) -> None:
        assert _held(fresh) == NEW
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        write.replace(folder, NEW, refuse)
    assert _held(folder) == OLD
    assert [path.name for path in folder.parent.iterdir()] == ["module"]


def test_replace_in_steps_undoes_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where folders cannot be exchanged and the second rename fails, the first one is undone."""
    rename = Path.rename

    def fail_for_fresh(path: Path, target: Path) -> Path:
        if path.parent.name.startswith(staging.PREFIX) and target == folder and path.name == "module":
            raise OSError("disk")
        return rename(path, target)

    monkeypatch.setattr(write.ctypes, "CDLL", lambda *_, **__: object())
    monkeypatch.setattr(Path, "rename", fail_for_fresh)
    with pytest.raises(OSError, match="disk"):
        write.replace(folder, NEW)
    assert _held(folder) == OLD


def test_replace_in_steps_replaces(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where folders cannot be exchanged in one call, two renames do."""
    monkeypatch.setattr(write.ctypes, "CDLL", lambda *_, **__: object())
    write.replace(folder, NEW)
    assert _held(folder) == NEW
    assert [path.name for path in folder.parent.iterdir()] == ["module"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (OLD, ""),
        ({**OLD, "a.tf": f"# {MARK}\nother\n"}, "-old a\n+other\n"),
        ({"a.tf": OLD["a.tf"]}, "+++ /dev/null"),
        ({**OLD, "more.tf": "x\n"}, "+++ rendered/more.tf"),
        ({**OLD, "a.tf": A.removesuffix("\n")}, "+old a"),
    ],
    ids=["same", "changed", "orphan", "missing", "last_newline"],
)
def test_difference_sees(folder: Path, wanted: dict[str, str], expected: str) -> None:
    """A byte, a file too many and a file too few each show; equal folders give nothing."""
    found = write.difference(folder, wanted)
    assert expected in found
    assert bool(found) == bool(expected)


def test_replace_survives_being_killed_at_any_point(tmp_path: Path) -> None:
    """Killed after ever longer times, a writer in a loop leaves one version whole, never a mixture or a gap."""
    target = tmp_path / "module"
    versions = [{f"{name}.tf": f"# {MARK}\n" + f"{letter} {name}\n" * 200 for name in range(20)} for letter in "ab"]
    write.replace(target, versions[0])
    script = (
        "import json, sys; from pathlib import Path; from zappa_iam.files import write\n"
        "versions = json.load(sys.stdin)\n"
        "print('ready', flush=True)\n"
        f"while True:\n    for files in versions: write.replace(Path({str(target)!r}), files)\n"
    )
    for milliseconds in range(1, 26):
        process = subprocess.Popen(
            [sys.executable, "-c", script], cwd=PACKAGE.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(versions).encode())
        process.stdin.close()
        process.stdout.readline()
        time.sleep(milliseconds / 1000)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
        process.stdout.close()
        assert _held(target) in versions
    write.replace(target, versions[0])
    assert [path.name for path in tmp_path.iterdir()] == ["module"]


def test_make_module_survives_being_killed_at_any_point(tmp_path: Path) -> None:
    """`make module`, killed with all it started after ever longer times, leaves the old module whole, or the new."""
    checkout = tmp_path / "checkout"
    ignored = shutil.ignore_patterns(".git", ".cache", "evidence", "scenarios", "__pycache__")
    shutil.copytree(ROOT, checkout, ignore=ignored)
    (checkout / ".cache").mkdir()
    (checkout / ".cache" / "environments").symlink_to(ROOT / ".cache" / "environments")
    module = checkout / "modules" / "zappa_iam"
    new = _held(module)
    (module / "main.tf").write_text(f"# {MARK}\n# an older main.tf\n")
    old = _held(module)
    seen = []
    for milliseconds in [*range(0, 800, 40), 30_000]:
        write.replace(module, old)
        process = subprocess.Popen(
            ["make", "module"], cwd=checkout, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=milliseconds / 1000)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=10)
        seen.append(_held(module))
        assert seen[-1] in (old, new)
    assert (seen[0], seen[-1]) == (old, new)
