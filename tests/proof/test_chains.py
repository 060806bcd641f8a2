"""Chains: an attacker's steps against the planned policies, each closed or excused; each feature is attacked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.shared.attacked_cases import PLAN_OF_CHAIN
from tests.shared.pages import ATTACKS as PAGE
from tests.shared.pages import Holds
from zappa_iam import catalog, proof
from zappa_iam.catalog.feature import Feature
from zappa_iam.catalog.grant import Grant
from zappa_iam.iam import Request, decide
from zappa_iam.proof.chain import ChainError, load
from zappa_iam.reports import attack_tables

pytestmark = pytest.mark.one_terraform

CATALOG = catalog.load()
ATTACKS = load()


def _grants(*actions: str) -> Callable[[Feature], bool]:
    """Whether a feature grants one of these actions."""
    return lambda feature: any(name in actions for to in ("deployer", "role") for name in feature.allowed(to))


def _conditions(feature: Feature, *variables: str) -> bool:
    """Whether a statement of the deployer's goes by one of these keys."""
    statements: list[Grant] = feature.deployer
    return any(each.variable.startswith(variables) for one in statements for each in one.conditions)


# Kind of chain -> the features that need one at least, by what they grant.
NEEDED: dict[str, Callable[[Feature], bool]] = {
    "function's code": lambda feature: bool(feature.allowed("role")),
    "planted package": _grants("lambda:GetLayerVersion", "lambda:UpdateFunctionCode", "s3:PutObject"),
    "planted record": _grants("route53:ChangeResourceRecordSets"),
    "planted tag": lambda feature: _conditions(feature, "aws:ResourceTag/"),
    "planted target": _grants(
        "elasticloadbalancing:RegisterTargets",
        "events:PutTargets",
        "kms:CreateGrant",
        "lambda:CreateEventSourceMapping",
        "s3:PutBucketNotification",
        "sns:Subscribe",
    ),
    "attacker's stack": lambda feature: _conditions(feature, "aws:CalledVia"),
    "value with *": lambda feature: bool(
        feature.about.resources and re.search(r"\[[^\]]*\*", feature.about.resources.pattern)
    ),
}


def test_every_chain_is_closed_or_said_to_be_open(proved: proof.Proof) -> None:
    """A chain whose every step is allowed is named by what its feature leaves open; what is closed is not."""
    assert proved.chains == []
    assert [line for line in proved.unused if line.startswith(("chains", "permissions"))] == []
    assert proved.verdict_of.keys() == PLAN_OF_CHAIN.keys()
    assert sum(bool(verdict.denied) for verdict in proved.verdict_of.values()) > 100


def test_every_feature_is_attacked() -> None:
    """Each feature has chains, of each kind that its grants call for, or the features that it needs have."""
    assert ATTACKS.chains.keys() == {feature.name for feature in CATALOG.features}
    kinds = {name: {chain.kind for chain in chains.chain} for name, chains in ATTACKS.chains.items()}
    for feature in CATALOG.features:
        tried = {kind for name in (feature.name, *feature.about.needs) for kind in kinds[name]}
        missing = [kind for kind, needs in NEEDED.items() if needs(feature) and kind not in tried]
        assert missing == [], f"chains/{feature.name}.toml: no chain of kind {', '.join(missing)}; add one"


def test_every_neighbour_tries_much(proved: proof.Proof) -> None:
    """Each template turns the recorded requests into hundreds that must be denied, for every feature's share."""
    assert proved.attempted.keys() == {each.name for each in ATTACKS.neighbours}
    assert all(len(denied) > 100 for denied, _ in proved.attempted.values())


def test_chains_notice_widenings_that_no_request_does(proved: proof.Proof) -> None:
    """Among what notices that a statement is wider are chains, which would then be open."""
    noticing = {str(witness) for witness in proved.widening.killed.values() if hasattr(witness, "attack")}
    assert noticing


@pytest.mark.documents
def test_page_of_attacks_says_what_is_computed(proved: proof.Proof, holds: Holds) -> None:
    """What is open, closed, refused and tried stands on the page as the proof has it."""
    holds("left open", attack_tables.left_open(CATALOG, proved), PAGE)
    holds("closed", attack_tables.closed(proved), PAGE)
    holds("refused", attack_tables.refused(ATTACKS), PAGE)
    holds("attempts", attack_tables.attempts(ATTACKS, proved), PAGE)


def test_module_says_what_is_left_open() -> None:
    """The module's README has every sentence of what a feature leaves open, beside the feature."""
    text = (ROOT / "modules" / "zappa_iam" / "README.md").read_text(encoding="utf-8")
    for feature in CATALOG.features:
        part = text.split(f"\n### {feature.name}\n")[1].split("\n### ")[0]
        for each in feature.left_open:
            assert f"- **{each.can}** {each.reason} {each.means}\n" in part


def test_wildcard_domain_is_that_name_alone(policies: dict[str, proof.Policies]) -> None:
    """`*.example.com` is granted as it is spelled in ARNs, in URLs and in Route 53, and no other name is."""
    deployer = policies[PLAN_OF_CHAIN["one name below our wildcard"]]["deployer"]
    records = {
        "route53:ChangeResourceRecordSetsActions": ["UPSERT"],
        "route53:ChangeResourceRecordSetsRecordTypes": ["CNAME"],
    }

    def allowed(domain: str, record: str) -> set[bool]:
        arn = f"arn:aws:apigateway:us-west-2::/domainnames/{domain}"
        names = {**records, "route53:ChangeResourceRecordSetsNormalizedRecordNames": [record]}
        asked = [
            Request("apigateway:PATCH", arn),
            Request("apigateway:POST", f"{arn}/basepathmappings"),
            Request("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/zone1", names),
        ]
        return {decide(deployer, request).allowed for request in asked}

    assert allowed("*.example.com", "\\052.example.com") == allowed("%2A.example.com", "\\052.example.com") == {True}
    assert allowed("login.example.com", "login.example.com") == allowed("x", "*.example.com") == {False}


BROKEN = '[[chain]]\nname = "a"\nkind = "wide grant"\nharm = "Code runs as somebody else."\n'
STEP = '[[chain.steps]]\ndoes = "Another function gets other code."\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[chain", "chains/core.toml: Expected"),
        (BROKEN, "chains/core.toml: a: "),
        (BROKEN + STEP, "chains/core.toml: a: chain.steps: Value error, a step has `actions` with a `resource`, or a"),
        (
            f'{BROKEN}{STEP}actions = ["a:B"]\ncall = "a B"\n',
            "chains/core.toml: a: chain.steps: Value error, a step has",
        ),
        (f'{BROKEN}{STEP}actions = ["a:B"]\n{BROKEN}{STEP}actions = ["a:B"]\n', "chains: a: two chains of this name"),
        (f'{BROKEN}open = "Not a name"\n{STEP}actions = ["a:B"]\n', "chains/core.toml: a: chain.open: "),
    ],
    ids=["toml", "stepless", "idle", "both", "twice", "opening"],
)
def test_chains_name_the_fault(tmp_path: Path, text: str, message: str) -> None:
    """A bad file is refused with where, what and what to do."""
    (tmp_path / "core.toml").write_text(text)
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "neighbours.toml").write_text("neighbour = []\n")
    with pytest.raises(ChainError) as caught:
        load(tmp_path)
    assert str(caught.value).startswith(message)
