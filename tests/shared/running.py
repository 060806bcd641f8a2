"""Terraform in a folder of a test's own, against moto: a plan that is kept is applied as it was shown."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zappa_iam.module import terraform

SECONDS = 300


def ran(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What comes of it, good or bad."""
    command = [str(terraform.executable()), *arguments]
    around = terraform.environment()
    return subprocess.run(command, cwd=folder, env=around, capture_output=True, text=True, check=False, timeout=SECONDS)


def run(folder: Path, *arguments: str) -> str:
    """What it prints, where it goes well; else the test fails with Terraform's words."""
    done = ran(folder, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def plan(folder: Path) -> dict[str, Any]:
    """The plan, which `apply` then carries out; Terraform is initialised where it was not, which reads the provider."""
    if not (folder / ".terraform").exists():
        run(folder, "init", "-input=false", "-no-color")
    run(folder, "plan", "-input=false", "-no-color", "-out=plan")
    found: dict[str, Any] = json.loads(run(folder, "show", "-json", "plan"))
    return found


def apply(folder: Path) -> None:
    """Carry out the plan."""
    run(folder, "apply", "-input=false", "-no-color", "plan")


def acts(plan: Mapping[str, Any]) -> dict[str, list[str]]:
    """Address -> what is done to it, for what is not left as it is."""
    rows = plan["resource_changes"]
    return {row["address"]: row["change"]["actions"] for row in rows if row["change"]["actions"] != ["no-op"]}
