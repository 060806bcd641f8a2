"""Of the user's pip settings only how pip reaches packages: a target, a constraint or a dry run would spoil it."""

import ast
import os
import subprocess

KEPT = {
    "cache-dir",
    "cert",
    "client-cert",
    "default-timeout",
    "extra-index-url",
    "find-links",
    "index-url",
    "keyring-provider",
    "no-cache-dir",
    "no-index",
    "proxy",
    "retries",
    "timeout",
    "trusted-host",
}
SECTIONS = ("global", "install")


def bare(environ):
    """The environment without any setting of pip's or Python's own."""
    return {name: value for name, value in environ.items() if not name.startswith(("PIP_", "PYTHON"))}


def environment(python, environ=os.environ):
    """The environment for the pip of this Python, its files read already."""
    given = {_key(name): value for name, value in environ.items() if name.startswith("PIP_") and value}
    files = {"PIP_CONFIG_FILE": given["config-file"]} if "config-file" in given else {}
    settings = {key: value for key, value in (_listed(python, bare(environ) | files) | given).items() if key in KEPT}
    passed = {"PIP_" + key.upper().replace("-", "_"): value for key, value in settings.items()}
    return bare(environ) | passed | {"PIP_CONFIG_FILE": os.devnull}


def _key(name):
    return name.removeprefix("PIP_").lower().replace("_", "-")


def _listed(python, environment):
    """The settings of pip's files; none where pip cannot read them."""
    command = [python, "-I", "-m", "pip", "config", "list"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    found = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    merged = {}
    for section in SECTIONS:
        mine = {key: text for key, text in found.items() if key.startswith(f"{section}.")}
        merged |= {key.removeprefix(f"{section}."): ast.literal_eval(text) for key, text in mine.items()}
    return merged
