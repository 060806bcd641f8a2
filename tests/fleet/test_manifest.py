"""A manifest by itself: how it is read, and every fault of its tables, each in one line with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomlkit
from click.testing import CliRunner

from tests.shared.manifests import BLOG, SOUND, changed
from tests.shared.refused_manifests import Faults, check_refused, faults
from zappa_iam.cli.main import main

FAULTS: Faults = {
    "unknown_key": ([("acounts", {})], "acounts: unknown key; did you mean accounts?"),
    "unknown_engine": (
        [("engines", ["jenkins"])],
        "engines[0]: 'jenkins' is none; write some of: 'atlantis', 'matrix'",
    ),
    "number_for_text": ([("accounts/live/id", 111111111111)], "accounts.live.id: is a number; write text in quotes"),
    "eleven_digits": ([("accounts/live/id", "11111111111")], "accounts.live.id: '11111111111' is not 12 digits"),
    "one_id_twice": ([("accounts/spare/id", "111111111111")], "accounts.spare.id: is the id of live, too"),
    "account_no_folder": (
        [("accounts/Live", SOUND["accounts"]["spare"] | {"id": "3" * 12})],
        "accounts.Live: is a folder's",
    ),
    "region_that_is_none": (
        [("accounts/live/regions", ["us-west-9", "us-west-2"])],
        "regions[0]: 'us-west-9' is no region",
    ),
    "region_twice": (
        [("accounts/spare/regions", ["us-west-2"] * 2)],
        "accounts.spare.regions[1]: us-west-2 is there twice",
    ),
    "two_partitions": (
        [("accounts/spare/regions", ["us-west-2", "cn-north-1"])],
        "accounts.spare.regions: are of the partitions aws and aws-cn",
    ),
    "unknown_input": (
        [("inputs", {"bucket_version": True})],
        "inputs.bucket_version: unknown key; did you mean bucket_versioning?",
    ),
    "input_of_the_fleet": (
        [("projects/shop/inputs", {"stages": ["dev"]})],
        "inputs.stages: a fleet sets it itself; write stages",
    ),
    "input_type": ([("inputs", {"tags": {"team": 5}})], "inputs.tags.team: is a number; write text in quotes"),
    "placeholder": (
        [("names", {"role": "{projekt}-role"})],
        "names.role: unknown placeholder {projekt}; write some of: {project}",
    ),
    "placeholder_of_the_backend": (
        [("backend", {"s3": {"key": "{project}"}})],
        "backend.s3.key: unknown placeholder {project}; write some of: {account}",
    ),
    "two_backends": ([("backend", {"s3": {}, "gcs": {}})], "backend: names several; write one"),
    "registry_address_of_a_folder": (
        [("module", "modules")],
        "module: is an address of a registry to Terraform; write ./modules",
    ),
    "no_module": ([("module", "./nowhere")], "module: ./nowhere is no folder of the module"),
    "roots_elsewhere": ([("roots", "/roots")], "roots: is no path from the manifest on"),
    "roots_right_here": ([("roots", "./x/..")], "roots: is the manifest's own folder; name one below it"),
    "every_project": ([("projects/*", BLOG)], "projects.*: a fleet's projects have names"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_one_line_that_says_where(name: str, tmp_path: Path) -> None:
    """Each is found, on a line of the manifest, and says what to do behind a semicolon."""
    check_refused(*FAULTS[name], tmp_path)


def test_sound_manifest_has_no_fault(tmp_path: Path) -> None:
    """What all the others are changes of."""
    assert faults(SOUND, tmp_path) == []


def test_faults_are_said_all_at_once_with_their_lines(tmp_path: Path) -> None:
    """One from each room of the checks, in the manifest's order; the line is that of the value."""
    bad = changed(
        ("accounts/live/regions", ["us-west-2", "mars-1"]),
        ("pipelines/main/github/branch", "x"),
        ("projects/shop/features", ["nope", "apigateway", "events"]),
        ("projects/blog", {"account": "nobody", "stages": ["dev"]}),
        ("engines", ["none"]),
    )
    found = faults(bad, tmp_path)
    text = (tmp_path / "fleet.yaml").read_text().splitlines()
    assert len(found) == 5
    numbers = [int(line.split(":")[1]) for line in found]
    assert numbers == sorted(numbers)
    for line, word in zip(found, ("mars-1", "branch", "shop", "account", "none"), strict=True):
        assert word in text[int(line.split(":")[1]) - 1], line


@pytest.mark.parametrize("suffix", [".toml", ".json"])
def test_toml_and_json_are_read_alike(suffix: str, tmp_path: Path) -> None:
    """The same manifest is sound, and the same fault is named by its path."""
    for value, count in ((SOUND, 0), (changed(("projects/shop/account", "x")), 1)):
        path = tmp_path / f"fleet{suffix}"
        path.write_text(tomlkit.dumps(value) if suffix == ".toml" else json.dumps(value))
        result = CliRunner().invoke(main, ["fleet", "check", str(path)])
        lines = [line for line in result.stderr.splitlines() if not line.startswith("warning: ")]
        assert (result.exit_code, len(lines)) == (count, count), result.output
        for line in lines:
            assert line.startswith(f"fleet{suffix}: projects.shop.account: unknown account x;")


def test_files_of_no_use_end_in_a_line(tmp_path: Path) -> None:
    """Nothing, another format, no text, no table, two keys alike: each is one line and no trace."""
    cases = {
        "x.yaml": None,
        "x.txt": b"a",
        "y.yaml": b"\xff\xfe",
        "z.yaml": b"- a",
        "t.toml": b"a=",
        "u.yaml": b"a: 1\na: 2",
    }
    cases |= {
        "v.yaml": b"a: &a [*a]",
        "w.yaml": b"1: 2",
        "l.yaml": b'a: "\\ud800"',
        "n.yaml": b"a: .nan",
        "e.json": b"",
    }
    cases |= {"d.yaml": b"[" * 100_000, "big.yaml": b"a: " + b"9" * 5000, "date.yaml": b"a: 2026-01-01"}
    for name, content in cases.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        result = CliRunner().invoke(main, ["fleet", "check", str(tmp_path / name)])
        assert result.exit_code == 1, (name, result.output, result.exception)
        assert 0 < result.stderr.count("\n") <= 3, (name, result.stderr)
        assert isinstance(result.exception, SystemExit)
