"""A bad file of levels, or of the commands that they are made of, is refused in a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from zappa_iam.catalog import levels
from zappa_iam.catalog.levels import LevelsError
from zappa_iam.files.faults import DataError

BROKEN = '[[level]]\nname = "update"\nwhat = "New code for what is deployed already."\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            BROKEN + 'commands = ["teleport"]',
            "levels.toml: update: no recording has teleport; write some of: certify, ",
        ),
        (BROKEN, "levels.toml: update: level.commands: Field required"),
        (BROKEN + "commands = [", "levels.toml: "),
    ],
    ids=["unknown", "none", "toml"],
)
def test_levels_name_the_fault(tmp_path: Path, text: str, message: str) -> None:
    """A bad file is refused with where, what and what to do."""
    (tmp_path / "levels.toml").write_text(text)
    with pytest.raises(LevelsError) as caught:
        levels.load(tmp_path / "levels.toml")
    assert str(caught.value).startswith(message)
    (tmp_path / "commands.json").write_text('{"core": {"ManageFunction": {"lambda:GetFunction": "update"}}}')
    with pytest.raises(DataError, match=r"commands\.json: .*list"):
        levels.asked(tmp_path / "commands.json")
