"""Terraform's checks of a folder: what they say, with which environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zappa_iam.module import terraform_checks
from zappa_iam.module.terraform import TerraformError


def test_check_format_shows_the_difference_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error carries fmt's diff, and no warning of a configuration file that is missing."""
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(tmp_path / "missing"))
    (tmp_path / "crooked.tf").write_text("locals {\na=1\n}\n")
    with pytest.raises(TerraformError, match=r"fix the templates\ncrooked.tf\n(?s:.*)\+  a = 1") as caught:
        terraform_checks.check_format(tmp_path)
    assert "missing" not in str(caught.value)
    assert os.environ["TF_CLI_CONFIG_FILE"] == str(tmp_path / "missing")


def test_validate_says_what_is_wrong(tmp_path: Path) -> None:
    """A configuration that Terraform refuses is an error with Terraform's words; a valid one is none."""
    path = tmp_path / "main.tf"
    path.write_text("locals {\n  a = 1\n}\n")
    terraform_checks.validate(tmp_path)
    path.write_text("locals {\n  a = local.nothing\n}\n")
    with pytest.raises(TerraformError, match=r"not valid; fix the templates\n(?s:.*)undeclared local value"):
        terraform_checks.validate(tmp_path)
