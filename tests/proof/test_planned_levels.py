"""Levels as they are planned: the same statements with fewer actions, the stages of each, and real Zappa under them."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Planned
from tests.shared import evidence_plans
from tests.shared.case_inputs import BIG_STAGES
from tests.shared.granted_levels import ACTIONS, CATALOG, LEVELS
from tests.shared.guarded_runs import run
from tests.shared.plan_cases import ALL
from tests.shared.projects import canonical, project
from zappa_iam import proof
from zappa_iam.audit.recorded import spoken
from zappa_iam.enforcement import start
from zappa_iam.iam import Request, decide
from zappa_iam.module.planning import principal_of
from zappa_iam.policies import statements as granted_to
from zappa_iam.proof.attack import judge

pytestmark = pytest.mark.one_terraform
NEWEST = max(proof.recordings(), key=lambda each: [int(part) for part in each.version.split(".")]).version


def statements(planned: Planned, principal: str) -> list[dict[str, object]]:
    """The planned statements of one principal, those of each level apart."""
    rows = planned.of_type("aws_iam_policy")
    chosen = [row for address, row in rows.items() if principal_of(address) == principal]
    return [statement for row in chosen for statement in json.loads(row["policy"])["Statement"]]


@pytest.mark.parametrize("name", ["levels_default", "levels_everything"])
def test_plan_has_the_deployers_statements_less_other_actions(plan: dict[str, Planned], name: str) -> None:
    """A level's planned statements are the deployer's: the same resources and conditions, some of the actions."""
    whole = statements(plan[name], "deployer")
    for level in {principal_of(address) for address in plan[name].of_type("aws_iam_policy")} & set(LEVELS):
        wanted = [{**each, "Action": ACTIONS[level][each["Sid"]]} for each in whole if each["Sid"] in ACTIONS[level]]  # type: ignore[index]
        assert canonical(statements(plan[name], level)) == canonical(wanted)
        without_terraform = granted_to(project(ALL[name])._replace(grants=level), "deployer", CATALOG)
        assert canonical(without_terraform) == canonical(wanted)


@pytest.mark.parametrize("level", LEVELS)
def test_planned_level_decides_what_was_recorded(policies: dict[str, proof.Policies], level: str) -> None:
    """With every feature on, all that the newest Zappa was recorded to ask for in the project of the usual names."""
    plan = policies["levels_everything"]
    asked = [
        (call, request)
        for recording in proof.recordings()
        if recording.version == NEWEST and recording.names == proof.Names()
        for call, request in recording.cases
        if call.principal == "deployer" and decide(plan["deployer"], request).allowed
    ]
    answers = {(spoken(call.command), decide(plan[level], request).allowed) for call, request in asked}
    mine = {(command, True) for command in LEVELS[level].commands}
    assert {(command, True) for command, allowed in answers if command in LEVELS[level].commands} == mine
    assert {command for command, allowed in answers if not allowed} >= {"deploy", "undeploy"}
    assert not any(command in LEVELS[level].commands for command, allowed in answers if not allowed)
    assert len(asked) > 5000


def test_deployers_of_the_same_grants_share_policies(plan: dict[str, Planned]) -> None:
    """What is granted to several is there once; who may do everything everywhere has the deployer's own policies."""
    planned = plan["levels_by_stage"]
    attached: dict[str, set[str]] = {}
    for address in planned.of_type("aws_iam_role_policy_attachment"):
        if address.startswith("aws_iam_role_policy_attachment.deployer"):
            deployer, _, policy = address.partition('["')[2].removesuffix('"]').partition("/")
            attached.setdefault(deployer, set()).add(policy)
    every = {address.partition('["')[2].removesuffix('"]') for address in planned.of_type("aws_iam_policy")}
    most = f"deploy ({', '.join(sorted(BIG_STAGES[1:]))})"
    assert attached["everything"] == {key for key in every if key.partition("_")[0] in ("General", "S3")}
    assert attached["pipeline"] == attached["the_same"] == {"update (production)"}
    assert attached["developers"] == {"deploy (dev, test)", "deploy (dev, test)_2"}
    assert attached["most"] == {key for key in every if key.startswith(most)}
    assert set().union(*attached.values()) | {"Role"} == every


