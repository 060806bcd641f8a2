"""Terraform and Zappa as a trial runs them: each with its credentials, its words in a file, and a line at its end."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from zappa_iam.account import Caller
from zappa_iam.aws_trial import process
from zappa_iam.aws_trial.clock import Clock
from zappa_iam.module import terraform

UNSAID = ("terraform output",)


class Programs:
    """The programs of the trial in one folder; `say` gets the line."""

    def __init__(self, folder: Path, zappa: Sequence[str], say: Callable[[str], None]) -> None:
        self.folder, self.root, self.project = folder, folder / "terraform", folder / "project"
        self._zappa, self._say = zappa, say
        self._began = time.monotonic()

    def terraform(self, name: str, arguments: Sequence[str], caller: Caller, clock: Clock) -> process.Ended:
        """Run Terraform in the trial's root as the caller."""
        command = [str(terraform.executable()), *arguments]
        return self._run(name, command, self.root, caller.environment(terraform.environment()), clock)

    def zappa(self, name: str, arguments: Sequence[str], deployer: Caller, clock: Clock) -> process.Ended:
        """Run Zappa in the trial's project as the deployer."""
        environment = deployer.environment(os.environ) | {"VIRTUAL_ENV": str(Path(self._zappa[0]).parent.parent)}
        return self._run(name, [*self._zappa, str(self._report(name)), *arguments], self.project, environment, clock)

    def failed(self, name: str) -> list[dict[str, Any]]:
        """The calls of a command of Zappa that failed; none where it was ended before it wrote them down."""
        with suppress(OSError, ValueError):
            found: list[dict[str, Any]] = json.loads(self._report(name).read_text(encoding="utf-8"))
            return found
        return []

    def _report(self, name: str) -> Path:
        return self.folder / "logs" / f"{name}.json"

    def say(self, text: str) -> None:
        """A line, with the time since the beginning; where nobody reads it any more, the trial goes on."""
        minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
        with suppress(OSError):
            self._say(f"{minutes:>2}:{seconds:02}  {text}")

    def _run(
        self, name: str, command: Sequence[str], folder: Path, environment: dict[str, str], clock: Clock
    ) -> process.Ended:
        clock.check()
        began = time.monotonic()
        log = self.folder / "logs" / f"{name.replace(' ', '-')}.txt"
        ended = process.run(command, folder, environment, log, clock)
        if name not in UNSAID:
            how = "ok" if not ended.code else f"failed ({ended.code}): {last(ended.output)}"
            self.say(f"{name}  {time.monotonic() - began:.0f} s, {how}")
        return ended


def last(output: str) -> str:
    """The last line that says something, before Zappa's farewell; of Terraform, its first error."""
    lines = [line.strip(" =│╵╷") for line in output.partition("\nNeed help? Found a bug?")[0].splitlines()]
    said = [line for line in lines if line.startswith("Error: ")][:1] or [line for line in lines if line][-1:]
    return said[0][:300] if said else "it said nothing"
