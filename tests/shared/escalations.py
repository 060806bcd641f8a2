"""cloudsplaining's judgement of a policy."""

from __future__ import annotations

import json
import subprocess
from typing import Any, NamedTuple

from tests.conftest import ROOT, Planned
from zappa_iam.module.planning import principal_of

CLOUDSPLAINING = ROOT / ".cache" / "environments" / "escalation" / "bin" / "python"


READER = """
import json, sys
from cloudsplaining.scan.policy_document import PolicyDocument
document = json.load(sys.stdin)
readings = [PolicyDocument(document, flag_conditional_statements=strict, flag_resource_arn_statements=strict)
            for strict in (False, True)]
json.dump([[found["type"] for found in reading.allows_privilege_escalation] for reading in readings], sys.stdout)
"""


class Methods(NamedTuple):
    """The escalation methods that cloudsplaining finds in the policy as it comes, and in its actions alone."""

    found: set[str]
    by_actions: set[str]


def methods(documents: list[dict[str, Any]]) -> Methods:
    """What cloudsplaining says of one principal's documents together: a method may need several of them."""
    whole = {"Version": "2012-10-17", "Statement": [each for found in documents for each in found["Statement"]]}
    command = [str(CLOUDSPLAINING), "-I", "-c", READER]
    done = subprocess.run(command, input=json.dumps(whole), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Methods(*map(set, json.loads(done.stdout)))


def documents(planned: Planned, principal: str) -> list[dict[str, Any]]:
    """The planned policy documents of `deployer` or `role`."""
    return [
        json.loads(values["policy"])
        for address, values in planned.of_type("aws_iam_policy").items()
        if principal_of(address) == principal
    ]
