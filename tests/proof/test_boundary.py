"""The boundary of the execution role: it holds back the known ways to more, and nothing that the features need."""

from __future__ import annotations

from pathlib import Path

import pytest
from policy_sentry.querying.actions import get_actions_for_service

from tests.conftest import Planned
from tests.shared.attacked_cases import PLAN_OF_CHAIN
from tests.shared.plan_cases import ALL
from zappa_iam import proof
from zappa_iam.audit import escalation
from zappa_iam.catalog import boundary
from zappa_iam.files.faults import DataError
from zappa_iam.iam import Request, decide

pytestmark = pytest.mark.one_terraform


DENIED = boundary.load()
ALL_BUT = PLAN_OF_CHAIN["the boundary removed"]  # whose user names every action
BOUND = [name for name, case in ALL.items() if case.get("create_permissions_boundary")]


@pytest.mark.parametrize("method", escalation.methods())
def test_every_known_way_to_more_is_closed(policies: dict[str, proof.Policies], method: str) -> None:
    """Of what each takes, something is denied to a role that is otherwise allowed everything."""
    held = policies[ALL_BUT]["boundary"]
    taken = escalation.methods()[method][1]
    assert not all(decide(held, Request(action, "*")).allowed for action in taken)


def test_all_of_iam_is_denied_and_all_else_is_not(policies: dict[str, proof.Policies]) -> None:
    """IAM has no action that passes; of all that code may want, only what is on the list does not."""
    held = policies[ALL_BUT]["boundary"]
    assert not any(decide(held, Request(action, "*")).allowed for action in get_actions_for_service("iam"))
    services = ("dynamodb", "s3", "secretsmanager", "sqs", "sns", "ssm", "lambda", "sts")
    every = [action for service in services for action in get_actions_for_service(service)]
    denied = {action for action in every if not decide(held, Request(action, "*")).allowed}
    assert denied == {action for action in DENIED.unless_named.actions if action.partition(":")[0] in services}
    assert len(every) > 400


@pytest.mark.parametrize("name", BOUND)
def test_nothing_that_the_features_need_is_held_back(
    plan: dict[str, Planned], policies: dict[str, proof.Policies], name: str
) -> None:
    """Each action that the role's planned policies allow is allowed by its boundary, which the role has."""
    (held,) = policies[name]["boundary"]
    actions = {action for policy in policies[name]["role"] for each in policy.statements for action in each.actions}
    assert {action for action in actions if not decide([held], Request(action, "*")).allowed} == set()
    assert len(actions) > 2
    row = plan[name].resources['aws_iam_policy.boundary["Boundary"]']
    assert row["name"] == "ZappaRoleBoundary-shop"
    assert "permissions_boundary" not in plan[name].resources["aws_iam_role.this[0]"]  # known once it is made


def test_what_is_named_word_for_word_is_allowed(policies: dict[str, proof.Policies]) -> None:
    """Of the actions on the list, those that the user names; other functions' code stays out of reach."""
    held = policies["boundary_named"]["boundary"]
    asked = (
        "sts:AssumeRole",
        "dynamodb:GetItem",
        "lambda:UpdateFunctionCode",
        "secretsmanager:GetSecretValue",
        "iam:PassRole",
    )
    assert [action for action in asked if decide(held, Request(action, "*")).allowed] == list(asked[:2])


@pytest.mark.parametrize(
    ("text", "message"),
    [("[never]\n", "boundary.toml: missing why"), ("", "boundary.toml: "), ("[", "boundary.toml: ")],
    ids=["empty", "nothing", "toml"],
)
def test_boundary_names_the_fault(tmp_path: Path, text: str, message: str) -> None:
    """A bad file is refused with where, what and what to do."""
    (tmp_path / "boundary.toml").write_text(text)
    with pytest.raises(DataError) as caught:
        boundary.load(tmp_path / "boundary.toml")
    assert message in str(caught.value)
