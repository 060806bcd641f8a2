"""Keys: by what is kept of the recordings, the catalog and all that is read with them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent.parent
_FOLDERS = (
    "audit", "aws_words", "catalog", "catalog/features", "html_report", "policies", "proof", "proof/attacks",
    "proof/attacks/shared", "proof/expectations", "recorder/scenarios", "recorder/scenarios/life",
    "recorder/scenarios/shared", "reports", "requests", "requests/operations",
)  # fmt: skip


def key() -> list[Any]:
    """Name, size and time of each file that the kept things come from."""
    places = [*sorted((_PACKAGE / "evidence").glob("zappa-*")), *(_PACKAGE / name for name in _FOLDERS)]
    files = [entry for place in places for entry in os.scandir(place) if entry.is_file()]
    return [_row(Path(entry.path), entry.stat()) for entry in sorted(files, key=lambda it: it.path)]


def _row(path: Path, stat: os.stat_result) -> list[Any]:
    return [f"{path.parent.name}/{path.name}", stat.st_size, stat.st_mtime_ns]
