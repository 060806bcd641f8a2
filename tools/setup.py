"""Set up the project's Python environments: `python3 tools/setup.py NAME...`, each from requirements/NAME.txt.

An environment is the folder .cache/environments/NAME. Its stamp, written last, says of which pins, Python and set-up
it is; at each run what is installed is compared with it. An environment without its stamp, of other pins, of a Python
that is gone, or with a package or file that is not as it was installed is made anew.
NAME@pythons is NAME, and NAME-python3.N for the oldest and the newest Python of this machine, where they are others.

Why not uv or nox: a new machine has Python and make, and neither of them. They would have to be installed first, which
takes a script like this one; and nox takes any environment that exists for a whole one.
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

import installed
import pip_settings
import pythons

ROOT = Path(__file__).resolve().parent.parent
EACH = "@pythons"
BUILDERS = ("setuptools", "wheel")  # what a package that is published as source alone is built with


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
        wrong = fault(name, root)
        if wrong is None:  # another run made it while this one waited
            return folder, True
        print(f"setting up {name}{wrong} ...", file=sys.stderr, flush=True)
        try:
            (folder / "stamp").unlink(missing_ok=True)  # first, lest half of an old environment pass for whole
            shutil.rmtree(folder, ignore_errors=True)
            pins = _install(folder, requirements, python, lock)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        (folder / "stamp").write_text("\n".join([_stamp(requirements, python, pins), *pins]))
    return folder, True


def is_ready(name, root=ROOT):
    """Whether the environment is complete, of today's pins, Python and set-up, and as it was installed."""
    return fault(name, root) is None


def fault(name, root=ROOT):
    """Why the environment must be made anew, in words only where it was whole before; None where it is whole."""
    requirements, folder, python = _parts(name, root)
    _stamp(requirements, python, [])  # names an environment that there is none of
    try:
        stamp, *pins = (folder / "stamp").read_text().splitlines()
    except (OSError, ValueError):
        return ""
    if stamp != _stamp(requirements, python, pins) or not (folder / "bin" / "python").exists():
        return ""
    wrong = installed.fault(folder, pins)
    return wrong and f" anew, as {wrong}"


def _parts(name, root):
    """An environment's requirements, folder and Python: the running one, or that of the name's `-python3.N`."""
    of, minor = re.fullmatch(r"(.+?)(?:-python(3\.\d+))?", name).groups()
    python = pythons.of_minor(tuple(map(int, minor.split(".")))) if minor else pythons.running()
    if python is None:
        raise SetupError(f"{name}: no python{minor} here that starts and is whole; install it")
    return root / "requirements" / f"{of}.txt", root / ".cache" / "environments" / name, python


def _stamp(requirements, python, pins):
    """What a complete environment of these requirements was made of, and the pins that are for it, as one hash."""
    try:
        text = requirements.read_bytes()
    except FileNotFoundError:
        known = ", ".join(sorted(path.stem for path in requirements.parent.glob("*.txt")))
        raise SetupError(f"requirements/{requirements.name}: missing; known environments: {known}") from None
    own = [Path(file).read_bytes() for file in (__file__, installed.__file__)]
    parts = [text, *own, python.version.encode(), python.prefix.encode(), "\n".join(pins).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _install(folder, requirements, python, lock):
    """Make the environment; return the pins that are for this platform, each of which is there."""
    name, own = requirements.stem, str(folder / "bin" / "python")
    command = [python.executable, "-I", "-m", "venv", str(folder)]
    _run(command, f"{name}: no environment; install Python's venv module", lock, pip_settings.bare(os.environ))
    text = requirements.read_text(encoding="utf-8")
    try:
        pins = installed.pinned(own, text, pip_settings.bare(os.environ))
    except subprocess.CalledProcessError as error:
        sys.stderr.write(error.stderr)
        raise SetupError(f"requirements/{name}.txt: pip cannot read it, as it says above; pin it anew") from None
    # Isolated: a PYTHONPATH would make pip take what lies there for installed. What is published as source alone is
    # built with the pinned tools, which are installed first.
    pip = [own, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    pip += ["--require-hashes", "--no-deps", "--no-build-isolation", "-r"]
    tools = [each for each in installed.requirements(text) if installed.named(each) in BUILDERS]
    builders = folder / "builders.txt"
    builders.write_text("\n".join(tools) + "\n", encoding="utf-8")
    failure = f"requirements/{name}.txt: pip failed, as it says above; check the network, run again"
    for path in ([builders] if tools else []) + ([requirements] if pins else []):
        _run([*pip, str(path)], failure, lock, pip_settings.environment(own))
    if wrong := installed.fault(folder, pins):
        raise SetupError(f"requirements/{name}.txt: pip ended well, but {wrong}; run again")
    if name == "terraform":
        _write_shim(folder)
    return pins


def _write_shim(folder):
    """Make `bin/terraform`, the executable that runs tools/terraform_shim.py in the environment."""
    shim = folder / "bin" / "terraform"
    script = Path(__file__).with_name("terraform_shim.py")
    shim.write_text(f'#!/bin/sh\nexec "{folder / "bin" / "python"}" -I "{script}" "$@"\n')
    shim.chmod(0o755)


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
