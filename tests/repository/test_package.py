"""The package: wheel and sdist leave the checkout as it was, and the wheel works away from any checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import MODULE, ROOT
from tests.shared.checkouts import copied, done, tracked

SITE = ROOT / ".cache" / "environments" / "test" / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, under version control of its own."""
    return copied(tmp_path_factory.mktemp("source"), ("tests/", "examples/", "docs/", "benchmarks/"))


def built(source: Path, target: Path) -> Path:
    """The wheel that pip builds of a folder or an sdist."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    done([*command, str(target), str(source)], target)
    (found,) = target.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the copy."""
    return built(source, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with the wheel in it, and beside it what the tests' environment has."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = str(folder / "bin" / "python")
    done([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", str(wheel)])
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "beside.pth").write_text(f"{SITE}\n")
    return folder / "bin" / "zappa-iam"


def run(program: Path, folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The installed command line, in a folder that is no checkout, with caches of its own."""
    environment = {**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), **variables}
    environment.pop("PYTHONPATH", None)
    command = [str(program), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def held(wheel: Path) -> dict[str, bytes]:
    """Every file of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_wheel_has_every_file(wheel: Path) -> None:
    """All that is tracked of generator/zappa_iam and of templates/ is in it, and nothing else but its metadata."""
    names = [name.removeprefix("generator/") for name in tracked() if name.startswith("generator/zappa_iam/")]
    names += [f"zappa_iam/{name}" for name in tracked() if name.startswith("templates/")]
    assert {name for name in held(wheel) if ".dist-info/" not in name} == set(names)


def test_a_build_leaves_nothing_in_the_checkout(wheel: Path, source: Path) -> None:
    """Neither untracked nor ignored: version control sees the copy as it was."""
    assert wheel.name.startswith(f"zappa_iam-{VERSION}-")
    left = done(["git", "status", "--porcelain", "--ignored", "--untracked-files=all"], source).splitlines()
    assert [line for line in left if not line.startswith("A ")] == []


def test_sdist_builds_the_same_wheel(wheel: Path, source: Path, tmp_path: Path) -> None:
    """The wheel of the sdist is that of the checkout, file by file."""
    done([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path / "sdist")], source)
    (sdist,) = (tmp_path / "sdist").iterdir()
    assert sdist.name == f"zappa_iam-{VERSION}.tar.gz"
    (tmp_path / "wheel").mkdir()
    assert held(built(sdist, tmp_path / "wheel")) == held(wheel)


def _held(folder: Path) -> dict[str, bytes]:
    """Every file of a module, but what Terraform leaves there."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".terraform" not in path.as_posix())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_installed_renders_the_module_byte_for_byte(installed: Path, tmp_path: Path) -> None:
    """`render --folder` writes what the checkout holds; `check` finds no difference, and says how to remove one."""
    rendered = run(installed, tmp_path, "render", "--folder", "module")
    assert rendered.returncode == 0, rendered.stderr
    assert _held(tmp_path / "module") == _held(MODULE)
    assert run(installed, tmp_path, "check", "--folder", "module").returncode == 0
    (tmp_path / "module" / "iam.tf").unlink()
    checked = run(installed, tmp_path, "check", "--folder", "module")
    assert checked.returncode == 1
    said = "module: differs from its catalog and templates; render it again with `zappa-iam render`\n"
    assert checked.stderr == said


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's folder, with what the commands below read."""
    stage = {"project_name": "shop", "aws_region": "us-west-2", "s3_bucket": "packages-1"}
    (tmp_path / "zappa_settings.json").write_text(json.dumps({"dev": stage}))
    (tmp_path / "shop.toml").write_text("[settings]\nxray_tracing = true\n")
    allowed = {"Effect": "Allow", "Action": "lambda:GetAlias", "Resource": "*"}
    (tmp_path / "policy.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": allowed}))
    (tmp_path / "deploy.log").write_text(
        "An error occurred (AccessDenied) when calling the GetAlias operation: User: arn:aws:iam::123456789012:user/a "
        "is not authorized to perform: lambda:GetAlias on resource: arn:aws:lambda:us-west-2:123456789012:function:shop"
        "-dev because no identity-based policy allows the lambda:GetAlias action\n"
    )
    return tmp_path


