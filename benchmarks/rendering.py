"""How long a render of the whole module takes, against starting Python with the two libraries it cannot do without."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from zappa_iam.module import terraform

RUNS = 15
ROOT = Path(__file__).parent.parent
# As on a user's machine, which keeps compiled modules; some machines of ours are set not to.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
# What the generator imports of the validation library, which loads its parts when they are named.
TAKEN = ("BaseModel", "ConfigDict", "Field", "StringConstraints", "ValidationError")


def seconds(command: list[str], runs: int = RUNS) -> float:
    """The shortest of some runs, in seconds; the first, which fills caches, is not counted."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times[1:])


def rows() -> list[tuple[str, str, str]]:
    """(what, measured, goal) of a render without and with the proof of its format."""
    floor = seconds([sys.executable, "-c", f"import jinja2; from pydantic import {', '.join(TAKEN)}"])
    with tempfile.TemporaryDirectory() as folder:
        render = [sys.executable, "generator", "render", "--folder", f"{folder}/module"]
        bare = seconds([*render, "--no-format-check"])
        proved = seconds(render)
        fmt = seconds([str(terraform.executable()), "fmt", "-check", "-recursive", f"{folder}/module"])
    return [
        ("Python with jinja2 and pydantic", f"{floor:.3f} s", ""),
        ("render, without fmt", f"{bare:.3f} s, {bare / floor:.2f} x", "1.5 x"),
        ("terraform fmt alone", f"{fmt:.3f} s", ""),
        ("render, with fmt", f"{proved:.3f} s, {(proved - bare) / fmt:.2f} x one fmt more", "1 x one fmt"),
    ]


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
