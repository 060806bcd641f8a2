"""The commands of Zappa that a trial runs, in their order."""

from __future__ import annotations

from pathlib import Path

from zappa_iam.aws_trial.names import STAGE
from zappa_iam.recorder import record

ZAPPA = {
    "deploy": ["deploy", STAGE],
    "invoke": ["invoke", STAGE, "app.handle"],
    "status": ["status", STAGE],
    "tail": ["tail", STAGE, "--since", "1h", "--disable-keep-open"],
    "schedule": ["schedule", STAGE],
    "update": ["update", STAGE],
    "rollback": ["rollback", STAGE, "--num-rollback", "1"],
}
UNDEPLOY = ["undeploy", STAGE, "--yes", "--remove-logs"]
ENVIRONMENT = "deployed"


def zappa() -> list[str]:
    """The command that runs Zappa and keeps what AWS refuses; RecordError where there is no Zappa yet.

    Its environment holds what the function is to hold, so that a package is small.
    """
    python = record.environment(ENVIRONMENT)
    package = str(record.PACKAGE.parent)
    code = f"import sys; sys.path.append({package!r}); from zappa_iam.recorder import witness; witness.main()"
    return [str(python), "-P", "-c", code]


def version(requirements: Path = record.ROOT / "requirements" / f"{ENVIRONMENT}.txt") -> str:
    """The version of Zappa that is tried."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    return next(line.split()[0].removeprefix("zappa==") for line in lines if line.startswith("zappa=="))
