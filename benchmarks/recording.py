"""How long it takes to record one version of Zappa, every scenario of it."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from zappa_iam.recorder import record


def rows() -> list[tuple[str, str, str]]:
    """(what, measured, goal) of recording the newest version into an empty folder."""
    version = record.versions()[-1]
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        record.record(version, Path(folder))
        taken = time.perf_counter() - start
        count = sum(1 for _ in Path(folder).iterdir()) - 1  # less call_sites.json
    return [(f"recording Zappa {version}, {count} scenarios", f"{taken:.0f} s", "under 180 s")]


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
