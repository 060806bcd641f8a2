"""Runs of `zappa-iam audit`, and the policies that they read."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner, Result

from tests.conftest import PACKAGE
from zappa_iam.cli.main import main
from zappa_iam.policies.statements import VERSION

GUIDE = PACKAGE / "module" / "guide_documents"


PEERS = PACKAGE / "reports" / "published_policies"


GENERAL, S3 = str(GUIDE / "user_general_policy.json"), str(GUIDE / "user_s3_policy.json")


EXAMPLE = str(PEERS / "zappa_example_policy.json")


OWN_ROLE = str(PEERS / "zappa_attach_policy.json")


ONE = {"Version": VERSION, "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}


def run(*arguments: str, pipe: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["audit", *arguments], input=pipe)


def found(*arguments: str, pipe: str | bytes | None = None) -> dict[str, Any]:
    """The report as JSON."""
    result = run(*arguments, "--json", pipe=pipe)
    assert result.exit_code in (0, 1), result.output
    report: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == int(bool(report["findings"]))
    return report


def run_policy(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["policy", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout
