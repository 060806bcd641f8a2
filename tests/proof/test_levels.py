"""Levels: each enough for its commands, too little for the others, and nothing beyond them, by every recording."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.shared import evidence_plans, pages
from tests.shared.granted_levels import ACTIONS, CATALOG, LEVELS
from zappa_iam import proof
from zappa_iam.audit.recorded import spoken
from zappa_iam.catalog import levels
from zappa_iam.iam import Request
from zappa_iam.reports import commands, level_tables

pytestmark = pytest.mark.one_terraform
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
