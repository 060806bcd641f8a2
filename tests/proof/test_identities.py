"""Identities: roles that deploy, whose planned trust policies let in whom they name, and nobody else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Planned
from tests.shared.case_inputs import BOUNDARY_ARN
from tests.shared.identity_cases import GITHUB
from tests.shared.pages import ATTACKS as PAGE
from tests.shared.pages import Holds
from zappa_iam import catalog
from zappa_iam.iam.trust import by_identity, trusts
from zappa_iam.module import interface, issuers
from zappa_iam.module.planning import ACCOUNT
from zappa_iam.proof import identity
from zappa_iam.reports import attack_tables

pytestmark = pytest.mark.one_terraform


Plan = dict[str, Planned]
TRIED = list(identity.attempts(ACCOUNT))
NAMES = list(identity.deployers(ACCOUNT))


def _role(planned: Planned, key: str = "main") -> dict[str, Any]:
    return planned.resources[f'aws_iam_role.deployer["{key}"]']


def _trusts(plan: Plan) -> dict[str, str]:
    """Identity -> its planned trust policy."""
    return {name: _role(plan["deployers"], name)["assume_role_policy"] for name in NAMES}


def _statement(document: str) -> dict[str, Any]:
    [statement] = json.loads(document)["Statement"]
    found: dict[str, Any] = statement
    return found


def _conditions(statement: Mapping[str, Any]) -> dict[str, list[str]]:
    """Condition key -> values, whatever the operator."""
    return {
        key: [values] if isinstance(values, str) else values
        for keys in statement.get("Condition", {}).values()
        for key, values in keys.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_role_is_assumed_by_whom_it_names(plan: Plan, name: str) -> None:
    """Everybody whom the identity is for is let in."""
    document = _trusts(plan)[name]
    shut = [each.attempt.by for each, wanted in TRIED if wanted and each.identity == name]
    assert shut
    assert [by for by in shut if not _let_in(document, name, by)] == []


@pytest.mark.parametrize("name", NAMES)
def test_role_is_refused_to_everybody_else(plan: Plan, name: str) -> None:
    """Nobody else is: forks, other branches and repositories, names that begin alike, other issuers and audiences."""
    document = _trusts(plan)[name]
    others = [each.attempt.by for each, wanted in TRIED if not wanted and each.identity == name]
    assert others
    assert [by for by in others if _let_in(document, name, by)] == []


def _let_in(document: str, name: str, by: str) -> bool:
    [tried] = [each for each, _ in TRIED if each.identity == name and each.attempt.by == by]
    return trusts(document, tried.assumption).allowed


@pytest.mark.parametrize("name", NAMES)
def test_each_condition_keeps_somebody_out(plan: Plan, name: str) -> None:
    """Without any one of its conditions the trust policy lets in somebody who must stay out."""
    document = _trusts(plan)[name]
    opened: dict[str, bool] = {}
    for tried, wanted in TRIED:
        if tried.identity == name and not wanted:
            for key, lets_in in identity.loosened(document, tried.assumption):
                opened[key] = opened.get(key, False) or lets_in
    assert opened.keys() == _conditions(_statement(document)).keys()
    assert [key for key, lets_in in opened.items() if not lets_in] == []


def test_trust_asks_for_audience_and_subject_in_one_statement(plan: Plan) -> None:
    """By operators that an absent claim fails, and wildcards are at the end; no `ForAllValues`, no `IfExists`."""
    for name, document in _trusts(plan).items():
        statement = _statement(document)
        assert statement.get("Condition", {}).keys() <= {"ArnLike", "Bool", "StringEquals", "StringLike"}
        if "Federated" in statement["Principal"]:
            [provider] = statement["Principal"]["Federated"]
            issuer = provider.partition(":oidc-provider/")[2]
            assert {f"{issuer}:aud", f"{issuer}:sub"} <= _conditions(statement).keys(), name
            assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
        for operator, keys in statement.get("Condition", {}).items():
            for values in keys.values() if operator.startswith("String") else ():
                wild = [value for value in values if re.search(r"[*?]", value)]
                assert bool(wild) is (operator == "StringLike")
                assert [value for value in wild if not re.fullmatch(r"[^*?]+[*]", value)] == []


def test_every_kind_of_identity_is_tried(plan: Plan) -> None:
    """Each word of `deployers`, and each issuer that is known, has identities, and a hundred attempts try them."""
    words = {word for deployer in identity.deployers(ACCOUNT).values() for word in deployer}
    assert words >= {"bitbucket", "circleci", "github", "gitlab", "hcp_terraform", "oidc", "people"}
    providers = "\n".join(_trusts(plan).values())
    assert [
        each.name for each in issuers.load() if f"oidc-provider/{each.example.partition('/org/')[0]}" not in providers
    ] == []
    assert len(TRIED) > 100


def test_issuers_are_told_by_their_addresses() -> None:
    """Each example is of one issuer; a claim that AWS does not have is none of its keys, nor one of a look-alike's."""
    for each in issuers.load():
        assert [other.name for other in issuers.load() if other.issues(f"https://{each.example}")] == [each.name]
    assert {"repository_id", "job_workflow_ref", "environment"} < set(issuers.claims(f"https://{GITHUB}"))
    assert {"event_name", "workflow_ref", "repository_owner"}.isdisjoint(issuers.claims(GITHUB))
    assert issuers.claims(f"{GITHUB}.mallory.example.com") == issuers.claims("gitlab.com.mallory.example.com") == []


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
    assert _statement(_role(given)["assume_role_policy"])["Principal"]["Federated"] == [
        f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"
    ]


