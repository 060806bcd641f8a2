"""End to end: real Zappa against moto under the policies that Terraform plans, and under those policies less an action.

To add a scenario of the evidence: name it in PLANS, with the plan scenario that turns on just its features; leave out,
in LEFT_OUT, what these features do not cover. To have each action dropped that it needs, name it in DROPPING.
"""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from generator import record, trial
from generator.enforcement.refusal import refusal
from generator.iam import Policy, Request, parts
from tests.conftest import Planned
from tests.scenarios import PLANS_OF
from tests.test_evidence import read

VERSION = record.versions()[0]

# evidence scenario -> plan scenario
PLANS = {
    name: PLANS_OF[name][0]
    for name in (
        "default",
        "binary_support",
        "django",
        "function_settings",
        "large_package",
        "legacy_api",
        "long_names",
        "many_versions",
        "no_api",
        "no_events",
        "qualifier",
        "scheduled_events",
        "zip_package",
    )
}

# Commands whose key in the bucket is of the user's own choice, outside the project's prefix: not granted by default.
LEFT_OUT = {"default": {"update --zip s3://"}, "zip_package": {"update --zip s3://", "deploy --zip s3://"}}

# Scenarios in which every action that they need is dropped; what an earlier one needs, a later one does not drop again.
DROPPING = ("default", "many_versions")
# Commands of these that need no action that others do not need, too.
SAME = {"(handler) start", "(handler) request", "update (settings only)", "update --zip"}

# Without these Zappa goes on and exits 0: (consequence, action) -> what is lost.
SILENT = {
    ("differs", "cloudformation:DescribeStackResource"): "Zappa finds the API by its name among all of the account's",
    ("differs", "lambda:GetPolicy"): "statements of the function's policy pile up",
    ("differs", "lambda:RemovePermission"): "the same",
    ("swallowed", "cloudwatch:GetMetricStatistics"): "status shows zeros",
    ("swallowed", "lambda:ListFunctionUrlConfigs"): "update leaves a function URL that the settings no longer have",
    ("swallowed", "logs:DeleteLogGroup"): "`undeploy --remove-logs` leaves the logs",
    ("swallowed", "s3:DeleteObject"): "packages and templates stay in the bucket",
}


def policies_for(plan: dict[str, Planned], scenario: str) -> dict[str, list[str]]:
    """The planned policy documents of a plan scenario, by principal."""
    documents: dict[str, list[str]] = {"deployer": [], "role": []}
    for address, values in plan[scenario].of_type("aws_iam_policy").items():
        principal = "role" if address.startswith("aws_iam_policy.role") else "deployer"
        documents[principal].append(values["policy"])
    return documents


def commands(scenario: str) -> list[str]:
    """The scenario's recorded commands, in their order, that the planned features cover."""
    return [name for name in read(VERSION, scenario)["exits"] if name not in LEFT_OUT.get(scenario, ())]


DONE: dict[str, list[trial.Outcome]] = {}


def run(trials: list[trial.Trial]) -> list[trial.Outcome]:
    """The outcomes; the same trials run once only, as both Terraforms plan the same policies."""
    try:
        record.interpreter(VERSION)
    except record.RecordError as missing:
        pytest.skip(str(missing))
    key = repr(trials)
    if key not in DONE:
        DONE[key] = trial.run(trials, VERSION)
    return DONE[key]


@pytest.fixture
def outcomes(plan: dict[str, Planned]) -> dict[str, trial.Outcome]:
    """Scenario -> what comes of it under its planned policies."""
    trials = [trial.Trial(name, commands(name), policies_for(plan, planned)) for name, planned in PLANS.items()]
    return dict(zip(PLANS, run(trials), strict=True))


@pytest.mark.parametrize("scenario", PLANS)
def test_zappa_ends_well_under_the_policies(outcomes: dict[str, trial.Outcome], scenario: str) -> None:
    """No call is refused, and every command and handler event does what it did when it was recorded."""
    recorded = read(VERSION, scenario)
    outcome = outcomes[scenario]
    assert outcome.denied == []
    assert outcome.exits == {name: recorded["exits"][name] for name in commands(scenario)}
    asked = {(call["service"], call["operation"]) for call in recorded["calls"] if call["command"] in outcome.exits}
    assert {(call["service"], call["operation"]) for call in outcome.calls} == asked


