"""The Pythons of this machine: on PATH and pyenv's, as far as the project supports them and they really start."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

OLDEST, NEWEST = (3, 11), (3, 14)
# What an environment and Zappa need of a Python; whoever builds their own may lack some of it.
NEEDED = "bz2, ctypes, ensurepip, lzma, sqlite3, ssl, venv, zlib"
ASK = (
    f"import json, sys, {NEEDED}; "
    "fit = sys.implementation.name == 'cpython' and sys.version_info.releaselevel == 'final'; "
    "print(json.dumps([sys.version_info[:2], sys.executable, sys.version, sys.prefix, fit]))"
)
SECONDS = 20


class Python(NamedTuple):
    """An interpreter: executable, minor version as (3, 11), and what tells it from any other."""

    executable: str
    minor: tuple
    version: str
    prefix: str


def running():
    """The Python that runs this."""
    return Python(sys.executable, tuple(sys.version_info[:2]), sys.version, sys.prefix)


@lru_cache(None)
def of_minor(minor):
    """The Python of one minor version: the running one, else the first that starts; None where there is none."""
    if running().minor == minor:
        return running()
    return next(filter(None, (asked(path, minor) for path in _candidates(minor))), None)


def oldest_and_newest():
    """The oldest and the newest Python of this machine, of which one may be the running one: two, or one."""
    minors = [(3, number) for number in range(OLDEST[1], NEWEST[1] + 1)]
    found = [running(), *filter(None, map(of_minor, minors))]
    return sorted({min(found, key=_age), max(found, key=_age)}, key=_age)


def _age(python):
    return python.minor


def asked(path, minor):
    """What an executable says of itself; None where it does not start, is another Python, or lacks what is needed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    try:
        done = subprocess.run(
            [str(path), "-I", "-c", ASK], capture_output=True, text=True, timeout=SECONDS, env=environment
        )
        found, executable, version, prefix, fit = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return Python(executable, minor, version, prefix) if fit and tuple(found) == minor else None


def _candidates(minor):
    """Executables that may be this Python: on PATH first, then pyenv's, the newest patch first."""
    name = "python{}.{}".format(*minor)
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = Path(folder or ".", name)
        if path.is_file() and os.access(path, os.X_OK):
            yield path.absolute()
    versions = (_pyenv() / "versions").glob("{}.{}.*".format(*minor))
    for version in sorted(versions, key=lambda path: _numbers(path.name), reverse=True):
        yield version / "bin" / name


def _numbers(name):
    return [int(number) for number in re.findall(r"\d+", name)]


@lru_cache(None)
def _pyenv():
    """pyenv's folder: of PYENV_ROOT, of what `pyenv root` says, or the usual one."""
    root, program = os.environ.get("PYENV_ROOT"), shutil.which("pyenv")
    if not root and program:
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            done = subprocess.run([program, "root"], capture_output=True, text=True, timeout=SECONDS)
            root = done.stdout.strip()
    return Path(root or os.path.join(os.path.expanduser("~"), ".pyenv"))
