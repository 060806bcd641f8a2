"""The policies: statements that Terraform plans, refused where Terraform refuses, within IAM's limits."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Planned
from tests.shared import rejected_cases
from tests.shared.projects import CATALOG, PLANNED, canonical, project
from zappa_iam import policies
from zappa_iam.module.planning import principal_of
from zappa_iam.policies.documents import LIMIT, LimitError, packed, size

pytestmark = pytest.mark.one_terraform

# Inputs that are Terraform's alone: nothing of them is in a policy.
ELSEWHERE = {"users", "tags", "create_access_keys", "bucket_log_target", "permissions_boundary_arn", "policy_profile"}
ELSEWHERE |= {"check_role_trust", "log_kms_key_arn", "log_retention_days", "role_policy_json"}
ELSEWHERE |= {"role_policy_arns", "other_projects", "package_expiration_days"}
ELSEWHERE |= {"access_key_generations", "access_key_pgp_key", "deployers", "extra_trust", "oidc_providers"}
ELSEWHERE |= {"create_permissions_boundary", "application_actions"}
# What a plan knows and a project does not: the provider, who makes the bucket, users, null; what is refused by length.
UNKNOWN = {"other_region", "many_stages", "bucket_account_of_a_new_bucket", "user_too_long", "null_bucket"}
REFUSED = {
    name: case
    for name, (case, _) in rejected_cases.REJECTED.items()
    if not set(case) & ELSEWHERE and name not in UNKNOWN and not name.endswith("_null")
}


def planned_statements(planned: Planned, principal: str) -> list[dict[str, Any]]:
    """The statements of all managed policies of one principal."""
    rows = planned.of_type("aws_iam_policy")
    chosen = [row for address, row in rows.items() if principal_of(address) == principal]
    return [statement for row in chosen for statement in json.loads(row["policy"])["Statement"]]


def test_statements_are_those_that_terraform_plans(plan: dict[str, Planned]) -> None:
    """Of every plan, each principal's statements, whatever policies they are packed into."""
    differ, compared = [], 0
    for name, case in PLANNED.items():
        for principal in ("deployer", "role"):
            wanted = canonical(planned_statements(plan[name], principal))
            if principal == "role" and not case.get("create_role", True):
                continue
            compared += len(wanted)
            if canonical(policies.statements(project(case), principal, CATALOG)) != wanted:
                differ.append((name, principal))
    assert not differ
    assert compared > 2000


def test_trust_is_that_which_terraform_plans(plan: dict[str, Planned]) -> None:
    """Of every plan that makes the role, the document that says who may assume it."""
    documents = {
        name: json.loads(row["assume_role_policy"])
        for name in PLANNED
        if "extra_trust" not in PLANNED[name]
        for address, row in plan[name].of_type("aws_iam_role").items()
        if address.startswith("aws_iam_role.this")
    }
    assert {name: policies.trust(project(PLANNED[name]), CATALOG) for name in documents} == documents
    assert len(documents) > 50


@pytest.mark.parametrize("name", PLANNED)
def test_what_terraform_plans_is_not_refused(name: str) -> None:
    """No input of a plan is refused, and its policies are within IAM's limits."""
    assert policies.refusals(project(PLANNED[name]), CATALOG) == []
    for principal in ("deployer", "role"):
        for document in policies.named(project(PLANNED[name]), principal, CATALOG).values():
            assert len(json.dumps(document, separators=(",", ":"))) <= LIMIT


@pytest.mark.parametrize("name", REFUSED)
def test_what_terraform_refuses_is_refused(name: str) -> None:
    """Whatever the module's validations refuse, in one line each."""
    found = policies.refusals(project(REFUSED[name]), CATALOG)
    assert found
    assert not any("\n" in line for line in found)


def test_forty_stages_are_packed_or_refused() -> None:
    """More stages than one policy holds come to more policies; more than IAM attaches, to one line."""
    six = project({"stages": [f"stage_{number}" for number in range(6)]})
    assert len(policies.named(six, "deployer", CATALOG)) > len(policies.named(project({}), "deployer", CATALOG))
    many = project({"stages": [f"stage_{number}" for number in range(90)]})
    with pytest.raises(LimitError, match="; name fewer stages"):
        policies.named(many, "deployer", CATALOG)


STATEMENT = st.builds(
    lambda sid, length: {"Sid": sid, "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:" + "é" * length},
    st.from_regex(r"[A-Z][a-z]{3,20}", fullmatch=True),
    st.integers(1, LIMIT - 200),
)


@settings(deadline=None)
@given(st.lists(STATEMENT, max_size=30))
def test_packing_keeps_every_statement_within_the_limit(statements: list[dict[str, Any]]) -> None:
    """Each statement once, no document longer than IAM takes, and no two that would fit in one."""
    found = packed(statements)
    held = [each for document in found for each in document["Statement"]]
    assert sorted(map(str, held)) == sorted(map(str, statements))
    sizes = [size(document["Statement"]) for document in found]
    assert all(each <= LIMIT for each in sizes)
    assert all(size([*a["Statement"], *b["Statement"]]) > LIMIT for a, b in itertools.pairwise(found))
