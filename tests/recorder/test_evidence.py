"""The evidence: whole, stable, free of this machine, and what real Zappa does again when it is run again."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PACKAGE
from tests.shared.recorded import SCENARIOS, recorded
from zappa_iam.evidence import recordings
from zappa_iam.recorder import record
from zappa_iam.recorder.places import places
from zappa_iam.recorder.scenario import knows, runs_on

SHARED = PACKAGE / "recorder" / "scenarios" / "shared"
VERSIONS = record.versions()
KEYS = ["command", "principal", "service", "operation", "parameters", "source", "origin", "outcome"]
SOURCE = re.compile(r"zappa/[\w/]+\.py:(\d+) \S.*")
# A temporary or home folder, a clock's time, a random UUID (the one in a scenario's KMS key is not random).
MACHINE = re.compile(
    r"/tmp/|/home/|/root/|/Users/|20\d\d-(?!01-01T00:00:00\.000)\d\d-\d\dT|[0-9a-f]{8}-(?!2222)[0-9a-f]{4}-[0-9a-f]{4}-"
)


def call_sites(version: str) -> list[dict[str, Any]]:
    """Where this version's source calls AWS."""
    path = record.EVIDENCE / f"zappa-{version}" / "call_sites.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["call_sites"]
    return found


def hits(version: str) -> set[tuple[str, int, str, str, str]]:
    """(file, line, function, service and operation) of each recorded call."""
    found = set()
    for evidence in recorded(version).values():
        for call in evidence["calls"]:
            if call["origin"] == "recorded":
                place, function = call["source"].split(" ")
                file, line = place.split(":")
                found.add((file, int(line), function, call["service"], call["operation"]))
    return found


def missed(version: str) -> list[tuple[str, str]]:
    """(function, operation) of each call site that no recorded call came from.

    A waiter or a paginator calls AWS on another line than the one that makes it, so its function decides, and of a
    paginator the operation.
    """
    reached = hits(version)
    found = []
    for site in call_sites(version):
        wanted = (site["file"], site["service"])
        here = [
            (line, function, operation)
            for file, line, function, *wants, operation in reached
            if (file, *wants) == wanted
        ]
        helper, _, name = site["operation"].rpartition(" ")
        if helper in ("get_waiter", "get_paginator"):
            made = {operation for _, function, operation in here if function == site["function"]}
            covered = bool(made) if helper == "get_waiter" else name.replace("_", "") in {it.lower() for it in made}
        else:
            covered = any(line == site["line"] for line, *_ in here)
        if not covered:
            found.append((site["function"], site["operation"]))
    return found


def excused(version: str) -> Counter[tuple[str, str]]:
    """(function, operation) -> how many such call sites may stay unreached in this version."""
    rows = tomllib.loads((SHARED / "unrun.toml").read_text(encoding="utf-8"))["unrun"]
    assert all(row["why"].endswith(".") for row in rows)
    return Counter((row["function"], row["operation"]) for row in rows if not knows(version, row.get("before", "99")))


@pytest.mark.parametrize("version", VERSIONS)
def test_evidence_holds_every_scenario_the_version_knows_and_nothing_else(version: str) -> None:
    """A scenario that was added or removed means recording anew: `make evidence`."""
    known = {name: it for name, it in SCENARIOS.items() if runs_on(it, version)}
    expected = {it.bundle or name for name, it in known.items()} | {"call_sites"}
    assert recordings.read(version).keys() | recordings.read(version, pairs=True).keys() == known.keys()
    assert {path.stem for path in (record.EVIDENCE / f"zappa-{version}").iterdir()} == expected


@pytest.mark.parametrize("version", VERSIONS)
def test_evidence_says_what_its_scenario_says(version: str) -> None:
    """Settings and features come out of the scenario; each command ran."""
    for name, evidence in recorded(version).items():
        scenario = SCENARIOS[name]
        assert (evidence["zappa"], evidence["scenario"]) == (version, name)
        assert (evidence["settings"], evidence["features"]) == (scenario.settings, sorted(scenario.features)), name
        assert list(evidence["exits"]) == list(dict.fromkeys(scenario.run)), name


