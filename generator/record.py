"""`python -m generator.record [--version V ...]`: record what each Zappa asks of AWS in `generator/evidence/`.

Each version runs in its own environment, `.cache/environments/zappa-<version>`, made from
`requirements/zappa-<version>.txt`. A recording goes into an empty folder and takes the old one's place only when it is
whole, so that a scenario that was removed leaves nothing behind.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EVIDENCE = ROOT / "generator" / "evidence"
ENVIRONMENTS = ROOT / ".cache" / "environments"
# What decides a recording and could differ between two machines: the hash seed decides the order of sets, and the
# credentials and settings of whoever records must stay out.
KEPT_VARIABLES = ("HOME", "LANG", "PATH", "TMPDIR")


class RecordError(Exception):
    """A version could not be recorded; the message says where, what, and what to do."""


def versions(requirements: Path = ROOT / "requirements") -> list[str]:
    """The Zappa versions to record, newest first: one per `requirements/zappa-<version>.txt`."""
    found = [path.name.removeprefix("zappa-").removesuffix(".txt") for path in requirements.glob("zappa-*.txt")]
    return sorted(found, key=lambda version: [int(part) for part in version.split(".")], reverse=True)


def interpreter(version: str) -> Path:
    """The Python that holds this Zappa version; RecordError where its environment is missing or incomplete."""
    environment = ENVIRONMENTS / f"zappa-{version}"
    if not (environment / "stamp").exists():  # tools/setup.py writes it last
        place = environment.relative_to(ROOT)
        raise RecordError(f"{place}: no complete environment; make it with `python tools/setup.py {environment.name}`")
    return environment / "bin" / "python"


def record(version: str, folder: Path, only: tuple[str, ...] = (), files: tuple[Path, ...] = ()) -> None:
    """Record the scenarios with one Zappa version into an empty folder: all, unless `only` or `files` names some."""
    environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ} | {"PYTHONHASHSEED": "0"}
    command = [str(interpreter(version)), "-m", "generator.recorder", str(folder)]
    for name in only:
        command += ["--only", name]
    for path in files:
        command += ["--file", str(path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RecordError(f"generator/recorder: Zappa {version} was not recorded; mend this:\n{done.stderr[-5000:]}")


def replace(version: str, evidence: Path = EVIDENCE) -> None:
    """Record one version whole, then swap the result into the evidence."""
    evidence.mkdir(exist_ok=True)
    target = evidence / f"zappa-{version}"
    with tempfile.TemporaryDirectory(dir=evidence, prefix=".recording-") as temporary:
        fresh = Path(temporary) / "fresh"
        fresh.mkdir()
        record(version, fresh)
        if target.exists():
            target.rename(Path(temporary) / "old")
        shutil.move(fresh, target)


def main() -> int:
    """Record the chosen versions; 1 when one failed, with its reason on stderr."""
    parser = argparse.ArgumentParser(prog="python -m generator.record", description=__doc__)
    parser.add_argument("--version", action="append", choices=versions(), help="default: all of them")
    for version in parser.parse_args().version or versions():
        try:
            replace(version)
        except RecordError as error:
            print(error, file=sys.stderr)
            return 1
        print(f"generator/evidence/zappa-{version}: recorded")
    return 0


if __name__ == "__main__":
    sys.exit(main())