NAMES = ("--names", "role=shop-dev-ZappaLambdaExecutionRole")
TRY = ("try", "--settings", "zappa_settings.json", "--account", "123456789012")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--version",), 0, f"zappa-iam {VERSION}\n"),
        (("explain", "keep_warm"), 0, "ManageRules"),
        (("evidence", "diff", "0.62.1", "0.63.0"), 0, "lambda:"),
        (("policy", "--for", "role", "--account", "123456789012"), 0, '"Statement"'),
        (("init",), 0, "infrastructure: main.tf, outputs.tf, versions.tf, and the module in zappa_iam"),
        (("adopt", *NAMES, "--account", "123456789012"), 0, "imports.tf: "),
        (("audit", "policy.json", "--fail-on", "never"), 0, "policy.json: for the deployer"),
        (("doctor", "deploy.log"), 0, "ManageFunction grants lambda:GetAlias"),
        ((*TRY, "--dry-run"), 0, "Terraform makes: "),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_installed_command_works(
    installed: Path, project: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    """Each command, away from any checkout."""
    result = run(installed, project, *arguments)
    assert result.returncode == status, result.stderr
    assert said in result.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("render",), 1, "--folder: there is no checkout here; name the module's folder"),
        (("check",), 1, "--folder: there is no checkout here; name the module's folder"),
        (("prove", "shop.toml"), 2, "prove: needs a checkout, for Zappa's environments; run `make prove` in one"),
        ((*TRY, "--yes"), 2, "deployed: no such environment away from a checkout of zappa-iam; run it in one"),
        (("render", "--folder", "module"), 1, "terraform: no version 1.9 or later on PATH; install one"),
    ],
    ids=["render", "check", "prove", "try", "terraform"],
)
def test_installed_command_says_what_it_needs(
    installed: Path, project: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    """What is missing away from a checkout is one line on standard error."""
    result = run(installed, project, *arguments, PATH=str(project), ZAPPA_IAM_TERRAFORM="")
    assert (result.returncode, result.stderr) == (status, f"{said}\n")


def test_version_of_a_checkout_is_that_of_its_pyproject(source: Path) -> None:
    """`python generator --version` where nothing is installed; a broken pyproject.toml is one line."""
    command = [sys.executable, str(source / "generator"), "--version"]
    assert done(command) == f"zappa-iam {VERSION}\n"
    path, text = source / "pyproject.toml", (source / "pyproject.toml").read_text()
    try:
        path.write_text("[project]\nversion = 1\n")
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        path.write_text(text)
        shutil.rmtree(source / ".cache", ignore_errors=True)
    said = "pyproject.toml: project.version: missing; write it as in 0.1.0\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", said)


BROKEN = {
    "catalog/features/core.toml": ("policy", "--account", "123456789012"),
    "module/guide_documents/role_policy.json": ("check",),
    "requests/operations/lambda.toml": ("explain", "lambda:GetAlias"),
    "aws_trial/settings.toml": (*TRY, "--dry-run"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_data_file_is_a_line_in_each_command(source: Path, project: Path, name: str) -> None:
    """In a checkout whose file was cut off the command says so in one line, and leaves no trace."""
    path = source / "generator" / "zappa_iam" / name
    content = path.read_bytes()
    try:
        path.write_bytes(content[: len(content) // 2] + b"\n[[")
        command = [sys.executable, str(source / "generator"), *BROKEN[name]]
        result = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    finally:
        path.write_bytes(content)
        shutil.rmtree(source / ".cache", ignore_errors=True)
    assert result.returncode in (1, 2)
    assert (result.stdout, result.stderr.count("\n")) == ("", 1), result.stderr
    assert path.name in result.stderr
