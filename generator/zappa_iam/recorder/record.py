"""`python -m zappa_iam.recorder.record [--version V ...]`: record what each Zappa asks of AWS in `evidence/`.

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

from zappa_iam.files import places, progress, zappa_versions

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent
EVIDENCE = PACKAGE / "evidence"
ENVIRONMENTS = ROOT / ".cache" / "environments"
FIRST = b'{\n "zappa": '  # how each recording begins
KEPT_VARIABLES = ("LANG", "PATH", "TMPDIR")


class RecordError(Exception):
    """A version could not be recorded; the message says where, what, and what to do."""


def versions(requirements: Path = ROOT / "requirements") -> list[str]:
    """The versions of Zappa to record, the oldest first: one for each `requirements/zappa-<version>.txt`."""
    return zappa_versions.versions(requirements, ".txt")


def surroundings() -> dict[str, str]:
    """The environment in which Zappa runs: what could differ between two machines, or be the user's, stays out.

    The hash seed decides the order of sets. A home that is no folder holds neither AWS's settings nor Zappa's.
    """
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return kept | {"HOME": os.devnull, "PYTHONHASHSEED": "0"}


def interpreters(version: str) -> list[Path]:
    """The oldest and the newest Python that hold this Zappa version; one, or two where the machine has others."""
    found = [interpreter(version)]
    for stamp in ENVIRONMENTS.glob(f"zappa-{version}-python*/stamp"):
        found.append(stamp.with_name("bin") / "python")
    found.sort(key=python_of)
    return list(dict.fromkeys((found[0], found[-1])))


def python_of(interpreter: Path) -> tuple[int, ...]:
    """The version of an environment's Python, as (3, 11)."""
    libraries = (interpreter.parent.parent / "lib").glob("python*")
    return max(tuple(int(part) for part in path.name.removeprefix("python").split(".")) for path in libraries)


def interpreter(version: str) -> Path:
    """The Python that holds this Zappa version; RecordError where its environment is missing or incomplete."""
    return environment(f"zappa-{version}")


def environment(name: str) -> Path:
    """The Python of an environment; RecordError where it is missing or incomplete."""
    if places.CHECKOUT is None:
        raise RecordError(f"{name}: no such environment away from a checkout of zappa-iam; run it in one")
    folder = ENVIRONMENTS / name
    if not (folder / "stamp").exists():  # tools/setup.py writes it last
        place = folder.relative_to(ROOT)
        raise RecordError(f"{place}: no complete environment; make it with `python tools/setup.py {name}`")
    return folder / "bin" / "python"


def record(
    version: str,
    folder: Path,
    only: tuple[str, ...] = (),
    files: tuple[Path, ...] = (),
    python: Path | None = None,
) -> None:
    """Record the scenarios with one Zappa version into an empty folder: all, unless `only` or `files` names some.

    `python` is one of `interpreters`; without it the one that set-up runs with.
    """
    command = [str(python or interpreter(version)), "-m", "zappa_iam.recorder", str(folder)]
    for name in only:
        command += ["--only", name]
    for path in files:
        command += ["--file", str(path)]
    done = subprocess.run(command, cwd=PACKAGE.parent, env=surroundings(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RecordError(
            f"generator/zappa_iam/recorder: Zappa {version} was not recorded; fix this:\n{done.stderr[-5000:]}"
        )


def replace(version: str, evidence: Path = EVIDENCE) -> None:
    """Record one version whole, then swap the result into the evidence; RecordError where that would delete more."""
    evidence.mkdir(exist_ok=True)
    target = evidence / f"zappa-{version}"
    _refuse_foreign(target)
    with tempfile.TemporaryDirectory(dir=evidence, prefix=".recording-") as temporary:
        fresh = Path(temporary) / "fresh"
        fresh.mkdir()
        record(version, fresh)
        if target.exists():
            target.rename(Path(temporary) / "old")
        shutil.move(fresh, target)


def _refuse_foreign(folder: Path) -> None:
    """Raise RecordError, naming it, where a folder of evidence holds anything that is no recording."""
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        plain = path.is_file() and not path.is_symlink() and path.suffix == ".json"
        if not plain or not path.read_bytes().startswith(FIRST):
            raise RecordError(f"{path.parent.name}/{path.name}: no recording, and would be deleted; move it elsewhere")


def main() -> int:
    """Record the chosen versions; 1 when one failed, with its reason on stderr."""
    from zappa_iam.recorder import checking

    parser = argparse.ArgumentParser(prog="python -m zappa_iam.recorder.record", description=__doc__)
    parser.add_argument("--version", action="append", choices=versions(), help="default: all of them")
    chosen = parser.parse_args().version or versions()
    try:
        checking.check()
    except checking.ScenariosError as error:
        print(error, file=sys.stderr)
        return 1
    with progress.bar(len(chosen)) as step:
        for version in chosen:
            step(f"recording Zappa {version}")
            try:
                replace(version)
            except RecordError as error:
                print(error, file=sys.stderr)
                return 1
            print(f"generator/zappa_iam/evidence/zappa-{version}: recorded")
    return 0


if __name__ == "__main__":
    sys.exit(main())
