"""Real Zappa, as `zappa-iam try` runs it, against moto's server that refuses as AWS would: `guarded_zappa.main()`.

Runs in an environment that holds Zappa and moto. The policies are those that the server has for the identity whose
credentials Zappa was given, less the actions that ZAPPA_IAM_TRY_LESS names; before the
command ZAPPA_IAM_TRY_INTERRUPTED, somebody presses Ctrl-C. What the guard knows goes from command to
command in a file.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from unittest import mock

import boto3

from tests.shared.attached import attached
from zappa_iam.enforcement.guard import Guard
from zappa_iam.iam import Policy
from zappa_iam.recorder import patches, witness
from zappa_iam.requests import World

STATE = Path("..") / "guard.pickle"
PACKAGE = Path("..") / "package.zip"  # where the recorder's patches look for the code of a version


def policies() -> list[Policy]:
    """Those attached to the role that asks."""
    role = boto3.client("sts").get_caller_identity()["Arn"].split("/")[1]
    less = set(os.environ.get("ZAPPA_IAM_TRY_LESS", "").split())
    found = []
    for document in attached("role", role):
        for statement in document["Statement"]:
            statement["Action"] = [it for it in _listed(statement["Action"]) if it not in less] or ["none:None"]
        found.append(Policy.parse(json.dumps(document)))
    return found


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _log(function: str) -> None:
    """The log that Lambda begins when the function first runs, which moto does not."""
    logs = boto3.client("logs")
    logs.create_log_group(logGroupName=f"/aws/lambda/{function}")
    logs.create_log_stream(logGroupName=f"/aws/lambda/{function}", logStreamName="stream")


def main() -> None:
    """Run one command under the guard, between Zappa and the witness."""
    [(stage, settings)] = json.loads(Path("zappa_settings.json").read_text(encoding="utf-8")).items()
    function = f"{settings['project_name']}-{stage}"
    guard = Guard({"deployer": policies(), "role": []})
    guard._world = World(function=function, tags={"ZappaProject": function})
    if STATE.exists():
        guard.__dict__.update(pickle.loads(STATE.read_bytes()))
    PACKAGE.write_bytes(b"")
    with ExitStack() as stack:
        for where, attribute, replacement, _ in patches.table(0):
            stack.enter_context(mock.patch.object(where, attribute, replacement))
        stack.enter_context(guard.recording())
        try:
            if sys.argv[2] == "invoke":
                with guard.muted():
                    _log(function)
            if sys.argv[2] == os.environ.get("ZAPPA_IAM_TRY_INTERRUPTED"):
                os.kill(os.getppid(), signal.SIGINT)
            witness.main()
        finally:
            kept = {name: getattr(guard, name) for name in ("names", "templates", "_world")}
            STATE.write_bytes(pickle.dumps(kept))
