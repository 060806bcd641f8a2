"""A mirror of the AWS provider for Terraform: whether it needs one, where there is one, and how it is told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

PROVIDER = Path("registry.terraform.io/hashicorp/aws")
ADD_ON_TREES = (Path("/opt"), Path("/usr/share"), Path("/usr/local/share"), Path("/srv"))
DEPTH = 3


def served(environment: Mapping[str, str]) -> bool:
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


def nearest(trees: Iterable[Path]) -> Path | None:
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


def configuration(mirror: Path, cache: Path) -> Path:
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
