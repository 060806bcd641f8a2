"""The evidence: whole, stable, and free of this machine."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from tests.shared.recorded import SCENARIOS, recorded
from zappa_iam.evidence import recordings
from zappa_iam.recorder import record
from zappa_iam.recorder.scenario import runs_on

VERSIONS = record.versions()
KEYS = ["command", "principal", "service", "operation", "parameters", "source", "origin", "outcome"]
SOURCE = re.compile(r"zappa/[\w/]+\.py:(\d+) \S.*")
# A temporary or home folder, a clock's time, a random UUID (the one in a scenario's KMS key is not random).
MACHINE = re.compile(
    r"/tmp/|/home/|/root/|/Users/|20\d\d-(?!01-01T00:00:00\.000)\d\d-\d\dT|[0-9a-f]{8}-(?!2222)[0-9a-f]{4}-[0-9a-f]{4}-"
)


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
