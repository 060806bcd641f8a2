"""Staging: one render at a time beside another, and nothing that it did not write is ever removed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import PACKAGE
from tests.shared.module_folders import NEW, OURS, held, put, tree
from zappa_iam.files import staging, write
from zappa_iam.files.ownership import MARK


def test_siblings_are_left_alone(tmp_path: Path) -> None:
    """Not even what is called nearly as a temporary folder is removed: a copy of one, a file, one with more in it."""
    for name in (".module.backup", ".module.old", f"{staging.PREFIX}notes", f"{staging.PREFIX}copied1"):
        put(tmp_path / name / "a.tf", OURS)
    put(tmp_path / f"{staging.PREFIX}copied1" / "staging-1", "")
    mixed = tmp_path / f"{staging.PREFIX}mixed123"
    put(mixed / "module" / "mine.txt", "mine\n")
    put(mixed / f"staging-{mixed.stat().st_ino}", "")
    put(tmp_path / f"{staging.PREFIX}file", OURS)
    (tmp_path / f"{staging.PREFIX}link").symlink_to(".module.backup")
    before = tree(tmp_path)
    write.replace(tmp_path / "module", NEW)
    after = tree(tmp_path)
    assert {name: after.get(name) for name in before} == before


def test_render_waits_for_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at once: the second waits, and where it takes too long says so; the first one's folder stays."""
    script = (
        "import sys; from pathlib import Path; from zappa_iam.files import staging\n"
        "with staging.staged(Path(sys.argv[1])) as folder: print(folder, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(
        command, cwd=PACKAGE.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdin
        assert first.stdout
        other = Path(first.stdout.readline().strip())
        monkeypatch.setattr(staging, "PATIENCE", 0.1)
        with pytest.raises(staging.BusyError, match=r": another render is at work there; let it end, run again$"):
            write.replace(tmp_path / "module", NEW)
        assert [path.name for path in tmp_path.iterdir()] == [other.name]
        first.stdin.close()
        monkeypatch.setattr(staging, "PATIENCE", 60.0)
        write.replace(tmp_path / "module", NEW)
    assert held(tmp_path / "module") == NEW
    assert [path.name for path in tmp_path.iterdir()] == ["module"]


def test_renders_at_once_end_whole(tmp_path: Path) -> None:
    """Four writers of the same folder at once all succeed, and leave one version and nothing else."""
    script = (
        "import sys; from pathlib import Path; from zappa_iam.files import ownership, write\n"
        "files = {f'{n}.tf': f'# {ownership.MARK}\\n{sys.argv[2]}\\n' for n in range(9)}\n"
        "for _ in range(25): write.replace(Path(sys.argv[1]), files)"
    )
    commands = [[sys.executable, "-c", script, str(tmp_path / "module"), letter] for letter in "abcd"]
    writers = [subprocess.Popen(command, cwd=PACKAGE.parent, stderr=subprocess.PIPE, text=True) for command in commands]
    assert [writer.communicate()[1] for writer in writers] == [""] * 4
    assert len(set(held(tmp_path / "module").values())) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["module"]


NAMES = st.sampled_from(
    ["main.tf", "modules", "part", ".git", ".module.backup", "a b", f"{staging.PREFIX}abcdefgh", "staging-1", "ü"]
)
CONTENTS = st.one_of(
    st.binary(max_size=40),
    st.just(OURS.encode()),
    st.binary(max_size=20).map(lambda tail: OURS.encode() + tail),
    st.just(f"mine\n# {MARK}\n".encode()),
)
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["module", "."]),
        st.lists(NAMES, max_size=3).map("/".join),
        st.sampled_from(["file", "folder", "link", "fifo"]),
        CONTENTS,
    ),
    max_size=6,
)


@given(entries=ENTRIES)
def test_what_is_not_ours_is_there_afterwards(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, str, str, bytes]]
) -> None:
    """Whatever was made beforehand, in the folder or beside it: what we did not write is there, byte for byte.

    Where the render succeeds the folder holds just the new files; where it is refused nothing at all has changed.
    """
    top = tmp_path_factory.mktemp("top")
    for where, name, kind, content in entries:
        path = top / where / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if kind == "file":
                with path.open("xb") as file:
                    file.write(content)
            elif kind == "folder":
                path.mkdir(exist_ok=True)
            elif kind == "link":
                path.symlink_to(top)
            else:
                os.mkfifo(path)
        except OSError:
            continue  # an entry in the way of another
    before, refusal = tree(top), ""
    try:
        write.replace(top / "module", NEW)
    except (write.FolderError, OSError) as error:
        refusal = str(error)
    after = tree(top)
    if refusal:
        assert "\n" not in refusal
        assert after == before
        return
    kept = {name: it for name, it in before.items() if it[0] != "d" and not _is_ours(name, it[2])}
    assert kept.items() <= after.items()
    assert held(top / "module") == NEW
    assert {name for name, it in after.items() if it[0] != "d"} == kept.keys() | {f"module/{name}" for name in NEW}


def _is_ours(name: str, content: bytes) -> bool:
    return name.startswith("module/") and content.startswith(OURS.encode())
