"""The proof: recorded Zappa, every version, and what it must never get, held against the policies Terraform plans."""

from __future__ import annotations

import pytest
from policy_sentry.querying.actions import get_actions_with_access_level

from tests.conftest import PACKAGE, ROOT
from tests.shared.recorded_cases import LIVED, RECORDED
from zappa_iam import catalog, proof
from zappa_iam.iam import Policy, Request, decide, parts, without
from zappa_iam.module.planning import ACCOUNT
from zappa_iam.proof.corpus import ForbiddenRequest
from zappa_iam.proof.denial import file_to_fix
from zappa_iam.proof.score import dropped

pytestmark = pytest.mark.one_terraform


CATALOG = catalog.load()
SELECTABLE = {feature.name for feature in CATALOG.features if not feature.about.always}
PROJECT = proof.Names()
DEFAULT = [recording for recording in proof.recordings() if recording.scenario == "default"]
AllPolicies = dict[str, proof.Policies]


def test_policies_are_sufficient(proved: proof.Proof) -> None:
    """Every request of every recording is allowed, or excused with its reason."""
    assert [str(denial) for denial in proved.denials] == []
    assert proved.requests > 27000
    judged = proof.recordings()
    assert {recording.version for recording in judged} >= {"0.60.2", "0.61.4", "0.62.1", "0.63.0"}
    assert {feature for recording in judged for feature in recording.features} == SELECTABLE


def test_policies_are_minimal(proved: proof.Proof) -> None:
    """Dropping any action, resource pattern or value denies some recorded request."""
    assert [str(mutant) for mutant in proved.narrowing.survivors] == []
    assert len(proved.narrowing.killed) == len(proved.narrowing.mutants)
    assert len(proved.narrowing.killed) > 400


def test_lives_have_no_statement_of_their_own(policies: AllPolicies) -> None:
    """Every statement of their plans is in an ordinary project's plan, whose mutants the proof counts."""
    ordinary, lived = (
        {
            (to, each.sid)
            for name in plans
            for to, found in policies[name].items()
            for it in found
            for each in it.statements
        }
        for plans in (RECORDED, LIVED)
    )
    assert lived
    assert lived - ordinary == set()


def test_policies_are_tight(proved: proof.Proof) -> None:
    """Every request that must be denied is denied, by hand and by variation, or excused with its reason."""
    assert proved.leaks == []
    assert len(proved.written) > 550
    assert len(proved.derived) > 2000


def test_every_widening_is_noticed(proved: proof.Proof) -> None:
    """Widening a condition or resource pattern lets a request through that must be denied; one in thirty is excused."""
    assert [str(mutant) for mutant in proved.widening.survivors] == []
    assert len(proved.widening.killed) > 1000
    assert len(proved.widening.excused) < len(proved.widening.killed) / 30


def test_every_feature_has_its_part_of_the_proof(proved: proof.Proof) -> None:
    """Each feature has mutants that are killed, together all that are, and neighbours whose requests are denied."""
    shares = {feature.name: proved.of(feature.name) for feature in CATALOG.features}
    assert [name for name, share in shares.items() if not share.killed or not share.denied] == []
    assert sum(share.killed for share in shares.values()) == proved.of().killed
    assert sum(share.mutants for share in shares.values()) == proved.of().mutants
    assert proved.of().denied == len(proved.written.keys() | proved.derived.keys())


def test_every_excuse_is_needed(proved: proof.Proof) -> None:
    """An excuse that nothing needs any more is named, and nothing else is at fault."""
    assert proved.unused == []
    assert proved.faults == []


def test_dropping_any_action_names_the_command_that_breaks(proved: proof.Proof) -> None:
    """For each action of each statement there is a message with scenario, command, call, request and existing file."""
    actions = [mutant for mutant in proved.narrowing.mutants if mutant.element == "action"]
    for mutant in actions:
        if mutant not in proved.narrowing.excused:
            denial = proved.narrowing.killed[mutant]
            if isinstance(denial, ForbiddenRequest):  # an action of a Deny, without which a forbidden request passes
                assert denial.request.action == mutant.text
                continue
            said, call = str(denial), denial.call
            start = f"{denial.where}: {call.command}: {call.service} {call.operation} ("
            assert said.startswith(start)
            assert (
                f"): {mutant.text} on {denial.request.resource} is denied to the {mutant.principal}; grant it" in said
            )
            assert f'sid = "{mutant.sid}"' in (ROOT / said.rpartition(" ")[2]).read_text()


