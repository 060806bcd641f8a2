"""How long the commands for what is there already take on a normal file, against Python with what they import."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import processor
from benchmarks.rendering import ENVIRONMENT, ROOT, RUNS

SETTINGS = "tests/expected/settings/rich/01-init.json"
REFUSAL = "An error occurred (AccessDenied) when calling the PutObject operation: Access Denied\n"


def seconds(*arguments: str) -> float:
    """The least processor time of some runs; the first is not counted, and a command may end with findings."""
    times = []
    for _ in range(RUNS + 1):
        before = processor.seconds()
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=ENVIRONMENT, check=False, capture_output=True)
        times.append(processor.seconds() - before)
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stderr.decode())
    return min(times[1:])


def rows() -> list[tuple[str, str, str]]:
    """(what, measured, goal) of each command: its whole run in processor time, and in its imports'."""
    with tempfile.TemporaryDirectory() as folder:
        refusal = Path(folder) / "refusal.txt"
        refusal.write_text(REFUSAL)
        guide = [f"generator/zappa_iam/module/guide_documents/user_{name}_policy.json" for name in ("general", "s3")]
        commands = {
            "init --json": (
                ["init", SETTINGS, "--json"],
                "zappa_iam.cli.init, hjson, slugify",
            ),
            "policy": (["policy", SETTINGS, "--account", "123456789012"], "zappa_iam.cli.project, hjson, slugify"),
            "audit": (["audit", *guide], "zappa_iam.cli.audited, zappa_iam.audit"),
            "doctor": (["doctor", str(refusal)], "zappa_iam.doctor"),
        }
        found = []
        for name, (arguments, imports) in commands.items():
            floor = seconds("-c", f"import zappa_iam.cli.main, zappa_iam.catalog, {imports}")
            whole = seconds("generator", *arguments)
            found.append((f"{name}, of which imports {floor:.3f} s", f"{whole:.3f} s, {whole / floor:.2f} x", "2 x"))
    return found


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
