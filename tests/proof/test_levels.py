"""Levels: each planned for a deployer, enough for its commands, too little for the others, and nothing beyond them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import Planned
from tests.shared import evidence_plans, pages
from tests.shared.case_inputs import BIG_STAGES
from tests.shared.guarded_runs import run
from tests.shared.plan_cases import ALL
from tests.shared.projects import canonical, project
from zappa_iam import catalog, proof
from zappa_iam.audit.recorded import spoken
from zappa_iam.catalog import levels
from zappa_iam.catalog.levels import LevelsError
from zappa_iam.enforcement import start
from zappa_iam.files.faults import DataError
from zappa_iam.iam import Request, decide
from zappa_iam.module.planning import principal_of
from zappa_iam.policies import statements as granted_to
from zappa_iam.proof.attack import judge
from zappa_iam.reports import commands, level_tables

pytestmark = pytest.mark.one_terraform


CATALOG = catalog.load()
LEVELS = {level.name: level for level in levels.load()}
ACTIONS = {name: levels.actions(level.commands, CATALOG, levels.asked()) for name, level in LEVELS.items()}
NEWEST = max(proof.recordings(), key=lambda each: [int(part) for part in each.version.split(".")]).version
# What a command needs is within a level that is not for it, in scenarios where it does next to nothing.
LITTLE = {
    ("certify", "rollback"): {"docker_image_uri"},  # Zappa looks, and says that an image has no versions
    ("operate", "rollback"): {"docker_image_uri"},
    ("operate", "certify"): {"function_url"},  # Zappa looks, and says that there is no API
    ("update", "certify"): {"function_url"},
}
# An update takes rules off and puts them on again, so that no policy tells it from `unschedule`, but for what is made
# and deleted with it: event source mappings, the topic and the subscription of tasks.
NOTHING_TO_DELETE = ("update", "unschedule")


class Asked(NamedTuple):
    """One request of the deployer's in one scenario under one of its plans, and the statements that allow it."""

    scenario: str
    command: str
    request: Request
    sids: tuple[str, ...]

    def granted(self, level: str) -> list[str]:
        """The statements that still allow it to who is granted the level."""
        return [sid for sid in self.sids if self.request.action in ACTIONS[level].get(sid, ())]


@pytest.fixture(scope="module")
def asked(policies: dict[str, proof.Policies]) -> list[Asked]:
    """Every request of every recording that the deployer's planned policies allow; those on AWS's behalf aside."""
    return [each for name in {it.scenario for it in proof.recordings()} for each in _asked(name, policies)]


def _asked(scenario: str, policies: dict[str, proof.Policies]) -> Iterator[Asked]:
    cases = {
        (spoken(call.command), request)
        for recording in proof.recordings()
        if recording.scenario == scenario
        for call, request in recording.cases
        if call.principal == "deployer" and not call.command.startswith("(aws)")
    }
    for plan in evidence_plans.plans_of(policies, scenario).values():
        for command, request in cases:
            if sids := proof.allowing(plan["deployer"], request):
                yield Asked(scenario, command, request, tuple(sids))


@pytest.mark.documents
def test_commands_are_what_the_recordings_say(request: pytest.FixtureRequest) -> None:
    """The data that levels are made of is what the recordings of every version give; `make docs` writes it."""
    text = levels.text(commands.asked(CATALOG, proof.recordings()))
    if request.config.getoption("--write-docs"):
        levels.COMMANDS.write_text(text, encoding="utf-8")
    assert levels.COMMANDS.read_text(encoding="utf-8") == text, "commands.json: run `make docs` and commit"


@pytest.mark.documents
def test_page_of_levels_says_what_is_computed(holds: pages.Holds) -> None:
    """Which commands each level is for, and what it has of the default features, stands on the page."""
    found = list(LEVELS.values())
    holds("level commands", level_tables.commands(found, CATALOG, levels.asked()), pages.LEVELS)
    holds("level statements", level_tables.statements(found, CATALOG, levels.asked()), pages.LEVELS)


