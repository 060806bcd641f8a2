"""Chains: an attacker's steps against the planned policies, each closed or excused; and the parts on small examples."""

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
from zappa_iam.iam import Policy, Request, decide
from zappa_iam.iam.widening import widenings
from zappa_iam.proof.attack import Attack, attack, judge
from zappa_iam.proof.chain import Chain, ChainError, Neighbour, load
from zappa_iam.proof.neighbours import attempts, renames
from zappa_iam.reports import attack_tables

pytestmark = pytest.mark.one_terraform


CATALOG = catalog.load()
ATTACKS = load()
FUNCTION = "arn:aws:lambda:us-west-2:123456789012:function"
CLOUDFORMATION = "cloudformation.amazonaws.com"


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


def _chain(**given: object) -> Chain:
    """A chain of one step: another function's code."""
    step = {"does": "Another function gets other code.", "actions": ["lambda:UpdateFunctionCode"]}
    start = {"name": "a", "kind": "wide grant", "harm": "Code runs as somebody else.", "steps": [step]}
    return Chain.model_validate({**start, **given})


def _policy(*resources: str, effect: str = "Allow") -> Policy:
    statement = {"Sid": "A", "Effect": effect, "Action": "lambda:UpdateFunctionCode", "Resource": [*resources]}
    return Policy.parse({"Version": "2012-10-17", "Statement": [statement]})


def _attack(chain: Chain) -> Attack:
    return attack("core", chain, proof.Names())


OTHER = {
    "does": "Another function gets other code.",
    "actions": ["lambda:UpdateFunctionCode"],
    "resource": f"{FUNCTION}:b",
}


@pytest.mark.parametrize(
    ("chain", "resource", "fault"),
    [
        (_chain(steps=[OTHER]), f"{FUNCTION}:b", "chains/core.toml: a: every step is allowed (plan): Code runs as"),
        (_chain(steps=[OTHER]), f"{FUNCTION}:a", None),
        (_chain(steps=[OTHER], open="x"), f"{FUNCTION}:b", None),
        (_chain(steps=[OTHER], open="x"), f"{FUNCTION}:a", "chains/core.toml: a: is closed (plan: lambda:UpdateFunct"),
    ],
    ids=["open", "closed", "excused", "needless"],
)
def test_verdict_names_the_fault(chain: Chain, resource: str, fault: str | None) -> None:
    """An open chain without an excuse is a fault, and an excuse for a closed one."""
    found = judge(_attack(chain), "plan", {"deployer": [_policy(resource)], "role": []}).fault
    assert (found or "").startswith(fault or "")
    assert bool(found) is bool(fault)


def test_verdict_of_two_steps_wants_both() -> None:
    """A chain is open only where every step is; each step may be another principal's."""
    chain = _chain(steps=[OTHER, {**OTHER, "principal": "role"}])
    policies = {"deployer": [_policy("*")], "role": [_policy(f"{FUNCTION}:a")]}
    verdict = judge(_attack(chain), "plan", policies)
    assert [asked[0] for check in verdict.denied for form in check for asked in form] == ["role"]
    wider = {each.change: verdict.opened("role", policies["role"], each) for each in widenings(policies["role"])}
    assert wider["*"] is wider["arn:aws:lambda:us-west-2:123456789012:*"] is True
    assert wider[f"{FUNCTION}:a*"] is False
    assert not any(verdict.opened("deployer", policies["role"], each) for each in widenings(policies["role"]))


def test_verdict_is_not_opened_past_a_deny() -> None:
    """What a Deny closes, no wider Allow opens."""
    policies = [_policy(f"{FUNCTION}:a"), _policy("*", effect="Deny")]
    verdict = judge(_attack(_chain(steps=[OTHER])), "plan", {"deployer": policies, "role": []})
    assert not any(verdict.opened("deployer", policies, each) for each in widenings(policies))


