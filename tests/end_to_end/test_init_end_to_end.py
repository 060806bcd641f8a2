"""From a settings file to a project that lives: init, apply on moto, and real Zappa under the applied policies.

The projects are those of `tests/sample_projects`. Zappa runs with the settings as init changed them, and under the
policies that the account holds after apply, as boto3 reads them; no plan is looked at.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.shared.applied_projects import BY_HAND, CASES, FOLDER, Applied, applied
from tests.shared.served_aws import served_aws
from zappa_iam import settings
from zappa_iam.enforcement import start
from zappa_iam.iam import Part
from zappa_iam.recorder import record

VERSION = record.versions()[-1]
LESS = [(name, sid) for name, case in CASES.items() for sid in case["without"]]
# Of the two stages: the command that deletes what only its stage has, and the statement that grants it.
DELETED = {"undeploy dev": "ManageRestApi", "undeploy production": "ManageHttpApi"}
URL = FOLDER / "function_url" / "zappa_settings.yml"
CORS = '    function_url_config: {authorizer: NONE, cors: {allowedOrigins: ["https://shop.example.com"]}}\n'
Outcomes = dict[tuple[str, str], start.GuardedOutcome]
"""Project, and the sid of the statement that its policies lack, or what else is so -> what comes of it."""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Applied]:
    """Name -> project, its module applied."""
    with served_aws():
        return applied(tmp_path_factory.mktemp("projects"))


@pytest.fixture(scope="module")
def outcomes(projects: dict[str, Applied]) -> Outcomes:
    """Every project's life, and the same less a statement."""
    try:
        record.interpreter(VERSION)
    except record.RecordError as missing:
        pytest.skip(str(missing))
    trials = {(name, ""): project.trial for name, project in projects.items()}
    stages = projects["two_stages"]
    mutants = [start.DroppedPart("deployer", deletion(stages, sid), command) for command, sid in DELETED.items()]
    trials["two_stages", ""] = replace(stages.trial, mutants=mutants)
    trials |= {(name, sid): projects[name].without(sid) for name, sid in LESS}
    table = {**(projects["function_url"].trial.table or {}), "files": {URL.name: with_cors(projects["function_url"])}}
    trials["function_url", "part of cors"] = replace(trials["function_url", ""], commands=["deploy"], table=table)
    return dict(zip(trials, start.run(list(trials.values()), VERSION), strict=True))


def deletion(project: Applied, sid: str) -> Part:
    """Where the deployer's policies have the statement's `apigateway:DELETE`."""
    [part] = [
        Part(number, place, "action", statement["Action"].index("apigateway:DELETE"))
        for number, policy in enumerate(project.policies["deployer"])
        for place, statement in enumerate(policy["Statement"])
        if statement["Sid"] == sid
    ]
    return part


@pytest.mark.parametrize("name", CASES)
def test_project_lives_under_what_init_set_up(projects: dict[str, Applied], outcomes: Outcomes, name: str) -> None:
    """Every command ends well, and nothing is refused; the functions have the role that the settings name."""
    outcome, project = outcomes[name, ""], projects[name]
    assert outcome.denied == []
    assert outcome.exits == dict.fromkeys(project.trial.commands, 0)
    made = [call["parameters"]["Role"] for call in outcome.calls if call["operation"] == "CreateFunction"]
    assert made == [project.role] * sum(command.startswith("deploy") for command in outcome.exits)


@pytest.mark.parametrize(("name", "sid"), LESS)
def test_project_is_refused_without_a_statement(outcomes: Outcomes, name: str, sid: str) -> None:
    """The same life under the same policies less one statement is refused something, whether Zappa says so or not."""
    assert outcomes[name, sid].denied


@pytest.mark.parametrize("name", sorted(set(CASES) - {"hand_written_role"}))
def test_audit_of_what_is_applied_finds_nothing_lacking(projects: dict[str, Applied], name: str) -> None:
    """Of all that a project with these settings may ask for, group and role lack nothing; AWS's own doings, too."""
    assert projects[name].lacking == {"deployer": set(), "role": set()}


def test_role_by_hand_stays_as_it_is(projects: dict[str, Applied]) -> None:
    """init leaves role and settings alone; the role has its own policy, and no other; audit says what that lacks."""
    project = projects["hand_written_role"]
    assert "create_role   = false" in (project.folder / "infrastructure" / "main.tf").read_text()
    file = "zappa_settings.json"
    assert (project.folder / file).read_bytes() == (FOLDER / "hand_written_role" / file).read_bytes()
    assert [each["Statement"] for each in project.policies["role"]] == [[BY_HAND]]
    assert project.lacking["role"] == {"logs:CreateLogGroup", "lambda:InvokeFunction"}


def test_two_stages_share_role_and_group(projects: dict[str, Applied]) -> None:
    """One module call has both stages, each with features of its own, and both settings name its role."""
    project = projects["two_stages"]
    assert 'stages        = ["dev", "production"]' in (project.folder / "infrastructure" / "main.tf").read_text()
    stages = json.loads((project.folder / "zappa_settings.json").read_text())
    assert stages["dev"]["role_arn"] == project.role
    assert "role_arn" not in stages["production"]  # extends dev


def with_cors(project: Applied) -> str:
    """The settings of the function URL, with a part of what `cors` has to say."""
    return (project.folder / URL.name).read_text(encoding="utf-8") + CORS


def test_part_of_cors_is_warned_of(projects: dict[str, Applied], outcomes: Outcomes) -> None:
    """Where the `cors` of a function URL says only a part, Zappa stops within deploy; a warning names the rest."""
    outcome = outcomes["function_url", "part of cors"]
    assert (outcome.denied, outcome.exits) == ([], {"deploy": -1})
    assert "CreateFunction" in [call["operation"] for call in outcome.calls]
    found = settings.parse(with_cors(projects["function_url"]).encode(), URL.suffix, URL).warnings
    [said] = [each.message for each in found if each.kind == "function_url_cors_incomplete"]
    assert (
        "deploy stops without allowCredentials, allowedHeaders, allowedMethods, exposedResponseHeaders, maxAge" in said
    )


def test_stages_that_live_together_are_told_apart(outcomes: Outcomes) -> None:
    """A command of a stage is refused for what that stage has, though the other was asked for last, and has another."""
    for command, mutant in zip(DELETED, outcomes["two_stages", ""].mutants, strict=True):
        assert {(call["command"], call["denied"]) for call in mutant.refused} == {(command, "apigateway:DELETE")}
