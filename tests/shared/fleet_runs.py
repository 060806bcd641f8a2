"""`zappa-iam fleet` on a manifest in a folder, and what lies there."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from tests.conftest import ROOT
from zappa_iam.cli.main import main

EXAMPLE = ROOT / "examples" / "fleet"


def run(folder: Path, *arguments: str, command: str = "render") -> Result:
    """`zappa-iam fleet` on the manifest in a folder."""
    return CliRunner().invoke(main, ["fleet", command, str(folder / "fleet.yaml"), *arguments])


def held(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder, and when it was written."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def said(result: Result) -> list[str]:
    """The lines of a command, less its warnings."""
    return [line for line in result.output.splitlines() if not line.startswith("warning: ")]
