"""What is written in a policy: names that are no actions, patterns, conditions, denials, names."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shared.audit_reports import least_statements, of_kind
from tests.shared.audited import ONE, found, run_policy
from tests.shared.projects import SHOP
from zappa_iam.audit.shapes import meets
from zappa_iam.policies.statements import VERSION

WRITTEN = {
    "no_action": (
        {"Action": "lambda:GetFunktion"},
        "no_action",
        "is no action of AWS's; did you mean lambda:GetFunction?",
    ),
    "no_service": ({"Action": "lamda:GetFunction"}, "no_action", "AWS has no service lamda; take it out"),
    "no_pattern": ({"Action": "lambda:Frobnicate*"}, "no_action", "lambda:Frobnicate* fits no action of AWS's"),
    "object": (
        {"Action": "s3:ListBucket", "Resource": "arn:aws:s3:::shop/*"},
        "never",
        "s3:ListBucket is never decided on",
    ),
    "no_resource": (
        {"Action": "s3:ListAllMyBuckets", "Resource": "arn:aws:s3:::shop"},
        "never",
        "it has no resource, write *",
    ),
    "region": (
        {"Action": "iam:GetRole", "Resource": "arn:aws:iam:us-west-2:1:role/a"},
        "never",
        "iam:GetRole is never",
    ),
    "placeholder": (
        {"Resource": "arn:aws:s3:::<your bucket>/*"},
        "never",
        "holds a placeholder, <your bucket>; fill it in",
    ),
    "key": ({"Condition": {"StringEquals": {"lambda:FunctionArn": "x"}}}, "never", "sends lambda:FunctionArn"),
    "twice": ({"Action": ["s3:*", "s3:GetObject"]}, "repeated", "s3:GetObject says nothing beside s3:*"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_wrong_is_found(name: str) -> None:
    """Each with where and what to write."""
    changes, kind, said = WRITTEN[name]
    document = {"Version": VERSION, "Statement": [{**ONE["Statement"][0], **changes}]}
    messages = [each["message"] for each in of_kind(found("-", pipe=json.dumps(document)), kind)]
    assert any(said in message for message in messages), messages


def test_a_variable_needs_the_version() -> None:
    """Without the version of 2012 a variable is plain text."""
    document = {"Statement": [{**ONE["Statement"][0], "Resource": "arn:aws:s3:::shop/${aws:username}/*"}]}
    [finding] = of_kind(found("-", pipe=json.dumps(document)), "never")
    assert 'without "Version": "2012-10-17"' in finding["message"]
    assert of_kind(found("-", pipe=json.dumps({**document, "Version": VERSION})), "never") == []


@settings(deadline=None)
@given(st.text("ab*?:", max_size=8), st.text("ab:", max_size=8))
def test_a_pattern_meets_the_form_that_an_arn_of_it_has(pattern: str, text: str) -> None:
    """Where an ARN fits a pattern, the pattern meets the ARN itself as a form, and the form of anything."""
    from zappa_iam.iam.pattern import compile_pattern

    arn = f"arn:aws:s3:r:a:{text}"
    wide = f"arn:aws:s3:r:a:{pattern}"
    if compile_pattern(wide, "resource")(arn, {}):
        assert meets(wide, arn)
        assert meets(wide, "arn:${Partition}:s3:${Region}:${Account}:${Name}")
    elif not set(pattern) & set("*?"):
        assert not meets(wide, arn)


@pytest.mark.parametrize("key", ["aws:SourceIp", "aws:MultiFactorAuthPresent", "aws:PrincipalTag/team"])
def test_conditions_on_who_deploys_are_taken_for_met(key: str) -> None:
    """An Allow from an address, and a Deny without a second factor, are no reason to say that Zappa fails."""
    test = "IpAddress" if key == "aws:SourceIp" else "BoolIfExists" if "Multi" in key else "StringEquals"
    value = {"aws:SourceIp": "192.0.2.0/24", "aws:MultiFactorAuthPresent": "false"}.get(key, "web")
    allowing = [with_condition(each, test, key, value) for each in least_statements()]
    denying = [
        *least_statements(),
        {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {test: {key: value}}},
    ]
    for statements in (allowing, denying):
        report = found("-", pipe=json.dumps({"Version": VERSION, "Statement": statements}))
        assert of_kind(report, "lacking") == of_kind(report, "silent") == []
        assert report["summary"]["assumed"] == [key]


def with_condition(statement: dict[str, Any], test: str, key: str, value: str) -> dict[str, Any]:
    """The statement with one condition more."""
    before = statement.get("Condition", {})
    return {**statement, "Condition": {**before, test: {**before.get(test, {}), key: value}}}


def test_a_deny_takes_away_what_is_granted() -> None:
    """Actions denied on everything are not counted as granted, and open no escalation."""
    allow = {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}
    deny = {"Effect": "Deny", "Action": ["iam:Put*", "iam:Attach*", "iam:Create*"], "Resource": "*"}
    wide = found("-", pipe=json.dumps({"Version": VERSION, "Statement": [allow]}))
    less = found("-", pipe=json.dumps({"Version": VERSION, "Statement": [allow, deny]}))
    methods = {each["about"]["method"] for each in of_kind(less, "escalation")}
    assert methods < {each["about"]["method"] for each in of_kind(wide, "escalation")}
    assert not methods & {"PutRolePolicy", "AttachRolePolicy", "CreateAccessKey"}
    assert "iam:PutRolePolicy" not in str(of_kind(less, "unused"))


def test_names_are_read_out_of_the_policies() -> None:
    """Account, region, bucket, function and role of a policy are taken for the project's, and said."""
    made = run_policy("--project", "kiosk", "--stage", "live", *_options("kiosk-role", "eu-west-1", "kiosk-packages"))
    report = found("-", pipe=made)
    assert report["project"] | {"features": None} == {
        "functions": ["kiosk-live"],
        "features": None,
        "account": "210987654321",
        "region": "eu-west-1",
        "bucket": "kiosk-packages",
        "role": "/kiosk-role",
    }
    assert report["findings"] == []


def _options(role: str, region: str, bucket: str) -> list[str]:
    return ["--for", "deployer", "--role", role, "--region", region, "--bucket", bucket, "--account", "210987654321"]


def test_what_is_told_counts_more_than_what_is_read() -> None:
    """A policy for one bucket, held against a project with another, lacks all that is done in the bucket."""
    made = run_policy("--for", "deployer", *SHOP)
    report = found("-", "--bucket", "another-bucket", pipe=made)
    assert "s3:PutObject" in {each["about"]["action"] for each in of_kind(report, "lacking")}
