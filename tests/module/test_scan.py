"""Checkov, in its own environment: no failed check over the HCL, nor over the plan of each least_privilege example."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MODULE, ROOT, initialised
from tests.shared.examples import EXAMPLES, copied
from tests.shared.plan_cases import ALL
from zappa_iam.module import planning

CHECKOV = ROOT / ".cache" / "environments" / "scan" / "bin" / "python"
GUIDE_FAILURES = 14  # of the guide's own policies, measured on its plan; what the module is measured against


def _scan(*arguments: str) -> dict[str, Any]:
    """Checkov's report as JSON; `--skip-download` keeps it from the network."""
    command = [str(CHECKOV), "-m", "checkov.main", *arguments, "--skip-download", "--compact", "--output", "json"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout, result.stderr
    report: dict[str, Any] = json.loads(result.stdout)
    assert report["summary"]["passed"] > 0
    assert report["summary"]["parsing_errors"] == 0
    return report


def _failed(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(check["check_id"], check["resource"]) for check in report["results"].get("failed_checks", [])]


def test_module_has_no_failed_check() -> None:
    """Over the HCL nothing fails, and each resource of the policies is seen."""
    report = _scan("--directory", str(MODULE), "--framework", "terraform")
    assert _failed(report) == []
    seen = {check["resource"].partition("[")[0] for check in report["results"]["passed_checks"]}
    assert {"aws_iam_policy.deployer", "aws_iam_policy.role", "aws_iam_role.this", "aws_s3_bucket.this"} <= seen


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_plan_is_scanned(aws: str, tmp_path: Path, example: str) -> None:
    """The plan of each least_privilege example fails nothing; the guide's fails, so the scan does see policies."""
    folder = copied(example, tmp_path)
    test = initialised(folder)
    plan = folder / "plan.json"
    plan.write_text(json.dumps(dict(test.plan(output=True))))
    report = _scan(
        "--file", str(plan), "--framework", "terraform_plan", "--repo-root-for-plan-enrichment", str(tmp_path)
    )
    failed = _failed(report)
    if example == "guide":
        assert len([check for check in failed if "aws_iam_policy" in check[1]]) >= GUIDE_FAILURES // 2, failed
    else:
        assert failed == []


def test_each_policy_is_scanned(tmp_path: Path) -> None:
    """With every feature on, no policy fails a check; those of the guide do.

    Checkov tells instances of one resource apart by nothing, so that each policy is written as a resource of its own.
    """
    names = ("everything_longest", "guide", "levels_everything", "recorded_manage_roles", "boundary_named")
    cases = {name: ALL[name] for name in names}
    root = {**planning.base(), "module": {"case": planning.instances(cases, str(MODULE))}}
    (tmp_path / "main.tf.json").write_text(json.dumps(root))
    blocks = {
        re.sub(r"\W", "_", f"{planning.case(module['address'])}_{row['name']}_{row['index']}"): row["values"]["policy"]
        for module in planning.modules(planning.plan(tmp_path))
        for row in module["resources"]
        if row["type"] == "aws_iam_policy"
    }
    written = tmp_path / "policies"
    written.mkdir()
    (written / "main.tf").write_text(
        "".join(
            f'resource "aws_iam_policy" "{name}" {{\n  policy = <<EOF\n{policy.replace("${", "$${")}\nEOF\n}}\n'
            for name, policy in blocks.items()
        )
    )
    report = _scan("--directory", str(written), "--framework", "terraform")
    assert {check["resource"].partition(".")[2] for check in report["results"]["passed_checks"]} == blocks.keys()
    assert {resource for _, resource in _failed(report)} == {
        "aws_iam_policy.boundary_named_boundary_Boundary",  # which grants nothing; its own checks are skipped
        "aws_iam_policy.guide_deployer_General",
        "aws_iam_policy.guide_role_Role",
    }
