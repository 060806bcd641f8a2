"""What is legal in a manifest and seldom meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from tests.shared.manifests import BLOG, SETTINGS, WITH_SETTINGS, changed
from tests.shared.refused_manifests import Faults
from zappa_iam.cli.main import main

WARNINGS: Faults = {
    "rules_of_another": (
        [("projects/shop-dev-two", BLOG)],
        "projects.shop: who deploys dev of shop may change the event rules of shop-dev-two, as shop-dev-two-dev begins",
    ),
    "module_without_a_ref": ([("module", "git::https://example.com/x.git")], "module: names no ref"),
    "region_of_no_project": ([], "accounts.live.regions[1]: no project is in eu-west-1"),
    "stage_in_no_place": (
        [*WITH_SETTINGS, ("projects/shop/stages", ["dev"])],
        "projects.shop.settings: production of zappa_settings.json: in no place",
    ),
    "settings_that_use_another_role": (
        [*WITH_SETTINGS],
        "projects.shop.settings: dev: Zappa uses what is made here once zappa_settings.json says manage_roles = false, "
        'role_arn = "arn:aws:iam::111111111111:role/ShopRole"',
    ),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_what_is_seldom_meant_is_warned_of(name: str, tmp_path: Path) -> None:
    """A line on standard error, and exit status 0."""
    two = SETTINGS | {"production": SETTINGS["dev"]}
    (tmp_path / "zappa_settings.json").write_text(json.dumps(two))
    changes, words = WARNINGS[name]
    (tmp_path / "fleet.yaml").write_text(yaml.safe_dump(changed(*changes)))
    result = CliRunner().invoke(main, ["fleet", "check", str(tmp_path / "fleet.yaml")])
    assert (result.exit_code, words in result.stderr) == (0, True), result.output
    assert all(line.startswith("warning: fleet.yaml:") for line in result.stderr.splitlines())
