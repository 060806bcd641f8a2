"""Checkov, in its own environment: no failed check over the HCL, nor over the plan of each least_privilege example."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from generator import catalog
from tests.conftest import MODULE, ROOT, initialised
from tests.test_examples import EXAMPLES, copied

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
    """Over the HCL nothing fails, and each policy document with statements of its own is seen."""
    report = _scan("--directory", str(MODULE), "--framework", "terraform")
    assert _failed(report) == []
    seen = {check["resource"] for check in report["results"]["passed_checks"]}
    for path, prefix in ((MODULE, ""), (MODULE / "modules" / "optional", "module.optional.")):
        text = "".join((path / f"policies_{principal}.tf").read_text() for principal in ("deployer", "role"))
        documents = re.findall(r'data "aws_iam_policy_document" "(\w+)"', text)
        assert {f"{prefix}aws_iam_policy_document.{name}" for name in documents} <= seen


def test_skips_of_wildcards_are_the_catalogs_reasons() -> None:
    """Every skip in the deployer's and the role's documents is, word for word, a wildcard's reason in the catalog."""
    text = "".join(path.read_text() for path in MODULE.rglob("policies_*.tf"))
    statements = [s for f in catalog.load().features for s in f.deployer + f.role if s.wildcard]
    reasons = {(check, statement.wildcard) for statement in statements for check in statement.checks}
    assert set(re.findall(r"#checkov:skip=(\w+):(.*)", text)) == reasons
    assert text.count("checkov:skip") == sum(len(statement.checks) for statement in statements)


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