@pytest.mark.parametrize("version", VERSIONS)
def test_evidence_calls_have_one_shape(version: str) -> None:
    """The same keys in the same order; a source that names a line; no call twice within a command."""
    for name, evidence in recorded(version).items():
        for call in evidence["calls"]:
            assert [key for key in call if key not in ("region", "endpoint")] == KEYS, name
            assert call["principal"] in ("deployer", "role"), name
            assert call["origin"] in ("recorded", "derived"), name
            assert SOURCE.fullmatch(call["source"]), call["source"]
            assert call["origin"] == "recorded" or "https://docs.aws.amazon.com/" in call["source"], name
        texts = Counter(json.dumps(call, sort_keys=True) for call in evidence["calls"])
        assert max(texts.values()) == 1, name


@pytest.mark.parametrize("version", VERSIONS)
def test_evidence_follows_the_order_of_the_commands(version: str) -> None:
    """Recorded calls come command by command as they ran, derived rows after them."""
    for name, evidence in recorded(version).items():
        commands = [call["command"] for call in evidence["calls"] if call["origin"] == "recorded"]
        assert list(dict.fromkeys(commands)) == [run for run in evidence["exits"] if run in commands], name
        origins = [call["origin"] for call in evidence["calls"]]
        assert origins == sorted(origins, reverse=True), name


@pytest.mark.parametrize("version", VERSIONS)
def test_evidence_holds_nothing_of_the_machine(version: str) -> None:
    """No folder, no time and no random id of whoever recorded."""
    for path in sorted((record.EVIDENCE / f"zappa-{version}").iterdir()):
        found = MACHINE.search(path.read_text(encoding="utf-8"))
        assert not found, f"{path.name}: {found}"


@pytest.mark.parametrize("version", VERSIONS)
def test_evidence_reaches_every_call_site_or_says_why_not(version: str) -> None:
    """A new Zappa's new call needs a scenario, or a row in scenarios/shared/unrun.toml."""
    sites = call_sites(version)
    assert len(sites) > 150
    assert Counter(missed(version)) - excused(version) == Counter()


def test_evidence_excuses_only_what_is_missed() -> None:
    """A row of unrun.toml that no version needs is deleted."""
    needed = {site for version in VERSIONS for site in missed(version)}
    assert {site for version in VERSIONS for site in excused(version)} == needed


@pytest.mark.parametrize("version", VERSIONS)
def test_evidence_commands_fail_only_where_zappa_does(version: str) -> None:
    """A command that fails for want of a mock would hide the calls after it."""
    exits = {name: evidence["exits"] for name, evidence in recorded(version).items()}
    failing = {(name, command) for name in exits for command, code in exits[name].items() if code}
    known = {
        ("docker_image_uri", "rollback"),  # NotImplementedError: no rollback of container images
        ("function_url", "certify"),  # AttributeError: Zappa never makes its CloudFront client
        ("default", "invoke --qualifier"),  # 0.60 has no such option
    }
    assert failing <= known


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


def test_place_is_the_statement_and_its_function(tmp_path: Path) -> None:
    """Whatever line of a statement an interpreter names, and in a comprehension or not, the place is the same."""
    path = tmp_path / "core.py"
    path.write_text(
        "class Zappa:\n"
        "    def rules(self):\n"
        "        names = [\n"
        "            self.client.describe_rule(\n"
        "                Name=name\n"
        "            )\n"
        "            for name in self.client.list_rules()\n"
        "        ]\n"
        "        if self.client.tag(\n"
        "            names,\n"
        "        ):\n"
        "            def inner():\n"
        "                return lambda: self.client.get()\n"
        "        class Local:\n"
        "            def add(self): self.client.add()\n"
        "setup()\n"
    )
    found = places(path)
    assert {found[line] for line in range(3, 9)} == {(3, "Zappa.rules")}
    assert {found[line] for line in (9, 10, 11)} == {(9, "Zappa.rules")}
    assert found[13] == (13, "Zappa.rules.<locals>.inner")
    assert found[15] == (15, "Zappa.rules.<locals>.Local.add")
    assert found[16] == (16, "<module>")


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
