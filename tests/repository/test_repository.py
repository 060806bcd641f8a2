"""What a host of the repository reads: hooks of pre-commit, and the forms of issues."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import MODULE, PACKAGE, ROOT
from zappa_iam.aws_words.word import Word

HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
}
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
EXAMPLE = PACKAGE / "reports" / "published_policies" / "zappa_example_policy.json"


def _run(hook: dict[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a hook as pre-commit does: entry, its arguments, and the files of the folder that it is for."""
    program, *words = shlex.split(hook["entry"])
    assert program in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    files = [path for path in paths if re.search(hook["files"], path)]
    assert files
    names = files if hook.get("pass_filenames", True) else []
    command = [sys.executable, str(ROOT / "generator"), *words, *hook["args"], *names]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_hook_audits_the_policies(tmp_path: Path) -> None:
    """Files that are named as a policy for Zappa are audited, all together; errors fail, and nothing else is read."""
    for name in ("policies/zappa_policy.json", "policies/other.json", "zappa_settings.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(EXAMPLE.read_text() if name.endswith("policy.json") else "{}")
    done = _run(HOOKS["zappa-iam-audit"], tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("policies/zappa_policy.json: for the deployer")


def test_hook_checks_the_module(tmp_path: Path) -> None:
    """The module as it was written passes; a line changed by hand fails, and is shown."""
    folder = tmp_path / "infrastructure" / "zappa_iam"
    for path in (it for it in MODULE.rglob("*") if it.is_file() and ".terraform" not in it.as_posix()):
        (folder / path.relative_to(MODULE)).parent.mkdir(parents=True, exist_ok=True)
        (folder / path.relative_to(MODULE)).write_text(path.read_text())
    assert _run(HOOKS["zappa-iam-check"], tmp_path).returncode == 0
    changed = (folder / "iam.tf").read_text().replace("permissions_boundary = var.permissions_boundary_arn", "")
    (folder / "iam.tf").write_text(changed)
    done = _run(HOOKS["zappa-iam-check"], tmp_path)
    assert done.returncode == 1
    assert "+  permissions_boundary = var.permissions_boundary_arn" in done.stdout


@pytest.mark.parametrize("path", [path for path in FORMS if path.stem != "config"], ids=lambda path: path.stem)
def test_issue_form_is_whole(path: Path) -> None:
    """Each form has what GitHub asks for: name, description, and fields with a label; ids are told apart."""
    form = yaml.safe_load(path.read_text())
    assert form["name"]
    assert form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert all(field["attributes"]["label"] for field in fields)
    assert len({field["id"] for field in fields}) == len(fields) > 2


def test_issue_form_asks_for_a_word() -> None:
    """The word that the form shows is one that the file of words takes, with every field of it explained by doctor."""
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "word_of_aws.yml").read_text())
    (field,) = [field for field in form["body"] if field.get("id") == "word"]
    shown = json.loads(field["attributes"]["placeholder"])
    assert Word.model_validate(shown).allowed
    assert set(shown) == set(Word.model_fields) - {"note"}
