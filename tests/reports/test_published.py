"""Zappa's own policies, which ours are compared with, are the newest: of its package, or as far as the page says."""

from __future__ import annotations

import json

from tests.conftest import ROOT
from zappa_iam.recorder import record
from zappa_iam.reports import published

NEWEST = f"zappa-{record.versions()[-1]}"
AUDITS = ROOT / "docs" / "audits.md"


def test_role_policy_is_that_of_the_newest_package() -> None:
    """`zappa_attach_policy.json` is what the newest Zappa that is recorded carries."""
    packages = ROOT / ".cache" / "environments" / NEWEST / "lib"
    (carried,) = packages.glob("python*/site-packages/zappa/policies/attach_policy.json")
    ours = published.EXAMPLE.with_name("zappa_attach_policy.json")
    assert json.loads(ours.read_text()) == json.loads(carried.read_text())


def test_page_says_for_which_release_the_example_was_looked_at() -> None:
    """No package holds the example: who takes in a release looks at Zappa's repository, and says so on the page."""
    text = " ".join(AUDITS.read_text().split())
    assert f"looked at for {NEWEST.removeprefix('zappa-')}," in text
    (statement,) = [
        it for it in json.loads(published.EXAMPLE.read_text())["Statement"] if "lambda:AddPermission" in it["Action"]
    ]
    assert "lambda:InvokeFunctionUrl" in statement["Action"], "0.61 added it"
