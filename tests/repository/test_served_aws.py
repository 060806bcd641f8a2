"""moto's server of the tests: what AWS would do with requests that come at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import moto.iam.models
import pytest

SENT = 6


def test_requests_that_come_at_once_are_answered_one_after_another(aws: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """moto's data stand no two at a time: a role was made and its request answered with 500."""
    original = moto.iam.models.IAMBackend.create_role
    inside, most, meeting = [0], [0], threading.Event()

    def create_role(*arguments: Any, **named: Any) -> Any:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        meeting.wait(0.1)
        inside[0] -= 1
        return original(*arguments, **named)

    monkeypatch.setattr(moto.iam.models.IAMBackend, "create_role", create_role)
    client = boto3.client("iam", region_name="us-west-2", endpoint_url=aws)
    with ThreadPoolExecutor(SENT) as pool:
        sent = [
            pool.submit(client.create_role, RoleName=f"role-{number}", AssumeRolePolicyDocument="{}")
            for number in range(SENT)
        ]
    assert {answer.result()["ResponseMetadata"]["RetryAttempts"] for answer in sent} == {0}
    assert most == [1]
