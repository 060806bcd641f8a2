"""Every place in the source of Zappa that calls AWS is reached by a recorded call, or excused."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PACKAGE
from tests.shared.recorded import recorded
from zappa_iam.recorder import record
from zappa_iam.recorder.places import places
from zappa_iam.recorder.scenario import knows

SHARED = PACKAGE / "recorder" / "scenarios" / "shared"
VERSIONS = record.versions()


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
def test_evidence_reaches_every_call_site_or_says_why_not(version: str) -> None:
    """A new Zappa's new call needs a scenario, or a row in scenarios/shared/unrun.toml."""
    sites = call_sites(version)
    assert len(sites) > 150
    assert Counter(missed(version)) - excused(version) == Counter()


def test_evidence_excuses_only_what_is_missed() -> None:
    """A row of unrun.toml that no version needs is deleted."""
    needed = {site for version in VERSIONS for site in missed(version)}
    assert {site for version in VERSIONS for site in excused(version)} == needed


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
