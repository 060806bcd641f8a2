"""`zappa-iam explain`, as text and as JSON."""

from __future__ import annotations

import json
from typing import Any

from click.testing import CliRunner, Result

from zappa_iam.cli import main


def run(*arguments: str, width: str | None = None) -> Result:
    return CliRunner().invoke(main.main, ["explain", *arguments], env={"COLUMNS": width})


def as_json(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)
