"""The examples, and copies of them."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.conftest import ROOT

EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/main.tf"))  # a fleet has tests of its own


def copied(example: str, folder: Path) -> Path:
    """A copy of one example with the module beside it, so that Terraform leaves nothing in the checkout."""
    shutil.copytree(ROOT / "modules", folder / "modules")
    shutil.copytree(
        ROOT / "examples" / example, folder / "examples" / example, ignore=shutil.ignore_patterns(".terraform*")
    )
    return folder / "examples" / example
