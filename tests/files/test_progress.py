"""The bar: its steps on a terminal, and nothing at all in a pipe."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from tests.conftest import PACKAGE

CODE = """
from zappa_iam.files import progress
with progress.bar(2) as step:
    step("recording")
    step("planning")
print("done")
"""


def run(stderr: int) -> str:
    """Standard output of two steps, with standard error there."""
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    command = [sys.executable, "-c", CODE]
    done = subprocess.run(
        command, cwd=PACKAGE.parent, env=environment, stdout=subprocess.PIPE, stderr=stderr, check=True
    )
    return done.stdout.decode()


def test_a_terminal_shows_the_steps() -> None:
    """The last step is drawn on the terminal; standard output has none of it."""
    ours, theirs = pty.openpty()
    assert run(theirs) == "done\n"
    os.close(theirs)
    assert b"planning" in os.read(ours, 65536)
    os.close(ours)


def test_a_pipe_shows_nothing() -> None:
    """Nothing is written to standard error that is no terminal."""
    done = subprocess.run([sys.executable, "-c", CODE], cwd=PACKAGE.parent, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")
