"""What is planned for roles that deploy: providers, bounds, policies, users and keys beside them."""

from __future__ import annotations

import json
import re

import pytest

from tests.conftest import ROOT
from tests.shared.case_inputs import BOUNDARY_ARN
from tests.shared.identity_cases import GITHUB
from tests.shared.trust_policies import Plan, condition_values, deploying_role, only_statement
from zappa_iam import catalog
from zappa_iam.iam.trust import by_identity, trusts
from zappa_iam.module import interface, issuers
from zappa_iam.module.planning import ACCOUNT

pytestmark = pytest.mark.one_terraform


def test_provider_is_made_once_for_each_issuer(plan: Plan) -> None:
    """With the audiences of its tokens and no thumbprints, which AWS needs none of; a given one is not made."""
    made = {
        json.loads(address.partition("[")[2].removesuffix("]")): values
        for address, values in plan["deployers"].of_type("aws_iam_openid_connect_provider").items()
    }
    assert all(
        values["url"] == f"https://{issuer}" and "thumbprint_list" not in values for issuer, values in made.items()
    )
    assert made[GITHUB]["client_id_list"] == ["sts.amazonaws.com"]
    assert len(made) == 10
    given = plan["deployers_given"]
    assert list(given.of_type("aws_iam_openid_connect_provider")) == [
        'aws_iam_openid_connect_provider.deployer["gitlab.com"]'
    ]
    assert only_statement(deploying_role(given)["assume_role_policy"])["Principal"]["Federated"] == [
        f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"
    ]


def test_china_has_an_audience_of_its_own(plan: Plan) -> None:
    """Its tokens are for sts.amazonaws.com.cn, and its provider is of its partition."""
    statement = only_statement(deploying_role(plan["deployers_china"])["assume_role_policy"])
    assert condition_values(statement)[f"{GITHUB}:aud"] == ["sts.amazonaws.com.cn"]
    assert statement["Principal"]["Federated"] == [f"arn:aws-cn:iam::{ACCOUNT}:oidc-provider/{GITHUB}"]


def test_role_is_bounded_tagged_and_named(plan: Plan) -> None:
    """Boundary, path, tags and the longest session are the role's; its name ends with project and key."""
    role = deploying_role(plan["deployers_bounded"])
    assert (role["name"], role["path"]) == ("ZappaDeployer-shop-main", "/zappa/deploy/")
    assert role["permissions_boundary"] == BOUNDARY_ARN
    assert (role["max_session_duration"], role["tags"]) == (7200, {"Team": "web shop"})


def test_role_has_the_deployers_policies(plan: Plan) -> None:
    """Each policy of the deployer is attached to each role that deploys everything."""
    planned = plan["deployers_bounded"]
    policies = {address.partition("[")[2] for address in planned.of_type("aws_iam_policy") if ".deployer[" in address}
    attached = {
        address.partition('["main/')[2]
        for address in planned.of_type("aws_iam_role_policy_attachment")
        if ".deployer" in address
    }
    assert attached == {policy.removeprefix('"').removeprefix('["') for policy in policies}


def test_users_are_made_on_request_where_roles_deploy(plan: Plan) -> None:
    """The guide's user is not made beside deployers, but where one is named."""
    assert plan["deployers"].of_type("aws_iam_user") == plan["deployers"].of_type("aws_iam_group") == {}
    assert list(plan["deployers_beside_users"].of_type("aws_iam_user")) == ['aws_iam_user.this["ann"]']
    assert list(plan["quickstart"].of_type("aws_iam_user")) == ['aws_iam_user.this["ZappaUser-shop"]']


def test_keys_are_of_two_generations(plan: Plan) -> None:
    """The first has the address that it always had; both beside each other; the second alone, encrypted on request."""
    first, second = (f'aws_iam_access_key.{name}["ZappaUser-shop"]' for name in ("this", "second"))
    assert list(plan["access_keys"].of_type("aws_iam_access_key")) == [first]
    assert sorted(plan["two_keys"].of_type("aws_iam_access_key")) == sorted([first, second])
    keys = plan["second_key"].of_type("aws_iam_access_key")
    assert {address: key["pgp_key"] for address, key in keys.items()} == {second: "keybase:ann"}


def test_outputs_warn_of_what_is_stored_in_the_state() -> None:
    """The description of each output that may hold a secret says where the secret is stored, too."""
    outputs = {each.name: each.description for each in interface.load(catalog.load()).outputs if each.sensitive}
    assert outputs.keys() == {"access_keys", "older_access_keys"}
    assert all("stored in the Terraform state in plain text" in description for description in outputs.values())


def test_page_has_every_word_of_deployers() -> None:
    """Each attribute that `deployers` takes stands on its page, and each claim that AWS has of GitHub's tokens."""
    page = (ROOT / "docs" / "deployers.md").read_text(encoding="utf-8")
    [variable] = [each for each in interface.load(catalog.load()).variables if each.name == "deployers"]
    words = {*re.findall(r"^ *(\w+) += ", variable.type, re.M), *issuers.claims(GITHUB)}
    assert len(words) > 40
    assert sorted(word for word in words if f"`{word}`" not in page) == []


def test_extra_trust_is_of_whom_it_names(plan: Plan) -> None:
    """Further principals assume the execution role, beside the services, and no other does."""
    role = plan["extra_trust"].resources["aws_iam_role.this[0]"]["assume_role_policy"]
    sids = {each["Sid"]: each["Principal"] for each in json.loads(role)["Statement"]}
    assert sids["TrustFurtherServices"] == {"Service": ["states.amazonaws.com"]}
    assert sids["TrustLambda"] == {"Service": "lambda.amazonaws.com"}
    assert trusts(role, by_identity(f"arn:aws:iam::{ACCOUNT}:role/Other", {})).allowed  # the account is named
    assert not trusts(role, by_identity("arn:aws:iam::210987654321:role/Jobs", {})).allowed
    plain = plan["quickstart"].resources["aws_iam_role.this[0]"]["assume_role_policy"]
    assert not trusts(plain, by_identity(f"arn:aws:iam::{ACCOUNT}:role/Jobs", {})).allowed
