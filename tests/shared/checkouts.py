"""Copies of the checkout, under version control of their own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.conftest import ROOT

_AWAY = ("tests/", "benchmarks/", "generator/zappa_iam/evidence/zappa-")  # what neither a build nor a render reads


def done(command: list[str], folder: Path = ROOT) -> str:
    """What a command prints that ends well."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def tracked() -> list[str]:
    """The files of the checkout that version control knows."""
    return [name for name in done(["git", "ls-files"]).splitlines() if (ROOT / name).is_file()]


def copied(folder: Path, away: tuple[str, ...] = _AWAY) -> Path:
    """The checkout's tracked files in a folder, added to a repository there; without those below `away`."""
    for name in tracked():
        if not name.startswith(away):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    done(["git", "init", "--quiet"], folder)
    done(["git", "add", "--all"], folder)
    return folder


def committed(folder: Path) -> None:
    """Commit everything in a copy."""
    git = ["git", "-c", "user.name=tests", "-c", "user.email=tests@example.com", "-c", "commit.gpgsign=false"]
    done([*git, "commit", "--quiet", "--all", "--message", "A copy"], folder)
