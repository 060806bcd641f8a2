"""The package: a wheel, installed away from any checkout, renders the module byte for byte and reads settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import MODULE, ROOT

SITE = ROOT / ".cache" / "environments" / "test" / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"


def tracked() -> list[str]:
    """What version control knows of the checkout."""
    return subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of what is tracked, built in a copy."""
    folder = tmp_path_factory.mktemp("source")
    for name in tracked():
        if (ROOT / name).is_file() and not name.startswith(("tests/", "modules/", "examples/", "docs/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*command, str(target), str(folder)], check=True, capture_output=True)
    (found,) = target.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with the wheel in it, and beside it what the tests' environment has."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (site / "beside.pth").write_text(f"{SITE}\n")
    return folder / "bin" / "python"


def run(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The installed command line, in a folder that is no checkout, with caches of its own."""
    environment = {**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    environment.pop("PYTHONPATH", None)
    command = [str(python), "-m", "zappa_iam", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_wheel_has_every_data_file(wheel: Path) -> None:
    """All that the package reads is in it: each tracked file of generator/ and of templates/."""
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    wanted = {
        name.removeprefix("generator/")
        for name in tracked()
        if name.startswith("generator/zappa_iam/") and (ROOT / name).is_file()
    }
    wanted |= {f"zappa_iam/{name}" for name in tracked() if name.startswith("templates/") and (ROOT / name).is_file()}
    assert wanted - held == set()


def _held(folder: Path) -> dict[str, bytes]:
    """Every file of a module, but what Terraform leaves there."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".terraform" not in path.as_posix())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_installed_renders_the_module_byte_for_byte(installed: Path, tmp_path: Path) -> None:
    """`render --folder` writes what the checkout holds, and `check` finds no difference; without a folder, one line."""
    done = run(installed, tmp_path, "render", "--folder", "module")
    assert done.returncode == 0, done.stderr
    assert _held(tmp_path / "module") == _held(MODULE)
    assert run(installed, tmp_path, "check", "--folder", "module").returncode == 0
    alone = run(installed, tmp_path, "render")
    assert (alone.returncode, alone.stderr) == (1, "--folder: there is no checkout here; name the module's folder\n")


def test_installed_commands_work_away_from_a_checkout(installed: Path, tmp_path: Path) -> None:
    """`init` writes a root and the module; `explain`, `policy` and `--version` answer; `prove` says what it needs."""
    stage = {"project_name": "shop", "aws_region": "us-west-2", "s3_bucket": "packages-1"}
    (tmp_path / "zappa_settings.json").write_text(json.dumps({"dev": stage}))
    assert run(installed, tmp_path, "init").returncode == 0
    assert (tmp_path / "infrastructure" / "zappa_iam" / "README.md").is_file()
    assert "lambda:GetAlias" in run(installed, tmp_path, "explain", "lambda:GetAlias").stdout
    assert "Statement" in run(installed, tmp_path, "policy", "--for", "role", "--account", "123456789012").stdout
    assert run(installed, tmp_path, "--version").stdout.startswith("zappa-iam ")
    (tmp_path / "shop.toml").write_text("[settings]\nxray_tracing = true\n")
    refused = run(installed, tmp_path, "prove", "shop.toml")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "checkout" in refused.stderr
