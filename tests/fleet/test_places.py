"""Where a project is deployed, and what its settings say of that: every fault in one line with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shared.manifests import REMOVED, SOUND, WITH_SETTINGS
from tests.shared.refused_manifests import Faults, check_refused

FAULTS: Faults = {
    "unknown_account": (
        [("projects/shop/account", "life")],
        "projects.shop.account: unknown account life; did you mean live?",
    ),
    "no_account": ([("projects/shop/account", REMOVED)], "projects.shop: names no account"),
    "region_not_of_the_account": (
        [("projects/shop/regions", ["eu-north-1"])],
        "projects.shop.regions: eu-north-1 is no region of the account live",
    ),
    "no_region": ([("projects/shop/regions", REMOVED)], "projects.shop: dev: names no region; write regions"),
    "no_stages": ([("projects/shop/stages", REMOVED)], "projects.shop: names no stages"),
    "no_bucket": ([("projects/shop/bucket", REMOVED)], "projects.shop: names no bucket"),
    "bucket_refused": ([("projects/shop/bucket", "Shop")], "projects.shop: bucket: S3 refuses 'Shop'"),
    "unknown_feature": ([("projects/shop/features", ["apigatway"])], "projects.shop: features: unknown apigatway"),
    "feature_without_its_values": (
        [("projects/shop/features", ["apigateway", "events", "dead_letter"])],
        "projects.shop: resources: dead_letter works on nothing yet",
    ),
    "value_refused": (
        [
            ("projects/shop/features", ["apigateway", "events", "dead_letter"]),
            ("projects/shop/resources", {"dead_letter": ["orders"]}),
        ],
        "projects.shop: resources: dead_letter does not take 'orders'",
    ),
    "too_long_a_function": ([("projects/shop/stages", ["d" * 62])], "has over 64 characters, which Lambda refuses"),
    "no_settings": ([("projects/shop/settings", "nowhere.json")], "projects.shop.settings: "),
    "settings_of_another": (
        [*WITH_SETTINGS, ("projects/blog", SOUND["projects"]["shop"] | {"settings": "zappa_settings.json"})],
        "projects.blog.settings: zappa_settings.json is of shop; name the project so, or another file",
    ),
    "stage_of_no_settings": (
        [*WITH_SETTINGS, ("projects/shop/stages", ["prod"])],
        "projects.shop.stages: no stage prod in zappa_settings.json; name some of: dev",
    ),
    "every_stage_of_settings": ([*WITH_SETTINGS, ("projects/shop/stages", ["*"])], "the settings say which there are"),
    "region_of_settings": (
        [*WITH_SETTINGS, ("projects/shop/regions", ["eu-west-1"])],
        "projects.shop.regions: dev: its aws_region is us-west-2; write that",
    ),
    "bucket_of_settings": (
        [*WITH_SETTINGS, ("projects/shop/bucket", "others")],
        "projects.shop.bucket: is others, and the settings say shop-packages",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_one_line_that_says_where(name: str, tmp_path: Path) -> None:
    """Each is found, on a line of the manifest, and says what to do behind a semicolon."""
    check_refused(*FAULTS[name], tmp_path)