def test_dropping_a_part_denies_its_witness(proved: proof.Proof, policies: AllPolicies) -> None:
    """The request that a part is needed for is allowed with it and denied without it, decided anew."""
    tried = 0
    for principal, found in policies["recorded_default"].items():
        for part in parts(found):
            witness = proved.narrowing.killed.get(dropped(principal, part, policies["recorded_default"], PROJECT))
            if witness and PROJECT.function in str(witness.request):
                tried += 1
                assert decide(found, witness.request).allowed
                assert not decide(without(found, part), witness.request).allowed
    assert tried > 50


@pytest.mark.parametrize("action", ["lambda:GetAlias", "events:ListTargetsByRule", "cloudwatch:GetMetricStatistics"])
def test_proof_without_an_action_fails(policies: AllPolicies, action: str) -> None:
    """Without one action, even one whose denial Zappa swallows, the proof has a fault that names command and file."""
    found = {principal: list(each) for principal, each in policies["recorded_default"].items()}
    for part in parts(found["deployer"]):
        statement = found["deployer"][part.policy].statements[part.statement]
        if part.element == "action" and statement.actions[part.item] == action:
            lesser = without(found["deployer"], part)
            break
    faults = proof.prove(DEFAULT, lambda _: {"lesser": {**found, "deployer": lesser}}, CATALOG).faults
    assert any(
        f"{action} on " in line and "; grant it in generator/zappa_iam/catalog/features/" in line for line in faults
    )


@pytest.mark.parametrize("sid", ["ManageFunction", "PassRoleToLambda", "ManageRestApi", "PassPackages", "WriteLogs"])
def test_proof_with_a_wider_statement_fails(policies: AllPolicies, sid: str) -> None:
    """A statement without its conditions, on every resource, leaks; the fault names it and its file."""
    wider = {
        principal: [_wider(policy, sid) for policy in found]
        for principal, found in policies["recorded_default"].items()
    }
    leaks = proof.prove(DEFAULT, lambda _: {"wider": wider}, CATALOG).leaks
    assert leaks
    assert all(f"; narrow {sid} in generator/zappa_iam/catalog/features/" in line for line in leaks)


def _wider(policy: Policy, sid: str) -> Policy:
    """The policy with one statement on everything, whatever the conditions."""
    for place, statement in enumerate(policy.statements):
        if statement.sid == sid:
            wider = statement.with_resource(0, "*")
            while wider.conditions:
                wider = wider.without_condition(0)
            policy = policy.with_statement(place, wider)
    return policy


def test_the_guide_is_not_tight(proved: proof.Proof, policies: AllPolicies) -> None:
    """The corpus by hand under the guide's policies: half of it is allowed, so the corpus can tell."""
    guide = policies["guide"]
    passing = [request for principal, request in proved.written if decide(guide[principal], request).allowed]
    assert len(passing) > len(proved.written) / 2


def test_policies_write_nothing_in_iam(policies: AllPolicies) -> None:
    """No action of IAM that writes, tags or manages permissions is allowed on anything; PassRole is no write."""
    levels = ("Write", "Permissions management", "Tagging")
    actions = {name for level in levels for name in get_actions_with_access_level("iam", level)} - {"iam:PassRole"}
    assert len(actions) > 100
    things = ["role/ZappaDjangoRole", "user/ZappaUser", "group/ZappaGroup", "policy/ZappaRolePolicy", "saml-provider/x"]
    for found in policies["recorded_default"].values():
        for action in actions:
            assert not any(decide(found, Request(action, f"arn:aws:iam::{ACCOUNT}:{each}")).allowed for each in things)


@pytest.mark.parametrize(
    ("action", "file"),
    [("lambda:GetAlias", "core"), ("lambda:PublishVersion", "core"), ("events:TagResource", "events"), ("x:Y", "core")],
)
def test_mend_names_the_likeliest_file(action: str, file: str) -> None:
    """The action's own feature, else one of its service, else what is always on."""
    assert file_to_fix(CATALOG, {"apigateway", "core", "events", "s3_bucket"}, "deployer", action) == file


def test_limits_are_of_features() -> None:
    """Each file of the corpus is named as a feature is, and each feature has one."""
    folder = PACKAGE / "proof" / "expectations"
    assert {path.stem for path in folder.glob("*.toml")} == {feature.name for feature in CATALOG.features}
