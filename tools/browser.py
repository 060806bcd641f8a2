"""Print the path of a chromium or chrome that the tests open pages with; install Debian's where there is none.

What is on PATH or in the usual places is taken, or what ZAPPA_IAM_BROWSER names. Else, as root on a Debian or Ubuntu,
the package `chromium` is installed. `python3 tools/browser.py` needs nothing but Python 3.11 or later.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/usr/bin/chromium",
    "/usr/lib/chromium/chromium",
    "/opt/google/chrome/chrome",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PACKAGES = ("chromium", "fonts-dejavu-core")
VARIABLE = "ZAPPA_IAM_BROWSER"
_WAIT = 120  # seconds for another apt-get to end
_LIMIT = 900  # seconds for the whole installation


class BrowserError(Exception):
    """Where: what; what to do, in one line."""


def find(environment=os.environ):
    """The browser's path, or None where there is none; BrowserError where the variable names no program."""
    if named := environment.get(VARIABLE):
        if not os.access(named, os.X_OK):
            raise BrowserError(f"{VARIABLE}: {named} is no program; name a chromium or chrome, or unset it")
        return named
    found = (shutil.which(name, path=environment.get("PATH")) for name in NAMES)
    return next((path for path in (*found, *PLACES) if path and os.access(path, os.X_OK)), None)


def ready():
    """The browser's path, installed first where that can be done; BrowserError where it cannot."""
    with (Path(tempfile.gettempdir()) / f"zappa-iam-browser.{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two runs one installs
        if path := find():
            return path
        if os.geteuid() or not shutil.which("apt-get"):
            raise BrowserError(f"browser: no chromium and no chrome here; install one, or name it in {VARIABLE}")
        print("setting up chromium ...", file=sys.stderr, flush=True)
        _install()
        if path := find():
            return path
    raise BrowserError(f"browser: apt-get installed no chromium; install one, or name it in {VARIABLE}")


def _install():
    """Debian's package, with a list of packages that is fresh where the old one is of no use."""
    options = ["-o", f"DPkg::Lock::Timeout={_WAIT}", "-y", "--no-install-recommends", "-q"]
    install = ["apt-get", *options, "install", *PACKAGES]
    said = _run(install)
    if said is not None and _run(["apt-get", "-q", "update"]) is None:
        said = _run(install)
    if said is not None:
        sys.stderr.write(said)
        raise BrowserError(
            f"browser: apt-get failed, as it says above; install chromium, or name a browser in {VARIABLE}"
        )


def _run(command):
    """None where the command ends well, else what it said."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            env=environment,
            timeout=_LIMIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{error}\n"
    return done.stdout if done.returncode else None


if __name__ == "__main__":
    try:
        print(ready())
    except BrowserError as error:
        sys.exit(str(error))
