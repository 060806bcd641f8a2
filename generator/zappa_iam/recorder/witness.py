"""Runs one command of real Zappa against real AWS, and writes down what AWS refuses: `witness.main()`.

The arguments are the file to write, and those of Zappa. It runs in an environment that holds Zappa and nothing else.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import zappa.cli
from botocore.exceptions import ClientError

from .capture import Call, Capture
from .names import StableNames


class Witness(Capture):
    """Lets every call through, and keeps those that fail, each with what was `said`."""

    def __init__(self, command: str) -> None:
        super().__init__(StableNames())
        self.command = command
        self.failed: list[Call] = []

    def answer(self, original: Any, client: Any, call: Call, parameters: dict[str, Any]) -> Any:
        """What AWS answers."""
        try:
            return original(client, call["operation"], parameters)
        except ClientError as error:
            self.failed.append({**call, "outcome": error.response["Error"]["Code"], "said": str(error)})
            raise

    def _keep_template(self, body: Any) -> None:
        """Nothing: AWS is to get the body as Zappa gave it."""


def main() -> None:
    """Run Zappa as the shell would, and leave the report whatever becomes of it."""
    report, *arguments = sys.argv[1:]
    witness = Witness(arguments[0])
    sys.argv = ["zappa", *arguments]
    try:
        with witness.recording():
            zappa.cli.handle()
    finally:
        Path(report).write_text(json.dumps(witness.failed), encoding="utf-8")
