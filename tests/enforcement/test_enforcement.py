"""End to end: real Zappa against moto under the policies that Terraform plans, and under those policies less an action.

Every scenario about something of the newest Zappa runs, each under its plan of `recorded_cases.py`, so every feature
does; those of many settings at once are left to the proof. Each action of each statement is then dropped where a
scenario first needs it: a new scenario, feature or action is tried without a word here. What Zappa does not notice is a
row of `docs/silent-denials.md`.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.conftest import Planned
from tests.shared import pages
from tests.shared.guarded_runs import VERSION, run
from tests.shared.recorded import read, recorded
from tests.shared.recorded_cases import PLANS_OF
from zappa_iam import catalog
from zappa_iam.enforcement import start
from zappa_iam.evidence.recordings import PAIRS
from zappa_iam.iam import Policy
from zappa_iam.module.planning import principal_of
from zappa_iam.proof import phases
from zappa_iam.recorder.scenario import load_scenarios

pytestmark = pytest.mark.one_terraform

DEFINED = load_scenarios()
WHOLE = [name for name in recorded(VERSION) if DEFINED[name].bundle != PAIRS]
SCENARIOS = sorted(WHOLE, key=lambda name: (name != "default", bool(DEFINED[name].bundle), name))
# What this version does not ask for: an action for an older one, and what S3 asks for on the deployer's behalf.
UNASKED = {
    ("deployer", "ListRules", "events:ListRules"),
    ("deployer", "UseBucketKey", "kms:Decrypt"),
    ("deployer", "UseBucketKey", "kms:GenerateDataKey"),
}

Grant = tuple[str, str, str]
"""Principal, sid of a statement and one of its actions."""


class Tried(NamedTuple):
    """A scenario under its policies, and the grants that its mutants lack, in their order."""

    trial: start.GuardedRun
    grants: list[Grant]


def policies_for(plan: dict[str, Planned], scenario: str) -> dict[str, list[str]]:
    """The planned policy documents of a plan case, by principal."""
    documents: dict[str, list[str]] = {"deployer": [], "role": []}
    for address, values in plan[scenario].of_type("aws_iam_policy").items():
        documents[principal_of(address)].append(values["policy"])
    return documents


@pytest.fixture(scope="module")
def trials(plan: dict[str, Planned]) -> dict[str, Tried]:
    """Scenario -> its trial; a grant that an earlier scenario needs, too, is dropped there only."""
    seen: set[Grant] = set()
    found = {}
    for name in SCENARIOS:
        grants: dict[Grant, start.DroppedPart] = {}
        policies = {commands[0]: policies_for(plan, planned) for commands, planned in parts_of(name)}
        for commands, _ in parts_of(name):
            here = policies[commands[0]]
            for mutant in start.mutants(read(VERSION, name), commands, here):
                grant = granted_by(mutant, here)
                if grant not in seen:
                    grants.setdefault(grant, mutant)
        seen |= set(grants)
        ran = [command for commands, _ in parts_of(name) for command in commands]
        found[name] = Tried(
            start.GuardedRun(name, ran, policies.pop(ran[0]), list(grants.values()), policies), list(grants)
        )
    return found


def parts_of(scenario: str) -> list[tuple[list[str], str]]:
    """The commands of each phase of a scenario, and the plan that they run under."""
    named = zip(phases.names(DEFINED[scenario]), phases.phases(DEFINED[scenario]), strict=True)
    return [(list(dict.fromkeys(phase.commands)), PLANS_OF[name][0]) for name, phase in named]


def granted_by(mutant: start.DroppedPart, policies: dict[str, list[str]]) -> Grant:
    """The grant that a mutant lacks."""
    statement = Policy.parse(policies[mutant.principal][mutant.part.policy]).statements[mutant.part.statement]
    return mutant.principal, statement.sid, statement.actions[mutant.part.item]


@pytest.fixture(scope="module")
def outcomes(trials: dict[str, Tried]) -> dict[str, start.GuardedOutcome]:
    """Scenario -> what comes of it under its planned policies, and of its mutants."""
    return dict(zip(trials, run([tried.trial for tried in trials.values()]), strict=True))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_zappa_ends_well_under_the_policies(outcomes: dict[str, start.GuardedOutcome], scenario: str) -> None:
    """No call is refused, every command and handler event does what it did when it was recorded, call by call."""
    evidence = read(VERSION, scenario)
    outcome = outcomes[scenario]
    assert outcome.denied == []
    assert outcome.exits == evidence["exits"]
    assert outcome.calls == [call for call in evidence["calls"] if call["origin"] == "recorded"]


def test_every_feature_runs_under_the_policies() -> None:
    """Each feature that is not always on is in a scenario that runs."""
    run_with = {feature for name in SCENARIOS for feature in read(VERSION, name)["features"]}
    chosen = {it.name for it in catalog.load().features if not it.about.always}
    assert chosen - run_with == set()


def test_every_action_of_the_deployer_is_dropped(plan: dict[str, Planned], trials: dict[str, Tried]) -> None:
    """The scenarios need each action of each statement of the deployer, so that none escapes the trial.

    Most that the role may do, AWS does with it; what the deployed function itself does is dropped, too.
    """
    granted = {
        (principal, statement.sid, action)
        for name in SCENARIOS
        for _, planned in parts_of(name)
        for principal, documents in policies_for(plan, planned).items()
        for document in documents
        for statement in Policy.parse(document).statements
        for action in statement.actions
    }
    tried = {grant for each in trials.values() for grant in each.grants}
    assert {grant for grant in granted - tried if grant[0] == "deployer"} == UNASKED
    assert len([grant for grant in tried if grant[0] == "role"]) > 5
    assert tried <= granted


def silent(trials: dict[str, Tried], outcomes: dict[str, start.GuardedOutcome]) -> list[tuple[str, ...]]:
    """Feature, sid, action and commands of each grant without which Zappa goes on and exits as ever, in Markdown."""
    features = catalog.load().features
    place = {
        (principal, statement.sid): (number, feature.name)
        for number, feature in enumerate(features)
        for principal, statements in (("deployer", feature.deployer), ("role", feature.role))
        for statement in statements
    }
    found = set()
    for name, tried in trials.items():
        for (principal, sid, action), mutant in zip(tried.grants, outcomes[name].mutants, strict=True):
            assert {call["denied"] for call in mutant.refused} == {action}
            if mutant.consequence(outcomes[name]) != "fails":
                commands = sorted({f"`{call['command'].split()[0]}`" for call in mutant.refused})
                found.add((*place[principal, sid], sid, action, ", ".join(commands)))
    return [(*(f"`{name}`" for name in names), commands) for _, *names, commands in sorted(found)]


@pytest.mark.documents
def test_zappa_notices_each_dropped_action(
    trials: dict[str, Tried], outcomes: dict[str, start.GuardedOutcome], holds: pages.Holds
) -> None:
    """Without one action a command fails, or it ends well and the page on silent denials says what is lost."""
    table = pages.split(pages.SILENT_DENIALS, "silent")[1]
    words = {tuple(row[:3]): row[4:] for row in pages.rows(table)}
    head = "".join(table.splitlines(keepends=True)[:2])
    wanted = pages.with_words(head, silent(trials, outcomes), words)
    holds("silent", wanted, pages.SILENT_DENIALS)
    speechless = [row[:3] for row in pages.rows(wanted) if not all(cell.endswith(".") for cell in row[4:])]
    assert speechless == [], "docs/silent-denials.md: write what is lost without it, and who notices"


def test_zappa_cannot_deploy_without_policies() -> None:
    """With no policy at all every call is refused, and deploy fails."""
    (outcome,) = run([start.GuardedRun("default", ["deploy"], {"deployer": [], "role": []})])
    assert outcome.exits["deploy"]
    assert outcome.calls == outcome.refused
    assert outcome.denied[0].startswith("deploy: lambda:ListVersionsByFunction on arn:aws:lambda:us-west-2:")


def test_the_guide_fails_silently(plan: dict[str, Planned]) -> None:
    """Under the guide's policies status shows zeros and `undeploy --remove-logs` leaves the logs; both exit 0."""
    commands = list(read(VERSION, "default")["exits"])
    (outcome,) = run([start.GuardedRun("default", commands, policies_for(plan, "guide"))])
    assert {(call["command"], call["denied"]) for call in outcome.refused} == {
        ("status", "cloudwatch:GetMetricStatistics"),
        ("undeploy --remove-logs", "logs:DeleteLogGroup"),
    }
    assert set(outcome.exits.values()) == {0}


def test_trial_says_what_broke() -> None:
    """Where Zappa could not be run, the error holds the worker's own."""
    with pytest.raises(
        start.GuardedRunError, match=r"generator/zappa_iam/enforcement: Zappa .* did not run; fix this:[^$]*KeyError"
    ):
        run([start.GuardedRun("no_such_scenario", [], {"deployer": [], "role": []})])
