"""What audit prints and writes: SARIF, levels."""

from __future__ import annotations

import json
from pathlib import Path

from tests.shared.audit_reports import least_statements
from tests.shared.audited import GENERAL, ONE, S3, found, run
from zappa_iam.policies.statements import VERSION


def test_sarif_points_at_lines(tmp_path: Path) -> None:
    """SARIF 2.1.0: a rule for each result, a level that there is, and the line in the file that holds the word."""
    assert run(GENERAL, S3, "--sarif", str(tmp_path / "made.sarif"), "--fail-on", "never").exit_code == 0
    report = json.loads((tmp_path / "made.sarif").read_text())
    assert (report["version"], len(report["runs"])) == ("2.1.0", 1)
    driver = report["runs"][0]["tool"]["driver"]
    rules = [rule["id"] for rule in driver["rules"]]
    assert (driver["name"], len(set(rules))) == ("zappa-iam", len(rules))
    results = report["runs"][0]["results"]
    assert len(results) == len(found(GENERAL, S3)["findings"])
    for each in results:
        assert rules[each["ruleIndex"]] == each["ruleId"]
        assert each["level"] in ("error", "warning", "note")
        assert each["message"]["text"]
        place = each["locations"][0]["physicalLocation"]
        lines = Path("/" + place["artifactLocation"]["uri"].lstrip("/")).read_text().splitlines()
        assert 1 <= place["region"]["startLine"] <= len(lines)
    [typo] = [each for each in results if each["ruleId"] == "zappa-iam/no_action"]
    place = typo["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("user_s3_policy.json")
    assert "s3:CreateMultipartUpload" in Path(S3).read_text().splitlines()[place["region"]["startLine"] - 1]


def test_fail_on_says_from_where() -> None:
    """The exit status is 1 from the level up that is asked for; the report is the same."""
    note = json.dumps({"Version": VERSION, "Statement": [*least_statements(), *ONE["Statement"]]})
    report = found("-", pipe=note)
    assert {each["level"] for each in report["findings"]} <= {"note", "warning"}
    assert run("-", pipe=note).exit_code == 1
    assert run("-", "--fail-on", "error", pipe=note).exit_code == 0
    assert run("-", "--fail-on", "never", pipe=json.dumps(ONE)).exit_code == 0
