"""Set up the project's Python environments: `python3 tools/setup.py NAME...`, each from requirements/NAME.txt.

An environment lies in .cache/environments/NAME. A stamp, written last, says that it is complete and of which pins,
Python and set-up; whatever is without its stamp (interrupted, of other pins, of a Python that is gone) is made anew.
NAME@pythons is NAME, and NAME-python3.N for the oldest and the newest Python of this machine, where they are others.
Needs nothing but Python 3.11 or later with its venv module.
"""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # an isolated Python does not look here

import pip_settings
import pythons

ROOT = Path(__file__).resolve().parent.parent
EACH = "@pythons"


class SetupError(Exception):
    """Where: what; what to do, in one line."""


def check_python(version=sys.version_info):
    """Raise SetupError where this Python is older than the project takes."""
    if tuple(version[:2]) < pythons.OLDEST:
        found, wanted = (".".join(map(str, pair[:2])) for pair in (version, pythons.OLDEST))
        raise SetupError(f"python: {found} is too old; run make with PYTHON=python{wanted} or a later one")


def set_up(name, root=ROOT):
    """Make the environment `name` complete; return its folder, and whether anything had to be done."""
    requirements, folder, python = _parts(name, root)
    if is_ready(name, root):
        return folder, False
    with _locked(folder.parent / f".{name}.lock") as lock:
        if is_ready(name, root):  # another run made it while this one waited
            return folder, True
        print(f"setting up {name} ...", file=sys.stderr, flush=True)
        try:
            (folder / "stamp").unlink(missing_ok=True)  # first, lest half of an old environment pass for whole
            shutil.rmtree(folder, ignore_errors=True)
            _install(folder, requirements, python, lock)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        (folder / "stamp").write_text(_stamp(requirements, python))
    return folder, True


def is_ready(name, root=ROOT):
    """Whether the environment is complete, and of today's pins, Python and set-up."""
    requirements, folder, python = _parts(name, root)
    stamp = _stamp(requirements, python)
    try:
        return (folder / "stamp").read_text() == stamp and (folder / "bin" / "python").exists()
    except OSError:
        return False


def _parts(name, root):
    """An environment's requirements, folder and Python: the running one, or that of the name's `-python3.N`."""
    of, minor = re.fullmatch(r"(.+?)(?:-python(3\.\d+))?", name).groups()
    python = pythons.of_minor(tuple(map(int, minor.split(".")))) if minor else pythons.running()
    if python is None:
        raise SetupError(f"{name}: no python{minor} here that starts and is whole; install it")
    return root / "requirements" / f"{of}.txt", root / ".cache" / "environments" / name, python


def _stamp(requirements, python):
    """What a complete environment of these requirements was made of, as one hash."""
    try:
        pins = requirements.read_bytes()
    except FileNotFoundError:
        known = ", ".join(sorted(path.stem for path in requirements.parent.glob("*.txt")))
        raise SetupError(f"requirements/{requirements.name}: missing; known environments: {known}") from None
    parts = [pins, Path(__file__).read_bytes(), python.version.encode(), python.prefix.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _install(folder, requirements, python, lock):
    name, own = requirements.stem, str(folder / "bin" / "python")
    command = [python.executable, "-I", "-m", "venv", str(folder)]
    _run(command, f"{name}: no environment; install Python's venv module", lock, pip_settings.bare(os.environ))
    if pins_any(requirements.read_text(encoding="utf-8")):
        # Isolated: a PYTHONPATH would make pip take what lies there for installed.
        pip = [own, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        command = [*pip, "--require-hashes", "--no-deps", "-r", str(requirements)]
        failure = f"requirements/{name}.txt: pip failed, as it says above; check the network, run again"
        _run(command, failure, lock, pip_settings.environment(own))
    if name == "terraform":
        _write_shim(folder)


def _write_shim(folder):
    """Make `bin/terraform`, the executable that runs tools/terraform_shim.py in the environment."""
    shim = folder / "bin" / "terraform"
    script = Path(__file__).with_name("terraform_shim.py")
    shim.write_text(f'#!/bin/sh\nexec "{folder / "bin" / "python"}" -I "{script}" "$@"\n')
    shim.chmod(0o755)


def pins_any(text):
    """Whether a requirements file names any package; pip takes an empty one for a mistake."""
    return any(line.strip() and not line.startswith(("#", " ", "-")) for line in text.splitlines())


def _run(command, failure, lock, environment):
    """Run a command to its end, and end it with this process; SetupError, below the command's words, where it fails.

    It inherits the lock: even where this process is killed outright, the next run waits for what it left running.
    """
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment,
        pass_fds=[lock.fileno()],
    ) as process:
        try:
            words, _ = process.communicate()
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        sys.stderr.write(words)
        raise SetupError(failure)


@contextmanager
def _locked(path):
    """Hold a lock that the system drops with the process, so that two runs never build the same environment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def set_up_side_by_side(names):
    """Set up several environments, each in a process of its own that ends with this one; return those that fail."""
    command = [sys.executable, __file__]
    processes = [subprocess.Popen([*command, name], start_new_session=True) for name in names]
    try:
        codes = [process.wait() for process in processes]
    except BaseException:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()
        raise
    return [name for name, code in zip(names, codes, strict=True) if code]


def with_other_pythons(name, root=ROOT):
    """`NAME-python3.N` for the oldest and the newest Python that are not the running one; those of any other go."""
    others = [python for python in pythons.oldest_and_newest() if python != pythons.running()]
    names = ["{}-python{}.{}".format(name, *python.minor) for python in others]
    for folder in (root / ".cache" / "environments").glob(f"{name}-python*"):
        if folder.name not in names:
            (folder / "stamp").unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
    return names


def main(arguments):
    """Set up each environment; one line for what fails, exit status 1, unless it was only for another Python."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        check_python()
        names = [argument.removesuffix(EACH) for argument in arguments]
        others = [each for it in arguments if it.endswith(EACH) for each in with_other_pythons(it.removesuffix(EACH))]
        missing = [name for name in [*names, *others] if not is_ready(name)]
        if len(missing) > 1 or set(missing) & set(others):
            failed = set_up_side_by_side(missing)
            for name in set(failed) & set(others):
                print(f"setup: going on without {name}, for the reason above", file=sys.stderr)
            if set(failed) - set(others):
                sys.exit(1)  # each has said what failed
        else:
            for name in missing:
                set_up(name)
    except SetupError as error:
        sys.exit(f"setup: {error}")
    except KeyboardInterrupt:
        sys.exit("setup: interrupted; run it again, it mends itself")


if __name__ == "__main__":
    os.umask(0o022)
    main(sys.argv[1:])