def test_names_of_policies_are_taken_by_no_other_project(plan: dict[str, Planned]) -> None:
    """A project's slug has no dot; many stages make a name of a hash; none is too long for IAM."""
    names = {
        address.partition('["')[2].removesuffix('"]'): row["name"]
        for address, row in plan["levels_by_stage"].of_type("aws_iam_policy").items()
    }
    assert names["update (production)"] == "ZappaUserUpdatePolicy-customer-portal-backend.production"
    assert names["deploy (dev, test)_2"] == "ZappaUserDeployPolicy2-customer-portal-backend.dev+test"
    hashed = [name for key, name in names.items() if key.startswith("deploy (") and "dev" not in key]
    assert len({name.rpartition("..")[2] for name in hashed}) == 1
    assert len(set(names.values())) == len(names)
    assert max(map(len, names.values())) <= 128


@pytest.mark.parametrize("name", ["levels_by_stage", "levels_of_every_stage"])
def test_stages_of_a_deployer_are_reached_and_no_others(policies: dict[str, proof.Policies], name: str) -> None:
    """Their functions, stacks, packages and rules, those with a hashed name among them; nothing of another stage's."""
    project = "customer-portal-backend" if name == "levels_by_stage" else "shop"
    held = policies[name]["update (production)"]
    start = "arn:aws:lambda:us-west-2:123456789012:function"

    def allowed(stage: str) -> set[bool]:
        function = f"{project}-{stage}"
        asked = [Request("lambda:UpdateFunctionCode", f"{start}:{function}")]
        asked += [Request("lambda:DeleteFunction", f"{start}:{function}:1")]
        package = f"arn:aws:s3:::my-awesome-zappa-bucket/{function}-1700000000.zip"
        asked += [Request("s3:PutObject", package, {"aws:ResourceAccount": "123456789012"})]
        stack = f"arn:aws:cloudformation:us-west-2:123456789012:stack/{function}/1"
        asked += [Request("cloudformation:UpdateStack", stack, {"aws:ResourceTag/ZappaProject": function})]
        return {decide(held, request).allowed for request in asked}

    assert allowed("production") == {True}
    assert allowed("dev") == allowed("test") == {False}


def test_closed_chains_of_levels_are_open_to_who_deploys(policies: dict[str, proof.Policies]) -> None:
    """A level, and stages of one's own, are what closes them: all commands on all stages would open each."""
    tried = 0
    for plan, (held, attacks) in evidence_plans.attacked(policies).items():
        for attack in attacks:
            who = attack.chain.principal
            if who.partition(" ")[0] in (*LEVELS, "deploy") and judge(attack, plan, held).denied:
                for _, request in (it for step in attack.steps for check in step for form in check for it in form):
                    assert decide(held["deployer"], request).allowed, attack.chain.name
                tried += 1
    assert tried > 10


def test_real_zappa_runs_its_commands_under_a_level_and_no_others(plan: dict[str, Planned]) -> None:
    """After a deploy a pipeline updates and support looks on, no call refused; any other command ends in a refusal."""
    documents = {who: list(found.values()) for who, found in evidence_plans.documents(plan["levels_default"]).items()}
    held = {who: {"deployer": documents[who], "role": documents["role"]} for who in ("deployer", "update", "operate")}
    updating = ["update", "update (settings only)", "rollback", "schedule", "status", "tail", "invoke"]
    pipeline = start.GuardedRun(
        "default", ["deploy", *updating, "undeploy"], held["deployer"], (), {"update": held["update"]}
    )
    looking = ["status", "tail", "invoke", "update"]
    support = start.GuardedRun("default", ["deploy", *looking], held["deployer"], (), {"status": held["operate"]})
    updated, looked = run([pipeline, support])
    assert {command: bool(code) for command, code in updated.exits.items()} == {
        **dict.fromkeys(["deploy", *updating], False),
        "undeploy": True,
    }
    assert {call["command"] for call in updated.refused} == {"undeploy"}
    assert {command: bool(code) for command, code in looked.exits.items()} == {
        **dict.fromkeys(["deploy", "status", "tail", "invoke"], False),
        "update": True,
    }
    assert {call["command"] for call in looked.refused} == {"update"}
