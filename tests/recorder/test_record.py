"""Recording: real Zappa makes the same calls again, and nothing but recordings is replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shared.recorded import SCENARIOS
from zappa_iam.recorder import record
from zappa_iam.recorder.scenario import runs_on

VERSIONS = record.versions()


def test_evidence_is_recorded_again_byte_for_byte(tmp_path: Path) -> None:
    """Real Zappa, every scenario run now by this machine's oldest Python, makes the calls on record."""
    record.record(VERSIONS[-1], tmp_path, python=record.interpreters(VERSIONS[-1])[0])
    committed = record.EVIDENCE / f"zappa-{VERSIONS[-1]}"
    names = {path.name for path in committed.iterdir()}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert [name for name in names if (tmp_path / name).read_bytes() != (committed / name).read_bytes()] == []


def test_evidence_is_the_same_with_the_newest_python(tmp_path: Path) -> None:
    """The newest Python here makes the calls on record, too; lives make theirs on the same lines as the others."""
    found = record.interpreters(VERSIONS[-1])
    if len(found) == 1:
        pytest.skip("no second Python here that the project supports")
    names = [name for name, it in SCENARIOS.items() if runs_on(it, VERSIONS[-1]) and not it.bundle]
    record.record(VERSIONS[-1], tmp_path, only=tuple(names), python=found[-1])
    committed = record.EVIDENCE / f"zappa-{VERSIONS[-1]}"
    texts = {name: (tmp_path / f"{name}.json").read_bytes() for name in names}
    assert [name for name, text in texts.items() if text != (committed / f"{name}.json").read_bytes()] == []


def test_interpreters_are_the_oldest_and_the_newest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the Pythons that hold a release, by number and not by alphabet; one that is not complete does not count."""
    monkeypatch.setattr(record, "ENVIRONMENTS", tmp_path)
    monkeypatch.setattr(record, "ROOT", tmp_path)
    for name, minor, complete in (("", 12, 1), ("-python3.9", 9, 1), ("-python3.13", 13, 1), ("-python3.14", 14, 0)):
        (tmp_path / f"zappa-1.0.0{name}" / "lib" / f"python3.{minor}").mkdir(parents=True)
        if complete:
            (tmp_path / f"zappa-1.0.0{name}" / "stamp").touch()
    found = [path.relative_to(tmp_path).parts[0] for path in record.interpreters("1.0.0")]
    assert found == ["zappa-1.0.0-python3.9", "zappa-1.0.0-python3.13"]


@pytest.mark.parametrize("name", ["notes.txt", "mine.json", "more"])
def test_record_deletes_nothing_but_recordings(tmp_path: Path, name: str) -> None:
    """What lies among the recordings and is none is named before anything is recorded, and stays."""
    folder = tmp_path / "zappa-0.63.0"
    folder.mkdir()
    (folder / "default.json").write_bytes((record.EVIDENCE / "zappa-0.63.0" / "default.json").read_bytes())
    (folder / name).mkdir() if name == "more" else (folder / name).write_text("{}\n")
    with pytest.raises(record.RecordError, match=rf"^zappa-0.63.0/{name}: no recording, and would be deleted; move it"):
        record.replace("0.63.0", tmp_path)
    assert {path.name for path in folder.iterdir()} == {"default.json", name}


def test_record_says_which_environment_is_missing(tmp_path: Path) -> None:
    """Without the version's environment there is one line that says how to make it."""
    with pytest.raises(record.RecordError, match=r"zappa-0\.0\.1: no complete environment; make it with"):
        record.record("0.0.1", tmp_path)