def test_call_comes_to_all_that_aws_checks() -> None:
    """A step that is a call is what operations/*.toml says of it, in the project's names and with the given context."""
    step = {
        "does": "The function gets another role.",
        "call": "lambda UpdateFunctionConfiguration",
        "parameters": {"FunctionName": "{function}", "Role": "arn:aws:iam::{account}:role/Admin"},
        "context": {"aws:SourceIp": "{account}"},
    }
    checks = _attack(_chain(steps=[step])).steps[0]
    asked = [request for check in checks for form in check for _, request in form]
    assert [request.action for request in asked] == ["lambda:UpdateFunctionConfiguration", "iam:PassRole"]
    assert asked[0].resource == f"{FUNCTION}:shop-dev"
    assert {request.context["aws:SourceIp"] for request in asked} == {"123456789012"}


NEIGHBOUR = {"name": "n", "kind": "similar name", "harm": "What is another project's is reached."}


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"project": "my_{project}"}, "dev_my_shop_current_project.tar.gz my-shop-dev-1.zip daba39f9"),
        ({"stage": "{stage}_two"}, "dev_two_shop_current_project.tar.gz shop-dev-two-1.zip 50d8ee1d"),
    ],
)
def test_neighbours_have_names_as_zappa_makes_them(given: dict[str, str], key: str) -> None:
    """The function's name, its hash, and the archive that is named by stage and project."""
    found = renames("shop-dev", Neighbour.model_validate({**NEIGHBOUR, **given}))
    texts = ["/dev_shop_current_project.tar.gz", "shop-dev-1.zip", "2736acf4"]
    for ours, theirs in found.items():
        texts = [text.replace(ours, theirs) for text in texts]
    assert " ".join(texts).removeprefix("/") == key


@pytest.mark.parametrize(
    ("given", "request_", "tried"),
    [
        (
            {"project": "blog"},
            Request("events:PutTargets", "arn:aws:events:r:1:rule/shop-dev-x", {"events:TargetArn": ("shop-dev",)}),
            [("rule/blog-dev-x", ("blog-dev",)), ("rule/blog-dev-x", ("shop-dev",))],
        ),
        ({"project": "blog"}, Request("events:ListRules", "*", {"aws:RequestedRegion": "us-west-2"}), []),
        ({"region": "x"}, Request("events:ListRules", "*", {"aws:RequestedRegion": "us-west-2"}), [("*", None)]),
        ({"region": "x"}, Request("route53:ListHostedZones", "*", {"aws:RequestedRegion": "us-east-1"}), []),
        ({"region": "x"}, Request("s3:GetObject", "arn:aws:s3:::a/b", {}), []),
        ({"account": "9"}, Request("s3:GetObject", "arn:aws:s3:::a/b", {}), [("a/b", None)]),
        ({"account": "9"}, Request("sqs:SendMessage", "arn:aws:sqs:r:1:q", {}), [("q", None)]),
        ({"account": "9"}, Request("apigateway:GET", "arn:aws:apigateway:r::/apis", {}), []),
    ],
    ids=["target", "nameless", "region", "global", "bucket", "owner", "queue", "no_account"],
)
def test_neighbours_turn_requests(given: dict[str, str], request_: Request, tried: list[tuple[str, object]]) -> None:
    """What names the project is the neighbour's, once with what the attacker chooses left as it was."""
    found = [
        each.request for each in attempts(request_, proof.Names(), [Neighbour.model_validate({**NEIGHBOUR, **given})])
    ]
    assert [(each.resource.rpartition(":")[2], each.context.get("events:TargetArn")) for each in found] == tried


def test_neighbour_in_another_place_is_told_by_the_keys() -> None:
    """Where an ARN does not say whose a thing is, or where, the keys that AWS sends do."""
    moved = Neighbour.model_validate({**NEIGHBOUR, "region": "eu-west-1", "account": "999999999999"})
    found = [each.request for each in attempts(Request("s3:GetObject", "arn:aws:s3:::a/b", {}), proof.Names(), [moved])]
    assert [each.context for each in found] == [
        {"aws:ResourceAccount": "999999999999", "s3:ResourceAccount": "999999999999"}
    ]
    through = Neighbour.model_validate({**NEIGHBOUR, "project": "blog", "via": CLOUDFORMATION})
    tagged = Request("apigateway:GET", "*", {"aws:ResourceTag/ZappaProject": "shop-dev"})
    (asked,) = {str(each.request.context) for each in attempts(tagged, proof.Names(), [through])}
    assert "blog-dev" in asked
    assert CLOUDFORMATION in asked


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
