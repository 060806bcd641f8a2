"""Terraform: which executable is taken, which mirror, and that the library's Terraform is one."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from zappa_iam.module import terraform
from zappa_iam.module.provider_mirror import PROVIDER
from zappa_iam.module.terraform import TerraformError


def _mirror(folder: Path) -> Path:
    """A folder that holds the AWS provider as a mirror does."""
    (folder / PROVIDER / "5.100.0").mkdir(parents=True)
    return folder


def _program(path: Path, version: str) -> Path:
    """An executable that says it is Terraform of this version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{json.dumps({'terraform_version': version})}'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """An environment in which Terraform has no configuration and no mirror folder of its own."""
    (tmp_path / "home").mkdir()
    return {"HOME": str(tmp_path / "home"), "XDG_DATA_DIRS": str(tmp_path / "share")}


def _config(environment: dict[str, str]) -> str:
    return Path(environment["TF_CLI_CONFIG_FILE"]).read_text()


def test_environment_takes_the_named_mirror_first(bare: dict[str, str], tmp_path: Path) -> None:
    """ZAPPA_IAM_PROVIDER_MIRROR wins over Terraform's own configuration."""
    (tmp_path / "home" / ".terraformrc").write_text("")
    named = {**bare, "ZAPPA_IAM_PROVIDER_MIRROR": str(_mirror(tmp_path / "named"))}
    assert str(tmp_path / "named") in _config(terraform.environment(named, [], tmp_path / "cache"))


def test_environment_refuses_a_named_mirror_without_the_provider(bare: dict[str, str], tmp_path: Path) -> None:
    """A named folder that holds no provider is one clear line."""
    named = {**bare, "ZAPPA_IAM_PROVIDER_MIRROR": str(tmp_path)}
    with pytest.raises(TerraformError, match=r"ZAPPA_IAM_PROVIDER_MIRROR: .* holds no registry.*; name the folder"):
        terraform.environment(named, [], tmp_path / "cache")


@pytest.mark.parametrize("place", ["named_file", "home"])
def test_environment_leaves_terraforms_configuration_alone(bare: dict[str, str], tmp_path: Path, place: str) -> None:
    """Where Terraform has a configuration, no mirror is looked for."""
    path = tmp_path / "home" / ".terraformrc"
    path.write_text("")
    given = {**bare, "TF_CLI_CONFIG_FILE": str(path)} if place == "named_file" else bare
    found = terraform.environment(given, [_mirror(tmp_path / "opt")], tmp_path / "cache")
    assert found.get("TF_CLI_CONFIG_FILE") == given.get("TF_CLI_CONFIG_FILE")


@pytest.mark.parametrize(
    "place", ["home/.terraform.d/plugins", "home/.local/share/terraform/plugins", "share/terraform/plugins"]
)
def test_environment_leaves_implied_mirrors_alone(bare: dict[str, str], tmp_path: Path, place: str) -> None:
    """Where a folder that Terraform itself searches has the provider, nothing is configured."""
    _mirror(tmp_path / place)
    found = terraform.environment(bare, [_mirror(tmp_path / "opt")], tmp_path / "cache")
    assert "TF_CLI_CONFIG_FILE" not in found


@pytest.mark.parametrize("below", ["", "plugins", "vendor/plugins"])
def test_environment_searches_the_trees_to_a_small_depth(bare: dict[str, str], tmp_path: Path, below: str) -> None:
    """A mirror up to two folders below a tree is found, and the rest goes to the registry as ever."""
    mirror = _mirror(tmp_path / "opt" / below)
    given = {**bare, "TF_CLI_CONFIG_FILE": str(tmp_path / "missing")}
    text = _config(terraform.environment(given, [tmp_path / "opt"], tmp_path / "cache"))
    assert f'path    = "{mirror}"' in text
    assert "direct {" in text


def test_environment_does_nothing_where_there_is_no_mirror(bare: dict[str, str], tmp_path: Path) -> None:
    """Too deep is not found; a configuration file that is missing is not named to Terraform."""
    _mirror(tmp_path / "opt" / "a" / "b" / "c")
    given = {**bare, "TF_CLI_CONFIG_FILE": str(tmp_path / "missing")}
    assert "TF_CLI_CONFIG_FILE" not in terraform.environment(given, [tmp_path / "opt"], tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_executable_prefers_the_named_one(tmp_path: Path) -> None:
    """ZAPPA_IAM_TERRAFORM names it; a name that is no executable is refused."""
    program = _program(tmp_path / "mine", "1.9.0")
    assert terraform.executable({"ZAPPA_IAM_TERRAFORM": str(program)}) == program
    with pytest.raises(TerraformError, match="is not an executable; name a terraform, or unset it"):
        terraform.executable({"ZAPPA_IAM_TERRAFORM": str(tmp_path / "nowhere")})


@pytest.mark.parametrize(
    ("version", "taken"), [("1.9.0", True), ("1.15.5", True), ("1.8.5", False), ("2.0.0-beta1", True)]
)
def test_executable_takes_the_path_from_one_nine_on(tmp_path: Path, version: str, taken: bool) -> None:
    """An older terraform on PATH gives way to the library's."""
    program = _program(tmp_path / "bin" / "terraform", version)
    shim = _program(tmp_path / "shim", "1.15.5")
    assert terraform.executable({"PATH": str(tmp_path / "bin")}, shim) == (program if taken else shim)


def test_executable_without_any_says_what_to_do(tmp_path: Path) -> None:
    """Neither on PATH nor set up is one line that says what to do."""
    with pytest.raises(TerraformError, match=r"no version 1.9 or later on PATH; run `make module`"):
        terraform.executable({"PATH": str(tmp_path)}, tmp_path / "none")


def test_executable_passes_over_one_that_does_not_run(tmp_path: Path) -> None:
    """A `terraform` on PATH that the system cannot run counts as none."""
    program = _program(tmp_path / "bin" / "terraform", "1.15.5")
    program.write_bytes(b"\x7fELF, but no program")
    shim = _program(tmp_path / "shim", "1.15.5")
    assert terraform.executable({"PATH": str(tmp_path / "bin")}, shim) == shim


def test_library_is_a_terraform(tmp_path: Path) -> None:
    """The library's Terraform tells its version, reads standard input, and passes exit codes on."""
    program = terraform.library()
    assert terraform.version(program) >= (1, 15)
    formatted = subprocess.run([program, "fmt", "-"], input="a=1\n", capture_output=True, text=True, check=True)
    assert formatted.stdout == "a = 1\n"
    (tmp_path / "crooked.tf").write_text("locals {\na=1\n}\n")
    assert (
        subprocess.run([program, f"-chdir={tmp_path}", "fmt", "-check"], capture_output=True, check=False).returncode
        == 3
    )
    assert subprocess.run([program, "conquer"], capture_output=True, check=False).returncode == 1