def test_china_has_an_audience_of_its_own(plan: Plan) -> None:
    """Its tokens are for sts.amazonaws.com.cn, and its provider is of its partition."""
    statement = _statement(_role(plan["deployers_china"])["assume_role_policy"])
    assert _conditions(statement)[f"{GITHUB}:aud"] == ["sts.amazonaws.com.cn"]
    assert statement["Principal"]["Federated"] == [f"arn:aws-cn:iam::{ACCOUNT}:oidc-provider/{GITHUB}"]


def test_role_is_bounded_tagged_and_named(plan: Plan) -> None:
    """Boundary, path, tags and the longest session are the role's; its name ends with project and key."""
    role = _role(plan["deployers_bounded"])
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


BROKEN = '[[identity]]\nname = "a"\ndeployer = {}\nassumed = [{ by = "Somebody who may assume it." }]\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[identity", "identities/a.toml: Expected"),
        (BROKEN, "identities/a.toml: a: identity.refused: "),
        (f'{BROKEN}refused = [{{ by = "Mallory." }}]\n', "identities/a.toml: a: identity.refused.by: "),
        (
            f'{BROKEN}refused = [{{ by = "Somebody of another account.", issuer = "a", principal = "b" }}]\n',
            "identities/a.toml: a: identity.refused: Value error, an attempt has `issuer`",
        ),
        (
            2 * f'{BROKEN}refused = [{{ by = "Somebody of another account." }}]\n',
            "identities: a: there are two of this",
        ),
    ],
    ids=["toml", "nobody", "short", "both", "twice"],
)
def test_identities_name_the_fault(tmp_path: Path, text: str, message: str) -> None:
    """A bad file is refused with where, what and what to do."""
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(identity.IdentityError) as caught:
        identity.load(tmp_path)
    assert str(caught.value).startswith(message)


def test_issuers_name_the_fault(tmp_path: Path) -> None:
    """A bad list of issuers is refused with where, what and what to do."""
    (tmp_path / "issuers.toml").write_text('[[issuer]]\nname = "A"\nkind = "svn"\n')
    with pytest.raises(issuers.IssuersError, match=r"^issuers\.toml: A: issuer\.kind: "):
        issuers.load(tmp_path / "issuers.toml")


@pytest.mark.documents
def test_page_of_attacks_says_who_is_refused(plan: Plan, holds: Holds) -> None:
    """Who is let in, who is refused, and by what, stands on the page as it is computed."""
    documents = _trusts(plan)
    holds("let in", attack_tables.let_in(TRIED), PAGE)
    holds("kept out", attack_tables.kept_out(TRIED, documents), PAGE)
