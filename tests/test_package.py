"""The package: what is installed has every file that the code reads."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

from tests.conftest import ROOT


def test_every_data_file_is_in_the_package() -> None:
    """Each file beside the code that Git knows is of some pattern of pyproject.toml, and each pattern has a file."""
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["generator"]
    listed = subprocess.run(["git", "ls-files", "generator"], cwd=ROOT, capture_output=True, text=True, check=True)
    tracked = {ROOT / name for name in listed.stdout.split() if not name.endswith(".py")}
    found: set[Path] = set()
    for pattern in patterns:
        matched = set((ROOT / "generator").glob(pattern)) & tracked
        assert matched, f"pyproject.toml: {pattern} is of no file; remove it"
        found |= matched
    assert sorted(map(str, tracked - found)) == []
