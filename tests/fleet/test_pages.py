"""docs/fleet.md: its manifest is sound, and what it shows of a check is what one prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.shared import pages
from zappa_iam.cli.main import main

PAGE = ROOT / "docs" / "fleet.md"
SETTINGS = """{"dev": {"project_name": "shop", "app_function": "app.app", "manage_roles": false},
"production": {"extends": "dev"}}"""
BROKEN = [
    ("regions: [us-west-2, eu-central-1] }", "regions: [us-west-2, eu-centra-1] }"),
    ("features: [apigateway_v2, events]", "features: [apigateway_v2, keep_warm]"),
    ("newsletter:", "shop-letters:"),
    ("stages: [dev] }", "stages: [develop] }"),
    ('key: "zappa/{account}/', 'key: "zappa/{acount}/'),
]


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """The page's manifest, beside the settings that it names."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "zappa_settings.json").write_text(SETTINGS)
    [text] = re.findall(r"## The manifest\n\n```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "fleet.yaml"
    path.write_text(text)
    return path


def test_manifest_of_the_page_is_sound(manifest: Path) -> None:
    """It renders three roots."""
    result = CliRunner().invoke(main, ["fleet", "render", str(manifest)])
    assert result.exit_code == 0, result.output
    assert result.stdout == "fleet.yaml: 2 projects in 2 accounts, 3 roots; 17 files written, 0 removed\n"


@pytest.mark.documents
def test_page_shows_what_a_check_prints(manifest: Path, holds: pages.Holds) -> None:
    """The same manifest with some faults."""
    text = manifest.read_text()
    for old, new in BROKEN:
        assert old in text, old
        text = text.replace(old, new)
    manifest.write_text(text)
    result = CliRunner().invoke(main, ["fleet", "check", str(manifest)])
    assert (result.exit_code, result.stdout) == (1, "")
    holds("fleet", f"```console\n$ zappa-iam fleet check fleet.yaml\n{result.stderr}```\n", PAGE)


def test_workflow_of_the_page_is_yaml() -> None:
    """GitHub would read it."""
    [text] = re.findall(r"```yaml\n(jobs:.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert yaml.safe_load(text)["jobs"].keys() == {"roots", "plan"}
