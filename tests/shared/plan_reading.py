"""What tests read out of a plan."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import Planned

Plan = dict[str, Planned]


GENERAL = 'aws_iam_policy.deployer["General"]'


S3 = 'aws_iam_policy.deployer["S3"]'


def statements_of(planned: Planned) -> dict[str, dict[str, Any]]:
    """Sid -> statement, over all policies of the module; one that is cut in pieces is whole again."""
    found: dict[str, dict[str, Any]] = {}
    for values in planned.of_type("aws_iam_policy").values():
        for statement in json.loads(values["policy"])["Statement"]:
            known = found.setdefault(statement["Sid"], statement)
            if known is not statement:
                assert {**known, "Resource": []} == {**statement, "Resource": []}
                known["Resource"] = [*known["Resource"], *statement["Resource"]]
    return found


def listed(value: str | list[str]) -> list[str]:
    """A policy's value that is one text or several."""
    return [value] if isinstance(value, str) else value


GUIDE_DOCUMENTS = {
    "role_policy": 'aws_iam_policy.role["Role"]',
    "user_general_policy": GENERAL,
    "user_s3_policy": S3,
}
