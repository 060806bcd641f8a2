"""Which of Zappa's settings have a life."""

from __future__ import annotations

import tomllib

from zappa_iam.recorder import life
from zappa_iam.recorder.scenario import FOLDER

ROWS = list(life.rows(FOLDER))


NAMED = [row for _, row in ROWS]


LIVING = set().union(*(row.lives for row in NAMED))


WITHOUT: list[dict[str, object]] = tomllib.loads((FOLDER / "shared" / "no_life.toml").read_text())["none"]


REASONED = {str(setting) for row in WITHOUT for setting in list(row["settings"])}  # type: ignore[call-overload]
