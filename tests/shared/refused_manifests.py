"""Manifests that `zappa-iam fleet check` refuses, and how it says so."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import yaml

from tests.shared.manifests import SETTINGS, changed
from zappa_iam import catalog, fleet

# What is changed in the sound manifest -> a part of the line that it is refused with, behind file and line.
Faults = dict[str, tuple[list[tuple[str, Any]], str]]
known = functools.cache(catalog.load)


def faults(value: Any, folder: Path) -> list[str]:
    """The lines that the manifest is refused with; none where it is sound."""
    path = folder / "fleet.yaml"
    path.write_text(yaml.safe_dump(value, sort_keys=False), encoding="utf-8")
    try:
        fleet.load(path, known())
    except fleet.FleetError as error:
        return str(error).splitlines()
    return []


def check_refused(changes: list[tuple[str, Any]], words: str, folder: Path) -> None:
    """The sound manifest, so changed, beside a project's settings, is refused in lines; one of them has the words."""
    (folder / "zappa_settings.json").write_text(json.dumps(SETTINGS))
    (folder / "modules").mkdir()
    found = faults(changed(*changes), folder)
    assert [line for line in found if words in line], found
    for line in found:
        assert line.startswith("fleet.yaml:"), line
        assert ";" in line, line
