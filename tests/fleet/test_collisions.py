"""What may be there once, and what IAM holds of a thing: every fault in one line with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shared.manifests import BLOG, REMOVED
from tests.shared.refused_manifests import Faults, check_refused

FAULTS: Faults = {
    "one_state": (
        [("backend", {"s3": {"key": "x"}}), ("projects/blog", BLOG | {"account": "spare"})],
        "backend: spare us-west-2 and live us-west-2 have one state",
    ),
    "names_in_an_account": (
        [
            ("projects/shop/regions", ["us-west-2", "eu-west-1"]),
            ("names", {"bucket": "{region}-shop"}),
            ("projects/shop/bucket", REMOVED),
        ],
        "both make role ShopRole, role ZappaDeployer-shop-main, policy ZappaUserGeneralPolicy-shop and 2 more; IAM's",
    ),
    "names_that_differ_in_case": (
        [("projects/blog", BLOG | {"role": "SHOPROLE"})],
        "both make role ShopRole; IAM's names",
    ),
    "one_user_twice": (
        [("projects/blog", BLOG | {"inputs": {"users": ["ci"]}}), ("projects/shop/inputs", {"users": ["CI"]})],
        "both make user ",
    ),
    "bucket_twice": (
        [("projects/blog", BLOG | {"account": "spare", "bucket": "shop-packages"})],
        "both make the bucket shop-packages",
    ),
    "bucket_of_another_account": (
        [("projects/blog", BLOG | {"account": "spare", "bucket": "shop-packages", "existing_bucket": True})],
        'the bucket shop-packages is made in live; write inputs: {bucket_account_id: "111111111111"}',
    ),
    "bucket_of_another_region": (
        [("projects/blog", BLOG | {"regions": ["eu-west-1"], "bucket": "shop-packages", "existing_bucket": True})],
        "the bucket shop-packages is made in us-west-2; name one in eu-west-1",
    ),
    "every_stage_and_a_longer_name": (
        [("projects/shop/stages", ["*"]), ("projects/shop-two", BLOG)],
        "* of shop and dev of shop-two are both shop-two-dev; name the stages in place of *",
    ),
    "one_function": (
        [("projects/shop/stages", ["two-dev"]), ("projects/shop-two", BLOG)],
        "two-dev of shop and dev of shop-two are both shop-two-dev; rename a stage",
    ),
    "a_project_outside_the_fleet": (
        [("accounts/live/other_projects", {"shop-dev": ["*"], "shop": ["x"]}), ("projects/shop/stages", ["dev-x"])],
        "dev-x of shop and * of shop-dev are both shop-dev-x; name the stages in place of *",
    ),
    "a_stage_in_two_places": (
        [
            (
                "projects/shop/places",
                [{"name": "one", "role": "one"}, {"name": "two", "role": "two", "existing_bucket": True}],
            ),
        ],
        "dev of shop and dev of shop are both shop-dev; leave the stage out of one of the places",
    ),
    "one_key": (
        [("projects/blog", BLOG), ("projects/shop/places", [{"name": "blog"}])],
        "shop and blog are both blog in their root; write another name",
    ),
    "log_roles": (
        [
            ("projects/shop/inputs", {"create_api_log_role": True}),
            ("projects/blog", BLOG | {"inputs": {"create_api_log_role": True}}),
        ],
        "create_api_log_role: blog sets it for all of live us-west-2",
    ),
    "roles_of_an_account": (
        [("accounts/live/held", {"roles": 999})],
        "accounts.live: the fleet makes 2 roles there beside the 999 that it holds, and IAM holds 1000",
    ),
    "policies_of_an_account": (
        [("accounts/live/quotas", {"policies": 2})],
        "accounts.live: the fleet makes 3 policies there, and IAM holds 2",
    ),
    "policies_of_a_role": (
        [("projects/shop/inputs", {"role_policy_arns": {str(n): f"arn:aws:iam::aws:policy/P{n}" for n in range(10)}})],
        "the role ShopRole gets 11 policies, and IAM attaches 10",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_one_line_that_says_where(name: str, tmp_path: Path) -> None:
    """Each is found, on a line of the manifest, and says what to do behind a semicolon."""
    check_refused(*FAULTS[name], tmp_path)