def dropped(plan: dict[str, Planned]) -> list[tuple[str, str, trial.Mutant]]:
    """Scenario, action and mutant, for each action of a statement that the scenarios of DROPPING need."""
    seen: set[Any] = set()
    found = []
    for scenario in DROPPING:
        policies = policies_for(plan, PLANS[scenario])
        chosen = [name for name in commands(scenario) if name not in SAME]
        for mutant in trial.mutants(read(VERSION, scenario), chosen, policies):
            if (PLANS[scenario], mutant.principal, mutant.part) not in seen:
                seen.add((PLANS[scenario], mutant.principal, mutant.part))
                policy = Policy.parse(policies[mutant.principal][mutant.part.policy])
                action = policy.statements[mutant.part.statement].actions[mutant.part.item]
                found.append((scenario, action, mutant))
    return found


@pytest.fixture
def consequences(plan: dict[str, Planned]) -> list[tuple[str, str]]:
    """Consequence and action for each action dropped, each of them refused to Zappa."""
    rows = dropped(plan)
    trials = []
    for scenario in DROPPING:
        chosen = [name for name in commands(scenario) if name not in SAME]
        mutants = [mutant for name, _, mutant in rows if name == scenario]
        trials.append(trial.Trial(scenario, chosen, policies_for(plan, PLANS[scenario]), mutants))
    found = []
    actions = iter(rows)
    for whole in run(trials):
        for mutant in whole.mutants:
            _, action, _ = next(actions)
            assert {call["denied"] for call in mutant.refused} == {action}
            found.append((mutant.consequence(whole), action))
    return found


def test_every_action_of_the_deployer_is_dropped(plan: dict[str, Planned]) -> None:
    """The scenarios need each action of each statement of the deployer's policies, so that none escapes the trial."""
    policies = policies_for(plan, PLANS["default"])
    for principal, parsed in {name: [Policy.parse(it) for it in texts] for name, texts in policies.items()}.items():
        actions = {part for part in parts(parsed) if part.element == "action"}
        tried = {mutant.part for _, _, mutant in dropped(plan) if mutant.principal == principal}
        # What the role may do, Lambda and API Gateway do with it: no handler of these scenarios calls AWS.
        assert tried == (actions if principal == "deployer" else set())


def test_zappa_notices_each_dropped_action(consequences: list[tuple[str, str]]) -> None:
    """Without one action a command fails, or it ends well and something is lost: which, is known for each action."""
    assert {row for row in consequences if row[0] != "fails"} == set(SILENT)


def test_zappa_cannot_deploy_without_policies() -> None:
    """With no policy at all every call is refused, and deploy fails."""
    (outcome,) = run([trial.Trial("default", ["deploy"], {"deployer": [], "role": []})])
    assert outcome.exits["deploy"]
    assert outcome.calls == outcome.refused
    assert outcome.denied[0].startswith("deploy: lambda:ListVersionsByFunction on arn:aws:lambda:us-west-2:")


def test_the_guide_fails_silently(plan: dict[str, Planned]) -> None:
    """Under the guide's policies status shows zeros and `undeploy --remove-logs` leaves the logs; both exit 0."""
    (outcome,) = run([trial.Trial("default", commands("default"), policies_for(plan, "guide"))])
    assert {(call["command"], call["denied"]) for call in outcome.refused} == {
        ("status", "cloudwatch:GetMetricStatistics"),
        ("undeploy --remove-logs", "logs:DeleteLogGroup"),
    }
    assert set(outcome.exits.values()) == {0}


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("lambda", "GetAlias", "AccessDeniedException"),
        ("events", "PutRule", "AccessDeniedException"),
        ("cloudformation", "CreateStack", "AccessDenied"),
        ("cloudwatch", "GetMetricStatistics", "AccessDenied"),
        ("s3", "PutObject", "AccessDenied"),
        ("s3", "HeadBucket", "403"),
        ("sns", "Publish", "AuthorizationError"),
        ("ec2", "DescribeSubnets", "UnauthorizedOperation"),
    ],
)
def test_refusal_is_worded_as_the_service_words_it(service: str, operation: str, code: str) -> None:
    """Zappa looks at codes: 403 of a HEAD request as a number, Lambda's by its name."""
    client: Any = boto3.client(service, region_name="us-west-2")
    error = refusal(client, operation, "deployer", Request("a:B", "arn:aws:a:::b"))
    assert error.response["Error"]["Code"] == code
    said = "Forbidden" if code == "403" else "is not authorized to perform: a:B on resource: arn:aws:a:::b because"
    assert said in str(error)
    assert json.dumps(error.response)


def test_trial_says_what_broke() -> None:
    """Where Zappa could not be run, the error holds the worker's own."""
    with pytest.raises(trial.TrialError, match=r"generator/enforcement: Zappa .* did not run; mend this:[^$]*KeyError"):
        run([trial.Trial("no_such_scenario", [], {"deployer": [], "role": []})])
