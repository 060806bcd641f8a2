"""Runs of real Zappa against moto under policies, where this machine has the newest Zappa."""

from __future__ import annotations

import pytest

from zappa_iam.enforcement import start
from zappa_iam.recorder import record

VERSION = record.versions()[-1]


def run(trials: list[start.GuardedRun]) -> list[start.GuardedOutcome]:
    """The outcomes of real Zappa, where this machine has it."""
    try:
        record.interpreter(VERSION)
    except record.RecordError as missing:
        pytest.skip(str(missing))
    return start.run(trials, VERSION)
