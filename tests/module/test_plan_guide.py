"""Plans: what the catalog says is granted, and the guide's profile is the guide."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.shared.plan_reading import GUIDE_DOCUMENTS, Plan, listed, statements_of
from zappa_iam import catalog
from zappa_iam.module import guide
from zappa_iam.module.planning import ACCOUNT


def test_plan_grants_what_the_catalog_says(plan: Plan) -> None:
    """In the quickstart each statement of the default features is planned with exactly the catalog's actions."""
    planned = statements_of(plan["quickstart"])
    wanted = {
        statement.sid: set(statement.actions)
        for feature in catalog.load().features
        if feature.about.always or feature.about.default
        for statement in feature.deployer + feature.role
    }
    assert {sid: set(listed(statement["Action"])) for sid, statement in planned.items()} == wanted


def _guide(name: str, partition: str, role: str = "ZappaDjangoRole") -> set[tuple[Any, ...]]:
    """The guide's document as published, placeholders and partition filled in, as a set of statements."""
    text = (guide.FOLDER / f"{name}.json").read_text()
    text = text.replace("arn:aws:iam::[ROLE_ID]:role/[ROLENAME]", f"arn:aws:iam::{ACCOUNT}:role/{role}")
    text = text.replace("[YOUR_BUCKET_NAME]", "my-awesome-zappa-bucket").replace("arn:aws:", f"arn:{partition}:")
    return _as_set(json.loads(text))


def _as_set(document: dict[str, Any]) -> set[tuple[Any, ...]]:
    """A document's statements, each as effect, actions, resources, services and conditions, without order."""
    return {
        (
            statement["Effect"],
            frozenset(listed(statement["Action"])),
            frozenset(listed(statement.get("Resource", []))),
            frozenset(listed(statement.get("Principal", {}).get("Service", []))),
            json.dumps(statement.get("Condition", {}), sort_keys=True),
        )
        for statement in document["Statement"]
    }


@pytest.mark.parametrize("name", [*GUIDE_DOCUMENTS, "trust_policy"])
@pytest.mark.parametrize(
    ("scenario", "partition"),
    [
        ("guide", "aws"),
        ("guide_china", "aws-cn"),
        ("guide_govcloud", "aws-us-gov"),
        ("guide_features", "aws"),
        ("guide_path", "aws"),
    ],
)
def test_guide_profile_equals_the_guide(plan: Plan, scenario: str, partition: str, name: str) -> None:
    """Each of the four documents is the guide's, statement for statement, whatever the features, in each partition."""
    resources = plan[scenario].resources
    role = "zappa/ZappaDjangoRole" if scenario == "guide_path" else "ZappaDjangoRole"
    if name == "trust_policy":
        found = json.loads(resources["aws_iam_role.this[0]"]["assume_role_policy"])
    else:
        found = json.loads(resources[GUIDE_DOCUMENTS[name]]["policy"])
    assert _as_set(found) == _guide(name, partition, role)


def test_guide_profile_makes_only_the_guides_policies(plan: Plan) -> None:
    """The guide's profile has the guide's three policies, and its group and user."""
    assert set(plan["guide"].of_type("aws_iam_policy")) == set(GUIDE_DOCUMENTS.values())
    assert len(plan["guide_keys"].of_type("aws_iam_access_key")) == 1
    assert len(plan["guide_without_group"].of_type("aws_iam_user_policy_attachment")) == 2
