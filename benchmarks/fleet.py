"""How long a fleet of 300 projects in 20 accounts takes to check and to render, as its user waits for it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from benchmarks import processor
from benchmarks.rendering import ENVIRONMENT, ROOT

PROJECTS, ACCOUNTS = 300, 20
REGIONS = ("us-west-2", "eu-central-1")
RUNS = 5


def manifest(folder: Path, projects: int = PROJECTS, accounts: int = ACCOUNTS) -> Path:
    """Write a manifest, and a settings file for every other project; each deploys two stages to each of two places."""
    names = [f"account-{number:02}" for number in range(accounts)]
    found: dict[str, Any] = {
        "module": "git::https://example.com/zappa-iam.git//modules/zappa_iam?ref=v1.0.0",
        "engines": ["atlantis", "matrix", "terragrunt"],
        "backend": {"s3": {"bucket": "acme-state", "key": "{account}/{region}.tfstate", "region": REGIONS[0]}},
        "names": {
            "bucket": "acme-{account}-{region}-{project}",
            "role": "{project}-{region}",
            "name": "Zappa-{project}-{region}",
        },
        "accounts": {name: {"id": f"{number + 1:012}", "regions": list(REGIONS)} for number, name in enumerate(names)},
        "pipelines": {"release": {"github": {"repository": "acme/{project}", "environments": ["production"]}}},
        "projects": {
            f"project-{number:03}": _project(folder, number, names[number % accounts]) for number in range(projects)
        },
    }
    path = folder / "fleet.yaml"
    path.write_text(yaml.safe_dump(found, sort_keys=False), encoding="utf-8")
    return path


def _project(folder: Path, number: int, account: str) -> dict[str, Any]:
    """A project, which every other time has a settings file with the stages and what they use."""
    common = {"account": account, "pipelines": ["release"]}
    if number % 2:
        places = [{"regions": list(REGIONS), "stages": ["dev", "production"]}]
        features = ["apigateway", "events", *(["xray_tracing"] if number % 3 else [])]
        return {**common, "features": features, "places": places}
    name = f"project-{number:03}"
    bare = {"project_name": name, "app_function": "app.app", "runtime": "python3.13", "manage_roles": False}
    stages = {
        f"{stage}_{region[:2]}": {
            **bare,
            "aws_region": region,
            "s3_bucket": f"acme-{account}-{region}-{name}",
            "role_name": f"{name}-{region}",
            "events": [{"function": "app.tick", "expression": "rate(1 hour)"}],
        }
        for stage in ("dev", "production")
        for region in REGIONS
    }
    (folder / name).mkdir()
    (folder / name / "zappa_settings.json").write_text(json.dumps(stages, indent=2), encoding="utf-8")
    (folder / name / "app.py").write_text("app = None\n", encoding="utf-8")
    return {**common, "settings": f"{name}/zappa_settings.json"}


def seconds(command: list[str], before: Path | None = None) -> tuple[float, float]:
    """The shortest of some runs by clock and by processor; `before` is a folder that each run finds missing."""
    times, used = [], []
    for _ in range(RUNS + 1):
        if before:
            shutil.rmtree(before, ignore_errors=True)
        start, spent = time.perf_counter(), processor.seconds()
        done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=False, capture_output=True, text=True)
        times.append(time.perf_counter() - start)
        used.append(processor.seconds() - spent)
        if done.returncode:
            raise RuntimeError(done.stderr)
    return min(times[1:]), min(used[1:])


def rows() -> list[tuple[str, str, str]]:
    """(what, measured, goal): whole processes, against Python with what they import."""
    with tempfile.TemporaryDirectory() as place:
        path = manifest(Path(place))
        floor = seconds([sys.executable, "-c", "import zappa_iam.cli.main, zappa_iam.cli.fleet"])
        command = [sys.executable, "generator", "fleet"]
        check = seconds([*command, "check", str(path)])
        first = seconds([*command, "render", str(path)], Path(place) / "roots")
        again = seconds([*command, "render", str(path)])
    what = f"{PROJECTS} projects in {ACCOUNTS} accounts"
    return [
        (f"fleet check, {what}", _shown(check, floor), "under 2 s"),
        (f"fleet render, {what}, 40 roots", _shown(first, floor), "under 2 s"),
        ("fleet render again, which changes nothing", _shown(again, floor), "under 2 s"),
    ]


def _shown(found: tuple[float, float], floor: tuple[float, float]) -> str:
    return f"{found[0]:.2f} s, {found[1]:.2f} s of the processor, {found[1] / floor[1]:.1f} x its imports"


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
