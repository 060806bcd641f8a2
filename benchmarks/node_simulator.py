"""The Node simulator: its packages installed into .cache, and one of the scripts in benchmarks/node run with them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NODE = ROOT / "benchmarks" / "node"
CACHE = ROOT / ".cache" / "benchmark-node"


def ask(script: str, job: Any) -> Any:
    """What a script answers to a job, JSON both; RuntimeError where there is no Node, or it fails."""
    node, npm = (shutil.which(name) for name in ("node", "npm"))
    if not node or not npm:
        raise RuntimeError(f"benchmarks/node/{script}: node, npm: not on PATH; install Node 20 or newer")
    CACHE.mkdir(parents=True, exist_ok=True)
    wanted, marker = (NODE / "package.json").read_text(encoding="utf-8"), CACHE / "installed.json"
    if not marker.exists() or marker.read_text(encoding="utf-8") != wanted:
        (CACHE / "package.json").write_text(wanted, encoding="utf-8")
        _run([npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--silent"])
        marker.write_text(wanted, encoding="utf-8")
    shutil.copy(NODE / script, CACHE / script)
    return json.loads(_run([node, script], json.dumps(job)))


def word(effect: str) -> str:
    """An answer of the simulator in our words."""
    return {"Allowed": "allow", "ImplicitlyDenied": "implicit_deny", "ExplicitlyDenied": "explicit_deny"}.get(
        effect, effect
    )


def _run(command: list[str], text: str = "") -> str:
    """What a command prints, run in the cache folder; RuntimeError with its last words if it fails."""
    done = subprocess.run(command, cwd=CACHE, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise RuntimeError(
            f"{Path(command[0]).name} {command[1]}: exit {done.returncode}: {last[0]}; see benchmarks/node"
        )
    return done.stdout
