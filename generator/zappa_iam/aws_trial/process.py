"""Processes of a trial: bounded by its clock, their words in a file, none left running."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from zappa_iam.aws_trial.clock import Clock

GRACE = 120  # seconds that Terraform gets to end what it has begun
STEP = 0.2  # seconds between two looks


class Ended(NamedTuple):
    """How a process ended, and all that it said."""

    code: int
    output: str


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path, clock: Clock) -> Ended:
    """Run to the end, or until the clock's: the process is then stopped, and StopError raised.

    It has a process group of its own, so that a Ctrl-C reaches it only through us.
    """
    with log.open("w+", encoding="utf-8", errors="replace") as said:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(process, clock)
        except BaseException:
            _end(process)
            raise
    return Ended(process.returncode, log.read_text(encoding="utf-8", errors="replace"))


def _wait(process: subprocess.Popen[bytes], clock: Clock) -> None:
    while process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STEP)
            return
        clock.check()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask the group to end, as Ctrl-C does, and kill what has not when the grace is over."""
    for number, seconds in ((signal.SIGINT, GRACE), (signal.SIGKILL, GRACE)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return
