"""What is installed in an environment: which distributions, and whether each of their files is there as pip left it."""

import csv
import os
import re
import subprocess
from pathlib import Path

# Run by the environment's own Python, whose pip reads requirements: those of a file that are for this platform.
OF_THIS_PLATFORM = """
import sys
from pip._vendor.packaging.requirements import Requirement
for line in sys.stdin:
    found = Requirement(line.strip())
    if found.marker is None or found.marker.evaluate():
        print(found.name + str(found.specifier))
"""


def requirements(text):
    """Each requirement of a pinned file, with its hashes, as the file has it."""
    found = []
    for line in text.splitlines():
        if line.startswith(" ") and found:
            found[-1] += f"\n{line}"
        elif line.strip() and not line.startswith(("#", "-")):
            found.append(line)
    return found


def named(requirement):
    """The name of a requirement, or of a distribution's folder, in the one form that compares."""
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", requirement)[0]).lower()


def pinned(python, text, environment):
    """`name==version` of each requirement of a file that is for this platform."""
    lines = [re.split(r"\s*\\|\s--hash", each)[0] for each in requirements(text)]
    if not lines:
        return []
    command = [str(python), "-I", "-c", OF_THIS_PLATFORM]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=True, env=environment)
    names = (line.partition("==") for line in done.stdout.splitlines())
    return sorted(f"{named(name)}=={version}" for name, _, version in names)


def fault(folder, pins):
    """What is wrong with an environment: a pin that is not there, or a file that is not as it was; None if nothing."""
    found = {}
    for site in folder.glob("lib/python*/site-packages"):
        for info in site.glob("*.dist-info"):
            name, _, version = info.name.removesuffix(".dist-info").rpartition("-")
            found[named(name)] = version
            if wrong := _changed(site, info):
                return wrong
    for pin in pins:
        name, _, version = pin.partition("==")
        if name not in found:
            return f"{name} is not installed"
        if found[name] != version:
            return f"{name} is {found[name]}, and {version} is pinned"
    return None


def _changed(site, info):
    """The first file of a distribution that is missing or of another length; None where all are whole."""
    try:
        with open(info / "RECORD", encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        for path, _, size in rows:
            if size and os.stat(f"{site}/{path}").st_size != int(size):
                return f"{path} is damaged"
    except FileNotFoundError as error:
        return f"{Path(error.filename).relative_to(site)} is missing"
    except (OSError, ValueError, csv.Error):
        return f"{info.name} is damaged"
    return None
