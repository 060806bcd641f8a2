"""Checkov: no failed check over the HCL, nor over the policies of every feature."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.conftest import MODULE
from tests.shared.checkov import failed, failing, scan
from tests.shared.plan_cases import ALL
from zappa_iam.module import planning


def test_module_has_no_failed_check() -> None:
    """Over the HCL nothing fails, and each resource of the policies is seen."""
    report = scan("--directory", str(MODULE), "--framework", "terraform")
    assert failed(report) == []
    seen = {check["resource"].partition("[")[0] for check in report["results"]["passed_checks"]}
    assert {"aws_iam_policy.deployer", "aws_iam_policy.role", "aws_iam_role.this", "aws_s3_bucket.this"} <= seen


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
    assert failing(blocks, tmp_path / "policies") == {
        "boundary_named_boundary_Boundary",  # which grants nothing; its own checks are skipped
        "guide_deployer_General",
        "guide_role_Role",
    }
