"""The policies as a CloudFormation template."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cfnlint import api as cfn_lint

from tests.shared.projects import CATALOG, PLANNED, project
from zappa_iam import policies

# cfn-lint knows fewer actions than AWS enforces; the catalog has its own check of them.
NO_FAULT = {"W3037"}


@pytest.mark.parametrize("name", ["quickstart", "everything_longest", "china", "two_stages"])
def test_template_is_clean_and_says_the_same(name: str) -> None:
    """cfn-lint finds nothing, and with the account filled in the documents are those of the JSON form."""
    known = project(PLANNED[name])
    made = policies.template(known._replace(account=None), ("deployer", "role", "trust"), CATALOG)
    found = cfn_lint.lint(json.dumps(made), regions=[known.region])
    assert [str(each) for each in found if each.rule.id not in NO_FAULT] == []
    documents = [
        row["Properties"]["PolicyDocument"]
        for row in made["Resources"].values()
        if "PolicyDocument" in row["Properties"]
    ]
    filled = json.loads(json.dumps(documents), object_hook=lambda table: substituted(table, known.account or ""))
    wanted = [*policies.named(known, "deployer", CATALOG).values(), *policies.named(known, "role", CATALOG).values()]
    assert filled == wanted
    role = made["Resources"]["ExecutionRole"]["Properties"]
    assert (role["RoleName"], role["Path"]) == (known.role, known.path)
    assert len(role["ManagedPolicyArns"]) == len(policies.named(known, "role", CATALOG))


def substituted(table: dict[str, Any], account: str) -> Any:
    """What CloudFormation makes of Fn::Sub."""
    if set(table) != {"Fn::Sub"}:
        return table
    return str(table["Fn::Sub"]).replace("${AWS::AccountId}", account).replace("${!", "${")
