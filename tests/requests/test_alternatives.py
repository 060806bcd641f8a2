"""Alternatives: where nobody knows how AWS asks, every plausible request is one that the policies must allow."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shared.evidence_plans import plans_of
from zappa_iam import catalog, proof, requests
from zappa_iam.iam import Policy
from zappa_iam.requests import Call, OperationsError, World

pytestmark = pytest.mark.one_terraform


FILE = """
service = "logs"
reference = "https://docs.aws.amazon.com/"

[resources]
group = "arn:{{partition}}:logs:{{region}}:{{account}}:log-group:{{name}}"

[[request]]
operations = ["DeleteLogGroup"]
{0}
"""
TWO = 'alternatives = [{ resource = "group" }, { resource = "group", via = "cloudformation.amazonaws.com" }]'
FAULTS = {
    "one": (
        'alternatives = [{ resource = "group" }]',
        "one alternative is none; write at least two, or put it into the row",
    ),
    "no_resource": (
        'alternatives = [{ resource = "group" }, {}]',
        "no resource; write an ARN, the name of one in [resources], or `*`",
    ),
    "unknown_key": (TWO.replace("via", "where"), "alternatives: unknown key `where`; known: context,"),
    "unknown_grade": (
        f'{TWO}\ngrade = "hearsay"',
        'unknown grade "hearsay"; write one of: refusal, live, schema, reference, assumed',
    ),
    "no_consequence": (
        f'{TWO}\ngrade = "assumed"',
        "`wrong` is for rows that are assumed; say there what happens if it is wrong",
    ),
    "idle_consequence": (
        f'{TWO}\nwrong = "Nothing happens."',
        "`wrong` is for rows that are assumed; say there what happens if it is wrong",
    ),
}


def written(folder: Path, text: str) -> Path:
    """A folder of operations with one row."""
    (folder / "logs.toml").write_text(FILE.format(text))
    return folder


def test_a_call_comes_to_every_alternative(tmp_path: Path) -> None:
    """Each is a request of its own, numbered, and differs in what it says for itself alone."""
    rows = requests.load(written(tmp_path, TWO))
    made = Call("undeploy", "deployer", "logs", "DeleteLogGroup", {"name": "it"})
    found = requests.matches(made, World(), rows)
    assert [row.alternative for row, _ in found] == [1, 2]
    assert {request.resource for _, request in found} == {"arn:aws:logs:us-west-2:123456789012:log-group:it"}
    assert [request.context.get("aws:CalledVia") for _, request in found] == [None, ("cloudformation.amazonaws.com",)]
    assert [request for _, request in found] == requests.requests_of(made, World(), rows)


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=FAULTS)
def test_alternatives_refuse_what_is_none(tmp_path: Path, text: str, message: str) -> None:
    """Each fault names the file and the operation, and says what to write."""
    with pytest.raises(OperationsError) as refused:
        requests.load(written(tmp_path, text))
    lines = str(refused.value).splitlines()
    assert any(line.startswith(f"operations/logs.toml: DeleteLogGroup: {message}") for line in lines), lines


def lesser(policies: proof.Policies, sid: str) -> proof.Policies:
    """The policies without one statement."""
    return {
        principal: [
            Policy(tuple(each for each in policy.statements if each.sid != sid), policy.name) for policy in found
        ]
        for principal, found in policies.items()
    }


@pytest.mark.parametrize("sid", ["TagNewRestApi", "TagHttpStage", "RetagHttpStage", "RetagHttpStageByStack"])
def test_one_alternative_is_not_enough(policies: dict[str, proof.Policies], sid: str) -> None:
    """Without the statement that serves but one of them, the proof finds a denial, whatever else allows the others."""
    names = {"default", "apigateway_v2", "life_tags_http"}
    newest = [each for each in proof.recordings() if each.version == "0.63.0"]
    chosen = [each for each in newest if each.scenario.partition("#")[0] in names]
    found = proof.prove(
        chosen,
        lambda scenario: {name: lesser(each, sid) for name, each in plans_of(policies, scenario).items()},
        catalog.load(),
    )
    assert found.denials
    assert {denial.request.action for denial in found.denials} <= {
        "apigateway:PUT",
        "apigateway:TagResource",
        "apigateway:UntagResource",
    }
