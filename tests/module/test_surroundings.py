"""The user's shell and home: whatever AWS, Terraform and pip find there, tests and commands do not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.shared.surroundings import harmless
from zappa_iam.module.surroundings import without_account
from zappa_iam.recorder import record

NONSENSE = {
    "AWS_PROFILE": "no-such-profile",
    "AWS_DEFAULT_PROFILE": "no-such-profile",
    "AWS_REGION": "nowhere-1",
    "AWS_DEFAULT_REGION": "nowhere-1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    "AWS_ENDPOINT_URL_IAM": "http://127.0.0.1:1",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SESSION_TOKEN": "nonsense",
    "AWS_ROLE_ARN": "arn:aws:iam::999999999999:role/nobody",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1",
    "AWS_CA_BUNDLE": "/nowhere.pem",
    "AWS_USE_FIPS_ENDPOINT": "perhaps",
    "AWS_MAX_ATTEMPTS": "many",
    "AWS_DATA_PATH": "/nowhere",
    "BOTO_CONFIG": "/nowhere",
    "TF_DATA_DIR": "/dev/null/data",
    "TF_CLI_ARGS": "-nonsense",
    "TF_CLI_ARGS_fmt": "-nonsense",
    "TF_CLI_ARGS_plan": "-destroy",
    "TF_VAR_region": "nowhere-1",
    "TF_VAR_bucket_name": "Nonsense!",
    "TF_WORKSPACE": "nonsense",
    "TF_LOG": "nonsense",
    "TF_REATTACH_PROVIDERS": "nonsense",
    "PIP_TARGET": "/nowhere",
    "PIP_PREFIX": "/nowhere",
    "PIP_DRY_RUN": "1",
    "PIP_REQUIRE_VIRTUALENV": "perhaps",
    "PYTHONWARNINGS": "error",
    "PYTHONOPTIMIZE": "1",
    "PYTHONPATH": "/nowhere",
    "FORCE_COLOR": "1",
    "COLUMNS": "20",
    "HTTP_PROXY": "http://127.0.0.1:1",
    "http_proxy": "http://127.0.0.1:1",
}
# Of every kind of test: Terraform with and without moto, set-up, pip, the command line.
REPRESENTATIVE = [
    "tests/module/test_examples.py::test_readme_block_plans[README.md-0]",
    "tests/module/test_terraform.py",
    "tests/module/test_terraform_checks.py",
    "tests/repository/test_setup.py::test_set_up_is_reused",
    "tests/repository/test_setup.py::test_make_alone_lists_its_targets",
    "tests/repository/test_pip_settings.py",
    "tests/cli/test_command_line.py::test_render_writes_the_module",
    "tests/cli/test_explain_widths.py::test_all_grants_are_shown_whole[pipe]",
]


@pytest.fixture
def nonsense(tmp_path: Path) -> dict[str, str]:
    """The environment of a shell full of nonsense, with a home full of it."""
    files = {
        ".aws/config": "[profile no-such\nregion",
        ".aws/credentials": "nonsense",
        ".boto": "nonsense",
        ".terraformrc": "nonsense {",
        ".terraform.d/more.tfrc": "nonsense {",
        ".terraform.d/credentials.tfrc.json": "nonsense",
        ".config/pip/pip.conf": "[global]\ntarget = /nowhere\n",
        "settings.tfrc": "nonsense {",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    named = {
        "TF_CLI_CONFIG_FILE": "settings.tfrc",
        "AWS_CONFIG_FILE": ".aws/config",
        "PIP_CONFIG_FILE": "settings.tfrc",
    }
    here = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "XDG_"))}
    homes = {"HOME": str(tmp_path), **{name: str(tmp_path / path) for name, path in named.items()}}
    return {**here, **NONSENSE, **homes, "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / ".aws/credentials")}


def test_tests_pass_in_a_shell_full_of_nonsense(nonsense: dict[str, str], tmp_path: Path) -> None:
    """Tests of every kind pass there, as they do here."""
    options = ["-q", "-p", "no:xdist", "-o", f"cache_dir={tmp_path}/cache", "--basetemp", str(tmp_path / "pytest")]
    command = [sys.executable, "-E", "-m", "pytest", *options, *REPRESENTATIVE]
    done = subprocess.run(command, cwd=ROOT, env=nonsense, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


def test_commands_work_in_a_shell_full_of_nonsense(nonsense: dict[str, str], tmp_path: Path) -> None:
    """`make module-check`, and a render that Terraform looks at, do what they do elsewhere."""
    (tmp_path / "settings.tfrc").write_text("")  # how Terraform reaches its providers is the user's to say
    made = subprocess.run(["make", "module-check"], cwd=ROOT, env=nonsense, capture_output=True, text=True, check=False)
    assert (made.returncode, "up to date" in made.stdout) == (0, True), made.stderr
    python = ROOT / ".cache" / "environments" / "generate" / "bin" / "python"
    command = [str(python), "-E", "generator", "render", "--folder", str(tmp_path / "module")]
    rendered = subprocess.run(command, cwd=ROOT, env=nonsense, capture_output=True, text=True, check=False)
    assert rendered.returncode == 0, rendered.stderr


def test_surroundings_are_the_same_in_any_shell(nonsense: dict[str, str]) -> None:
    """Nothing of the nonsense is left but the proxy, which is passed by for loopback, and what Python read already."""
    found = harmless(nonsense)
    left = {name for name in NONSENSE if found.get(name) == NONSENSE[name]}
    assert left == {"HTTP_PROXY", "http_proxy", "PYTHONWARNINGS", "PYTHONOPTIMIZE"}
    assert "127.0.0.1" in found["no_proxy"]
    own = {name for name in found if name.startswith(("AWS_", "TF_", "PIP_"))}
    assert {name: found[name] for name in own} == {name: os.environ[name] for name in own}


def test_this_test_reaches_no_account() -> None:
    """Here and now: no profile, no shared file, no machine's role, and an endpoint where nobody answers."""
    assert os.environ["AWS_CONFIG_FILE"] == os.environ["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert "AWS_PROFILE" not in os.environ
    assert os.environ["AWS_EC2_METADATA_DISABLED"] == "true"
    assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:9"


def test_zappa_runs_without_account_and_home(nonsense: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What records and tries Zappa hands on PATH, language and temporary folder, and nothing else."""
    for name, value in nonsense.items():
        monkeypatch.setenv(name, value)
    found = record.surroundings()
    assert found.keys() <= {"LANG", "PATH", "TMPDIR", "HOME", "PYTHONHASHSEED"}
    assert found["HOME"] == os.devnull
    assert not [name for name in without_account(nonsense) if name in NONSENSE and name.startswith(("AWS_", "BOTO"))]
