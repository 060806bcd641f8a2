"""An attacker's steps on small examples: what a step comes to, and when a chain is closed."""

from __future__ import annotations

import pytest

from zappa_iam import proof
from zappa_iam.iam import Policy
from zappa_iam.iam.widening import widenings
from zappa_iam.proof.attack import Attack, attack, judge
from zappa_iam.proof.chain import Chain

FUNCTION = "arn:aws:lambda:us-west-2:123456789012:function"


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
