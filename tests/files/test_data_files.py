"""Every data file, broken in any way: a line for each fault, and never a trace."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.conftest import PACKAGE
from zappa_iam.application_code import suggestion
from zappa_iam.audit import escalation, lacking
from zappa_iam.aws_trial import choice
from zappa_iam.aws_words import reading
from zappa_iam.catalog import boundary, levels
from zappa_iam.files import caching
from zappa_iam.files.faults import DataError
from zappa_iam.fleet import facts
from zappa_iam.module import guide, issuers
from zappa_iam.proof import chain, identity, limits
from zappa_iam.recorder import checking
from zappa_iam.reports import published
from zappa_iam.requests import rows

VALUES = (
    *("9" * 6000, "2026-01-01", "[" * 2000 + "]" * 2000, "{ a = { b = 1 } }", "-1", "1e999", "nan", "true", "null"),
    *('""', '"("', '"{"', '"a\\nb: c"', "[]", "[1, []]", '["", ""]', "{}", '[{"a": null}]', "'\\'", "\x00", "\udcff"),
)
SCENARIOS = [
    *("default.toml", "life/tags.toml", "pairs/left_out.toml", "pairs/refused.toml", "pairs/rows.toml"),
    *("pairs/settings.toml", "shared/bases.toml", "shared/commands.toml", "shared/no_life.toml", "shared/unrun.toml"),
]


class Data(NamedTuple):
    """Files below a folder of the package, how they are read out of a copy of it, and how each fault begins."""

    folder: str
    files: list[str]
    read: Callable[[Path], object]
    where: tuple[str, ...]


def _cached(read: Callable[[Path], object], name: str = "") -> Callable[[Path], object]:
    """Read a file of the folder, or the folder, without what is remembered of it."""
    fresh = getattr(read, "__wrapped__", read)
    return lambda folder: fresh(folder / name if name else folder)


DATA = {
    "expectations": Data("proof/expectations", ["core.toml"], _cached(limits.load), ("expectations/",)),
    "chains": Data("proof/attacks", ["core.toml", "shared/neighbours.toml"], _cached(chain.load), ("chains",)),
    "operations": Data("requests/operations", ["sqs.toml", "iam.toml"], _cached(rows.load), ("operations/",)),
    "types": Data("requests/operations", ["cloudformation_types.toml"], _cached(rows.load), ("operations/",)),
    "scenarios": Data("recorder/scenarios", SCENARIOS, checking.check, ("scenarios/",)),
    "words": Data("aws_words", ["words.jsonl"], _cached(reading.read, "words.jsonl"), ("words.jsonl: ",)),
    "published": Data(
        "reports/published_policies",
        ["zappa_example_policy.json"],
        lambda folder: published.policy(
            folder / "zappa_example_policy.json", dict.fromkeys(published.PLACEHOLDERS.values(), "x")
        ),
        ("zappa_example_policy",),
    ),
    "guide": Data("module/guide_documents", ["role_policy.json", "trust_policy.json"], guide.documents, ("guide_",)),
    "identities": Data("proof/identities", ["github.toml"], _cached(identity.load), ("identities",)),
    "boundary": Data("catalog", ["boundary.toml"], _cached(boundary.load, "boundary.toml"), ("boundary.toml: ",)),
    "levels": Data("catalog", ["levels.toml"], _cached(levels.load, "levels.toml"), ("levels.toml: ",)),
    "commands": Data("catalog", ["commands.json"], _cached(levels.asked, "commands.json"), ("commands.json: ",)),
    "regions": Data("fleet", ["regions.toml"], _cached(facts.regions), ("fleet/regions.toml: ",)),
    "issuers": Data("module", ["issuers.toml"], _cached(issuers.load, "issuers.toml"), ("issuers.toml: ",)),
    "escalation": Data("audit", ["escalation.toml"], _cached(escalation.methods, "escalation.toml"), ("audit/",)),
    "silent": Data("audit", ["silent.json"], _cached(lacking.silent_denials, "silent.json"), ("audit/",)),
    "actions": Data("application_code", ["actions.toml"], _cached(suggestion.table, "actions.toml"), ("application_",)),
    "trial": Data("aws_trial", ["settings.toml"], _cached(choice.table, "settings.toml"), ("aws_trial/",)),
}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own."""
    monkeypatch.setattr(caching, "CACHE", tmp_path / "cache")


def copied(data: Data, folder: Path) -> Path:
    """The files in a folder of their own, of the name that it has."""
    found = folder / Path(data.folder).name
    shutil.rmtree(found, ignore_errors=True)
    for name in data.files:
        (found / name).parent.mkdir(parents=True, exist_ok=True)
        lines = (PACKAGE / data.folder / name).read_bytes().splitlines(keepends=True)
        (found / name).write_bytes(b"".join(lines[:40] if name.endswith(".jsonl") else lines))  # a word is a line
    return found


def faults(data: Data, folder: Path) -> list[str]:
    """The lines with which the data is refused; none where it is not."""
    try:
        data.read(folder)
    except DataError as error:
        return str(error).split("\n")
    return []


def broken(content: bytes, how: str, place: int, junk: bytes) -> bytes:
    """The content with a line less, a line twice, another value, cut off, or with other bytes in it."""
    lines = content.splitlines(keepends=True)
    at = place % len(lines)
    if how == "less":
        return b"".join(lines[:at] + lines[at + 1 :])
    if how == "twice":
        return b"".join([*lines[: at + 1], *lines[at:]])
    spot = place % len(content)
    if how == "cut":
        return content[:spot]
    if how == "bytes":
        return content[:spot] + junk + content[spot + len(junk) :]
    signs = [n for n, sign in enumerate(content) if sign in b"=:"]
    sign = signs[place % len(signs)]
    end = content.find(b"\n", sign)
    comma = b"," if content[sign : end + 1].rstrip().endswith(b",") else b""
    return content[: sign + 1] + b" " + junk + comma + content[end:]


@pytest.mark.parametrize("name", DATA)
@effort(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.integers(0, 20),
    how=st.sampled_from(["value", "value", "value", "less", "twice", "cut", "bytes"]),
    place=st.integers(0, 1 << 16),
    junk=st.sampled_from(VALUES).map(lambda text: text.encode(errors="surrogateescape")) | st.binary(max_size=6),
)
def test_broken_data_is_refused_in_lines(
    tmp_path: Path, name: str, which: int, how: str, place: int, junk: bytes
) -> None:
    """Whatever is done to a file, each line says where, and nothing else is raised."""
    data = DATA[name]
    folder = copied(data, tmp_path)
    path = folder / data.files[which % len(data.files)]
    path.write_bytes(broken(path.read_bytes(), how, place, junk))
    for line in faults(data, folder):
        assert line.startswith(data.where), line
        assert line.isprintable(), line


@pytest.mark.parametrize("name", DATA)
def test_data_as_it_is_has_no_fault(tmp_path: Path, name: str) -> None:
    """The copy that is broken above is whole."""
    assert faults(DATA[name], copied(DATA[name], tmp_path)) == []


@pytest.mark.parametrize("name", DATA)
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    """A FIFO, a folder or a device in a file's place is a line, at once; so is a file that is missing."""
    data = DATA[name]
    folder = copied(data, tmp_path)
    path = folder / data.files[0]
    for make in (os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")):
        path.unlink(missing_ok=True) if not path.is_dir() else path.rmdir()
        make(path)
        (line,) = faults(data, folder)
        assert ": is not a plain file; restore it from version control" in line
        assert line.startswith(data.where)
