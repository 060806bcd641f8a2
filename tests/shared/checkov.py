"""Checkov, in its own environment."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

CHECKOV = ROOT / ".cache" / "environments" / "scan" / "bin" / "python"


def scan(*arguments: str) -> dict[str, Any]:
    """Checkov's report as JSON; `--skip-download` keeps it from the network."""
    command = [str(CHECKOV), "-m", "checkov.main", *arguments, "--skip-download", "--compact", "--output", "json"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout, result.stderr
    report: dict[str, Any] = json.loads(result.stdout)
    assert report["summary"]["passed"] > 0
    assert report["summary"]["parsing_errors"] == 0
    return report


def failed(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(check["check_id"], check["resource"]) for check in report["results"].get("failed_checks", [])]


def failing(policies: Mapping[str, str], folder: Path) -> set[str]:
    """The names of the policies that fail a check; each is written as a resource of its own, and seen."""
    folder.mkdir()
    (folder / "main.tf").write_text(
        "".join(
            f'resource "aws_iam_policy" "{name}" {{\n  policy = <<EOF\n{policy.replace("${", "$${")}\nEOF\n}}\n'
            for name, policy in policies.items()
        )
    )
    report = scan("--directory", str(folder), "--framework", "terraform")
    assert {check["resource"].partition(".")[2] for check in report["results"]["passed_checks"]} == policies.keys()
    return {resource.partition(".")[2] for _, resource in failed(report)}
