"""Recordings: which versions are there, and what each asks for, free of names and numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.shared.made_recordings import lambda_call, recording
from zappa_iam.evidence import recordings
from zappa_iam.evidence.recordings import Permission
from zappa_iam.requests import requests_of_evidence


def test_versions_are_in_order_of_their_numbers(tmp_path: Path) -> None:
    """0.9.0 comes before 0.10.0, whatever the alphabet says."""
    for version in ("0.10.0", "0.9.0", "1.0.0"):
        (tmp_path / f"zappa-{version}").mkdir()
    assert recordings.versions(tmp_path) == ["0.9.0", "0.10.0", "1.0.0"]


def test_an_unknown_version_names_those_there_are() -> None:
    """One line says which version is missing and which could be written."""
    with pytest.raises(
        recordings.RecordingsError, match=r"^evidence: no recording of Zappa 9\.9\.9; write one of: 0\.6"
    ):
        recordings.read("9.9.9")


def test_call_sites_are_no_recording(tmp_path: Path) -> None:
    """The list of call sites lies in the same folder and is left out."""
    (tmp_path / "zappa-9.1.0").mkdir()
    (tmp_path / "zappa-9.1.0" / "call_sites.json").write_text('{"zappa": "9.1.0", "call_sites": []}')
    (tmp_path / "zappa-9.1.0" / "default.json").write_text(json.dumps(recording()))
    assert list(recordings.read("9.1.0", tmp_path)) == ["default"]


def test_names_become_placeholders() -> None:
    """Function, version, bucket, time and role of a project leave no trace, so that two projects compare equal."""
    asked = [
        {
            ask.permission
            for ask in recordings.asks(
                recording(
                    {
                        "service": "lambda",
                        "operation": "CreateFunction",
                        "parameters": {
                            "FunctionName": name,
                            "Role": f"arn:aws:iam::123456789012:role/{role}",
                            "Code": {"S3Bucket": bucket, "S3Key": f"{name}-{time}.zip"},
                        },
                    },
                    lambda_call("GetFunction", f"{name}:{number}"),
                    s3_bucket=bucket,
                    role_arn=f"arn:aws:iam::123456789012:role/{role}",
                )
            )
        }
        for name, role, bucket, time, number in (
            ("shop-dev", "Shop", "shop-bucket", 1700000000, 2),
            ("blog-live", "Blog", "blog-bucket", 1700000123, 13),
        )
    ]
    assert asked[0] == asked[1]
    package = "arn:{partition}:s3:::{bucket}/{function}-*.zip"
    assert Permission("deployer", "s3:GetObject", package, ()) in asked[0]
    version = "arn:{partition}:lambda:{region}:{account}:function:{function}:*"
    assert Permission("deployer", "lambda:GetFunction", version, ()) in asked[0]


def test_facts_are_what_a_condition_could_ask() -> None:
    """The service that gets the role is a fact; what every request carries is none."""
    [passed] = {
        ask.permission.facts
        for ask in recordings.asks(recordings.read("0.63.0")["default"])
        if ask.permission.action == "iam:PassRole" and ask.command == "update (settings only)"
        if "iam:PassedToService lambda.amazonaws.com" in ask.permission.facts
    }
    assert not [fact for fact in passed if fact.startswith(("aws:PrincipalAccount", "aws:RequestedRegion"))]


@pytest.mark.parametrize("version", recordings.versions())
def test_every_request_is_an_ask_with_its_line(version: str) -> None:
    """No request of any recording is lost for want of a source that can be read."""
    for found in recordings.read(version).values():
        asks = list(recordings.asks(found))
        assert len(asks) == len(requests_of_evidence(found))
        assert all(ask.file.startswith("zappa/") and ask.line > 0 for ask in asks)


def test_an_operation_without_a_row_is_one_line() -> None:
    """A new release's new operation is refused with the file to add it to, also where another action is sought."""
    found = recording(lambda_call("FoldFunction", "shop-dev"))
    for action in (None, "lambda:GetAlias"):
        with pytest.raises(
            recordings.RecordingsError, match=r"no row for `lambda FoldFunction`; add one to operations/"
        ):
            list(recordings.asks(found, action))


def test_one_action_is_what_all_asks_hold_of_it() -> None:
    """Mapping for one action, in any case, gives the same asks as mapping all and choosing."""
    found = recordings.read("0.63.0")["alb"]
    chosen = [ask for ask in recordings.asks(found) if ask.permission.action == "elasticloadbalancing:CreateListener"]
    assert list(recordings.asks(found, "elasticloadbalancing:createlistener")) == chosen
    assert chosen
