"""Identities: roles that deploy, whose planned trust policies let in whom they name, and nobody else."""

from __future__ import annotations

import re

import pytest

from tests.shared.pages import ATTACKS as PAGE
from tests.shared.pages import Holds
from tests.shared.trust_policies import Plan, condition_values, deploying_role, only_statement
from zappa_iam.iam.trust import trusts
from zappa_iam.module import issuers
from zappa_iam.module.planning import ACCOUNT
from zappa_iam.proof import identity
from zappa_iam.reports import attack_tables

pytestmark = pytest.mark.one_terraform

TRIED = list(identity.attempts(ACCOUNT))
NAMES = list(identity.deployers(ACCOUNT))


def _trusts(plan: Plan) -> dict[str, str]:
    """Identity -> its planned trust policy."""
    return {name: deploying_role(plan["deployers"], name)["assume_role_policy"] for name in NAMES}


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
    assert opened.keys() == condition_values(only_statement(document)).keys()
    assert [key for key, lets_in in opened.items() if not lets_in] == []


def test_trust_asks_for_audience_and_subject_in_one_statement(plan: Plan) -> None:
    """By operators that an absent claim fails, and wildcards are at the end; no `ForAllValues`, no `IfExists`."""
    for name, document in _trusts(plan).items():
        statement = only_statement(document)
        assert statement.get("Condition", {}).keys() <= {"ArnLike", "Bool", "StringEquals", "StringLike"}
        if "Federated" in statement["Principal"]:
            [provider] = statement["Principal"]["Federated"]
            issuer = provider.partition(":oidc-provider/")[2]
            assert {f"{issuer}:aud", f"{issuer}:sub"} <= condition_values(statement).keys(), name
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


@pytest.mark.documents
def test_page_of_attacks_says_who_is_refused(plan: Plan, holds: Holds) -> None:
    """Who is let in, who is refused, and by what, stands on the page as it is computed."""
    documents = _trusts(plan)
    holds("let in", attack_tables.let_in(TRIED), PAGE)
    holds("kept out", attack_tables.kept_out(TRIED, documents), PAGE)
