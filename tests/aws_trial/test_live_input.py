"""What `zappa-iam try` refuses: input of no use makes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shared.live_account import Programs, account, guarded, programs, project, run

__all__ = ["account", "guarded", "programs", "project"]

BAD: dict[str, tuple[list[str], str]] = {
    "no_yes": ([], "nothing was made: --yes makes all this in the account, and takes it away again"),
    "other_account": (
        ["--yes", "--account", "210987654321"],
        "credentials of account 123456789012 given; nothing was",
    ),
    "no_account": (["--yes", "--account", "shop"], "--account shop: is no account id; write its twelve digits"),
    "no_file": (["--yes", "--settings", "other.json"], "other.json: no such file; name a zappa_settings file"),
    "no_stage": (["--yes", "--stage", "prod"], "zappa_settings.json: no stage prod; name some of: dev"),
    "no_profile": (
        ["--yes", "--profile", "shop"],
        "profile shop: The config profile (shop) could not be found; log in",
    ),
    "no_words": (["--yes", "--words", "zappa_settings.json"], "zappa_settings.json: line 1: "),
    "too_long": (["--yes", "--minutes", "46"], "46 is not in the range 1<=x<=45"),
}


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("name", BAD)
def test_input_of_no_use_makes_nothing(programs: Programs, project: Path, name: str) -> None:
    """Exit status 2 and a line with what to do, before anything is made or run."""
    arguments, says = BAD[name]
    before = sorted(project.iterdir())
    result = run(*arguments)
    assert (result.exit_code, programs.ran) == (2, [])
    assert says in result.output
    assert sorted(project.iterdir()) == before


def test_without_credentials_nothing_is_made(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell without any is told what to do."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    result = run("--yes")
    assert (result.exit_code, programs.ran) == (2, [])
    assert "credentials: Unable to locate credentials; log in, or name another with --profile" in result.output
