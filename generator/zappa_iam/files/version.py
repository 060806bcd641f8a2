"""The version: that of pyproject.toml, read from the checkout, or from what pip made of it."""

from __future__ import annotations

from importlib import metadata

from zappa_iam.files import places, toml_files

DISTRIBUTION = "zappa-iam"


def version() -> str:
    """The version, as in 0.1.0; TomlError or ModuleNotFoundError, in one line, where nothing says it."""
    if places.CHECKOUT is None:
        try:
            return metadata.version(DISTRIBUTION)
        except metadata.PackageNotFoundError:
            raise ModuleNotFoundError(f"{DISTRIBUTION}: not installed; install it with pip") from None
    project = toml_files.read(places.CHECKOUT / "pyproject.toml", "pyproject.toml").get("project")
    found = project.get("version") if isinstance(project, dict) else None
    if not isinstance(found, str):
        raise toml_files.TomlError("pyproject.toml: project.version: missing; write it as in 0.1.0")
    return found
