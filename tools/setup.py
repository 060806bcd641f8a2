"""Set up the project's Python environments: `python3 tools/setup.py NAME...`, each from requirements/NAME.txt.

An environment lies in .cache/environments/NAME. A stamp, written last, says that it is complete and of which pins,
Python and set-up; whatever is without its stamp (interrupted, of other pins, of a Python that is gone) is made anew.
Needs nothing but Python 3.11 or later with its venv module.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)


class SetupError(Exception):
    """Where: what; what to do, in one line."""


def check_python(version=sys.version_info):
    """Raise SetupError where this Python is older than the project takes."""
    if tuple(version[:2]) < OLDEST:
        found, wanted = (".".join(map(str, pair[:2])) for pair in (version, OLDEST))
        raise SetupError(f"python: {found} is too old; run make with PYTHON=python{wanted} or a later one")


def set_up(name, root=ROOT):
    """Make the environment `name` complete; return its folder, and whether anything had to be done."""
    requirements = root / "requirements" / f"{name}.txt"
    folder = root / ".cache" / "environments" / name
    try:
        pins = requirements.read_bytes()
    except FileNotFoundError:
        known = ", ".join(sorted(path.stem for path in requirements.parent.glob("*.txt")))
        raise SetupError(f"requirements/{name}.txt: missing; known environments: {known}") from None
    stamp = _stamp(pins)
    if _complete(folder, stamp):
        return folder, False
    with _locked(folder.parent / f".{name}.lock"):
        if _complete(folder, stamp):  # another run made it while this one waited
            return folder, True
        _install(folder, requirements, stamp)
    return folder, True


def _stamp(pins):
    parts = [pins, Path(__file__).read_bytes(), sys.version.encode(), sys.prefix.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _complete(folder, stamp):
    try:
        return (folder / "stamp").read_text() == stamp and (folder / "bin" / "python").exists()
    except OSError:
        return False


def _install(folder, requirements, stamp):
    print(f"setting up {requirements.stem} ...", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    _run(
        [sys.executable, "-m", "venv", str(folder)],
        f"{requirements.stem}: no environment; install Python's venv module",
    )
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command = [*pip, "--require-hashes", "--no-deps", "-r", str(requirements)]
    if pins_any(requirements.read_text(encoding="utf-8")):
        _run(command, f"requirements/{requirements.name}: not installed; see pip's message above and run again")
    if requirements.stem == "terraform":
        _write_shim(folder)
    (folder / "stamp").write_text(stamp)


def _write_shim(folder):
    """Make `bin/terraform`, the executable that runs tools/terraform_shim.py in the environment."""
    shim = folder / "bin" / "terraform"
    script = Path(__file__).with_name("terraform_shim.py")
    shim.write_text(f'#!/bin/sh\nexec "{folder / "bin" / "python"}" "{script}" "$@"\n')
    shim.chmod(0o755)


def pins_any(text):
    """Whether a requirements file names any package; pip takes an empty one for a mistake."""
    return any(line.strip() and not line.startswith(("#", " ", "-")) for line in text.splitlines())


def _run(command, failure):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if result.returncode:
        sys.stderr.write(result.stdout)
        raise SetupError(failure)


@contextmanager
def _locked(path):
    """Hold a lock that the system drops with the process, so that two runs never build the same environment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main(names):
    """Set up each environment; one line for what fails, exit status 1."""
    try:
        check_python()
        for name in names:
            set_up(name)
    except SetupError as error:
        sys.exit(f"setup: {error}")
    except KeyboardInterrupt:
        sys.exit("setup: interrupted; run it again, it mends itself")


if __name__ == "__main__":
    os.umask(0o022)
    main(sys.argv[1:])
