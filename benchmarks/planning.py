"""How plan time grows: all scenarios at once against one by one, and instances of the module, with peak memory."""

from __future__ import annotations

import json
import resource
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.shared import plan_cases
from tests.shared.written_cases import CASES
from zappa_iam.module import terraform
from zappa_iam.module.planning import base, inputs

MODULE = Path(__file__).parent.parent / "modules" / "zappa_iam"
PEERS = {1: 9.4, 10: 11.6, 100: 20.2}  # terraform-aws-modules/iam 5.60, seconds, measured on two cores before
SIZES = (1, 10, 50, 100)
ALONE = ("quickstart", "guide", "two_stages")


def planned(root: dict[str, Any]) -> tuple[float, float]:
    """Seconds of one plan of an initialised root, and the peak memory of the largest process so far, in GB."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.tf.json").write_text(json.dumps(root))
        command = [str(terraform.executable()), f"-chdir={folder}"]
        environment = terraform.environment()
        subprocess.run([*command, "init"], env=environment, check=True, capture_output=True)
        start = time.perf_counter()
        subprocess.run([*command, "plan", "-out=plan"], env=environment, check=True, capture_output=True)
        taken = time.perf_counter() - start
    return taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6


def instances(count: int) -> dict[str, Any]:
    """A root with so many instances of the module, each of another project."""
    block = {
        "source": str(MODULE),
        "count": count,
        **inputs({"name": "Zappa${count.index}", "project_name": "shop${count.index}"}),
        "bucket_name": "bucket-${count.index}",
        "role_name": "Role${count.index}",
    }
    return {**base(), "module": {"zappa_iam": block}}


def rows() -> list[tuple[str, str, str]]:
    """(what, measured, goal) of the plans."""
    found = []
    for size in SIZES:
        taken, memory = planned(instances(size))
        goal = f"under {PEERS[size]} s" if size in PEERS else ""
        found.append((f"plan of {size} instances", f"{taken:.1f} s, {memory:.2f} GB", goal))
    alone = [planned(plan_cases.root({name: CASES[name]}, str(MODULE)))[0] for name in ALONE]
    one = sum(alone) / len(alone)
    everything, _ = planned(plan_cases.root(CASES, str(MODULE)))
    count = len(CASES)
    found.append(
        (f"plan of {count} scenarios in one root", f"{everything:.1f} s, {everything / one:.1f} x one", "2 x one")
    )
    found.append((f"{count} scenarios one by one", f"{one * count:.0f} s, {one * count / everything:.0f} x", "15 x"))
    return found


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
