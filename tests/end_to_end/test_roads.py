"""The first screen of the README, and the pages for what exists: each command is run, and the page shows its output."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.shared import adopted_account, pages
from tests.shared.settings_files import INIT
from zappa_iam.cli.main import main
from zappa_iam.module.planning import ACCOUNT

pytestmark = pytest.mark.documents

REFUSAL = (
    "botocore.exceptions.ClientError: An error occurred (AccessDeniedException) when calling the TagResource "
    "operation: "
    f"User: arn:aws:iam::{ACCOUNT}:user/ci is not authorized to perform: lambda:TagResource on resource: "
    f"arn:aws:lambda:us-west-2:{ACCOUNT}:function:bookshop-dev because no identity-based policy allows the "
    "lambda:TagResource action\n"
)


def block(command: str, pasted: str = "") -> str:
    """A console block: the command, and all that it prints; exit status 0."""
    result = CliRunner().invoke(main, command.split()[1:], input=pasted, env={"COLUMNS": "100"})
    assert result.exit_code == 0, result.output
    return f"```console\n$ {command}\n{result.output.rstrip()}\n```\n"


@pytest.fixture
def bookshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder, the one that commands run in, with the settings that `zappa init` writes."""
    folder = tmp_path / "bookshop"
    folder.mkdir()
    shutil.copy(INIT, folder / "zappa_settings.json")
    monkeypatch.chdir(folder)
    return folder


def test_road_from_settings(bookshop: Path, holds: pages.Holds) -> None:
    """`init`: files, warnings, and the change to the settings."""
    holds("init", block("zappa-iam init"))


def test_road_from_what_exists(bookshop: Path, aws: str, holds: pages.Holds) -> None:
    """`adopt`: the guide's resources, and what keeps its power."""
    adopted_account.follow_the_guide()
    role = f"arn:aws:iam::{ACCOUNT}:role/{adopted_account.ROLE}"
    settings = json.loads((bookshop / "zappa_settings.json").read_text(encoding="utf-8"))
    settings["dev"] |= {"aws_region": "us-west-2", "s3_bucket": adopted_account.BUCKET}
    settings["dev"] |= {"manage_roles": False, "role_arn": role}
    (bookshop / "zappa_settings.json").write_text(json.dumps(settings, indent=4), encoding="utf-8")
    holds("adopt", block("zappa-iam adopt --guide"), pages.ADOPT)


def test_road_from_a_refusal(bookshop: Path, holds: pages.Holds) -> None:
    """`doctor`: what a pasted refusal is about."""
    (bookshop / "deploy.log").write_text(REFUSAL, encoding="utf-8")
    holds("doctor", block("zappa-iam doctor deploy.log"), pages.ACCESS_DENIED)


def test_first_screen_explains_a_permission(holds: pages.Holds) -> None:
    """`explain`: what one action is granted for, and who asks for it."""
    holds("explain", block("zappa-iam explain lambda:TagResource"))
