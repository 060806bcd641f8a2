"""Writing: all or nothing, no orphans, and a diff that sees every difference."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from generator import write
from tests.conftest import ROOT

MARK = f"# {write.MARK.decode()}\n"
OLD = {"a.tf": f"{MARK}old a\n", "orphan.tf": f"{MARK}old\n", "modules/old/c.tf": f"{MARK}old c\n"}
NEW = {"a.tf": f"{MARK}new a\n", "b.tf": f"{MARK}new b\n", "modules/part/c.tf": f"{MARK}new c\n"}


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
        if path.name == "module" and path.parent != folder.parent:
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
        ({**OLD, "a.tf": "other\n"}, "-old a\n+other\n"),
        ({"a.tf": OLD["a.tf"]}, "+++ /dev/null"),
        ({**OLD, "more.tf": "x\n"}, "+++ rendered/more.tf"),
        ({**OLD, "a.tf": f"{MARK}old a"}, "+old a"),
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
    versions = [{f"{name}.tf": MARK + f"{letter} {name}\n" * 200 for name in range(20)} for letter in "ab"]
    write.replace(target, versions[0])
    script = (
        "from pathlib import Path; from generator import write; import json, sys\n"
        "versions = json.loads(sys.stdin.read())\n"
        "print('ready', flush=True)\n"
        f"while True:\n    for files in versions: write.replace(Path({str(target)!r}), files)\n"
    )
    for milliseconds in range(1, 26):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        process = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, text=True, **pipes)
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(versions))
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
    (module / "main.tf").write_text(f"{MARK}# an older main.tf\n")
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


def everything(folder: Path) -> dict[str, bytes | None]:
    """Every path below a folder, with the bytes of each file."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() and not path.is_symlink() else None
        for path in folder.rglob("*")
    }


def foreign(path: Path) -> None:
    """A file of somebody else's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine\n")


# What is in the way, and how the line that refuses it names it.
IN_THE_WAY: dict[str, tuple[Callable[[Path], None], str]] = {
    "foreign_file": (lambda folder: foreign(folder / "notes.txt"), "holds notes.txt, which was not generated"),
    "foreign_file_below": (
        lambda folder: foreign(folder / "modules/old/x.tf"),
        "holds modules/old/x.tf, which was not",
    ),
    "checkout": (lambda folder: foreign(folder / ".git/HEAD"), "holds .git/HEAD, which was not generated"),
    "state": (lambda folder: foreign(folder / "terraform.tfstate"), "holds terraform.tfstate, which was not"),
    "empty_folder": (lambda folder: (folder / "empty").mkdir(), "holds empty, which was not generated"),
    "link": (lambda folder: (folder / "a_link.tf").symlink_to(folder / "a.tf"), "holds a_link.tf, which was not"),
    "fifo": (lambda folder: os.mkfifo(folder / "pipe"), "holds pipe, which was not generated"),
}


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_replace_refuses_a_folder_that_is_not_all_ours(folder: Path, name: str) -> None:
    """Anything that was not generated is named, and all is left as it was."""
    put, says = IN_THE_WAY[name]
    put(folder)
    before = everything(folder.parent)
    with pytest.raises(write.FolderError, match=re.escape(says)):
        write.replace(folder, NEW)
    assert everything(folder.parent) == before


@pytest.mark.parametrize("kind", ["file", "link", "device", "root", "mount", "here", "above"])
def test_replace_refuses_what_is_no_folder_of_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """A file, a link, a device, a file system's root, and the folder one is in are refused; nothing changes."""
    places = {
        "file": folder / "a.tf",
        "link": folder.parent / "link",
        "device": Path("/dev/null"),
        "root": Path("/"),
        "mount": Path("/proc"),
        "here": folder,
        "above": folder,
    }
    places["link"].symlink_to(folder)
    monkeypatch.chdir({"here": folder, "above": folder / "modules"}.get(kind, folder.parent))
    before = everything(folder.parent)
    with pytest.raises(write.FolderError, match=r": (is|holds) .*; name "):
        write.replace(places[kind], NEW)
    assert everything(folder.parent) == before
    assert Path("/dev/null").is_char_device()


def test_replace_leaves_what_only_looks_like_a_leftover(folder: Path) -> None:
    """Folders beside it whose names begin alike stay, whoever made them; a leftover of a killed run goes."""
    for name in (".module.backup", ".module.x1", f".module.{write._OURS}.someone"):
        foreign(folder.parent / name / "precious")
    killed = folder.parent / f".module.{write._OURS}.abc"
    foreign(killed / write._OURS)
    foreign(killed / "module" / "half.tf")
    write.replace(folder, NEW)
    assert not killed.exists()
    assert len(list(folder.parent.glob("*/precious"))) == 3
    assert _held(folder) == NEW


def test_replace_gives_back_what_came_in_the_last_moment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file put into the folder between the look and the exchange is not deleted with it."""
    swap = write._swap
    once = iter([True])

    def late(fresh: Path, target: Path) -> None:
        if next(once, False):
            foreign(target / "late.txt")
        swap(fresh, target)

    monkeypatch.setattr(write, "_swap", late)
    with pytest.raises(write.FolderError, match=r"holds late\.txt, which was not generated; move it elsewhere"):
        write.replace(folder, NEW)
    assert _held(folder) == {**OLD, "late.txt": "mine\n"}


def test_two_replaces_at_once_wait_for_each_other(tmp_path: Path) -> None:
    """Many writers of one folder all succeed, one after the other, and leave nothing beside it."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: write.replace(tmp_path / "module", {"a.tf": f"{MARK}{number}\n"}), range(24)))
    assert [path.name for path in tmp_path.iterdir()] == ["module"]


NAMES = st.sampled_from(
    ["a.tf", "b.tf", "README.md", ".git", "modules", "x", ".module.zappa-iam-render.a", "zappa-iam-render"]
)
CONTENT = st.sampled_from(["mine", "", MARK, f"{MARK}old\n", f"x\n{MARK}"])
TREES = st.dictionaries(
    st.lists(NAMES, min_size=1, max_size=3).map("/".join), st.one_of(CONTENT, st.none()), min_size=1, max_size=5
)


@effort(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES, beside=TREES)
def test_replace_keeps_whatever_it_did_not_write(
    tmp_path: Path, tree: dict[str, str | None], beside: dict[str, str | None]
) -> None:
    """Whatever lay in the folder and beside it, each file without the mark is there afterwards, byte for byte."""
    shutil.rmtree(tmp_path / "all", ignore_errors=True)
    folder = tmp_path / "all" / "module"
    folder.mkdir(parents=True)
    for place, files in ((folder, tree), (folder.parent, beside)):
        for name, text in files.items():
            with contextlib.suppress(OSError):
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                (place / name).mkdir() if text is None else (place / name).write_text(text)
    killed = {path.parent for path in folder.parent.glob(f".module.{write._OURS}.*/{write._OURS}") if path.is_file()}
    before = everything(folder.parent)
    with contextlib.suppress(write.FolderError):
        write.replace(folder, NEW)
    after = everything(folder.parent)
    for name, content in before.items():
        ours = content is not None and write.MARK in content.split(b"\n")[0]
        left = any((folder.parent / name).is_relative_to(path) for path in killed)
        assert ours or left or after.get(name, "gone") == content or content is None, name