def test_every_action_is_asked_for_by_a_command() -> None:
    """No action of the deployer's is without a command, so that `deploy` is all commands and nothing besides."""
    found = levels.actions(levels.commands(levels.asked()), CATALOG, levels.asked())
    assert found == {each.sid: each.actions for feature in CATALOG.features for each in feature.deployer}


@pytest.mark.parametrize("level", LEVELS)
def test_level_is_enough_for_its_commands(asked: list[Asked], level: str) -> None:
    """Whatever the level's commands ask for in any recording, and the deployer may do, the level grants."""
    mine = [each for each in asked if each.command in LEVELS[level].commands]
    assert [each for each in mine if not each.granted(level)] == []
    assert {each.command for each in mine} == set(LEVELS[level].commands)


@pytest.mark.parametrize("level", LEVELS)
def test_level_is_too_little_for_other_commands(asked: list[Asked], level: str) -> None:
    """Any other command is refused something that it needs, in every scenario in which it does anything."""
    refused: dict[tuple[str, str], bool] = {}
    for each in asked:
        if each.command not in LEVELS[level].commands:
            key = each.command, each.scenario
            refused[key] = refused.get(key, False) or not each.granted(level)
    others = set(levels.commands(levels.asked())) - set(LEVELS[level].commands)
    assert {command for (command, _), any_refused in refused.items() if any_refused} == others
    for command, scenario in (key for key, any_refused in refused.items() if not any_refused):
        if (level, command) == NOTHING_TO_DELETE:
            needed = {each.request.action for each in asked if (each.command, each.scenario) == (command, scenario)}
            assert needed.isdisjoint({"lambda:DeleteEventSourceMapping", "sns:DeleteTopic", "sns:ListSubscriptions"})
        else:
            assert scenario in LITTLE[level, command]


@pytest.mark.parametrize("level", LEVELS)
def test_level_grants_nothing_else(asked: list[Asked], level: str) -> None:
    """Each action of each of the level's statements is needed by a request of one of its commands."""
    needed: set[tuple[str, str]] = set()
    for each in asked:
        if each.command in LEVELS[level].commands and len(found := each.granted(level)) == 1:
            needed.add((found[0], each.request.action))
    spare = {(sid, action) for sid, actions in ACTIONS[level].items() for action in actions} - needed
    assert {sid for sid, _ in spare} <= {"UseBucketKey"}  # which S3 asks for, as the deployer, behind their requests


def test_level_of_the_bucket_key_is_that_of_the_packages() -> None:
    """S3 uses the bucket's key for who reads and writes objects: a level has the key where it has those."""
    for found in ACTIONS.values():
        objects = {action for actions in found.values() for action in actions}
        assert ("kms:Decrypt" in found.get("UseBucketKey", ())) == bool(objects & {"s3:GetObject", "s3:PutObject"})
        assert ("kms:GenerateDataKey" in found.get("UseBucketKey", ())) == ("s3:PutObject" in objects)


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


BROKEN = '[[level]]\nname = "update"\nwhat = "New code for what is deployed already."\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            BROKEN + 'commands = ["teleport"]',
            "levels.toml: update: no recording has teleport; write some of: certify, ",
        ),
        (BROKEN, "levels.toml: update: level.commands: Field required"),
        (BROKEN + "commands = [", "levels.toml: "),
    ],
    ids=["unknown", "none", "toml"],
)
def test_levels_name_the_fault(tmp_path: Path, text: str, message: str) -> None:
    """A bad file is refused with where, what and what to do."""
    (tmp_path / "levels.toml").write_text(text)
    with pytest.raises(LevelsError) as caught:
        levels.load(tmp_path / "levels.toml")
    assert str(caught.value).startswith(message)
    (tmp_path / "commands.json").write_text('{"core": {"ManageFunction": {"lambda:GetFunction": "update"}}}')
    with pytest.raises(DataError, match=r"commands\.json: .*list"):
        levels.asked(tmp_path / "commands.json")
