"""The comparison of two versions: what the newer adds or makes needless, and the catalog's file to fix."""

from __future__ import annotations

from typing import Any

import pytest

from tests.shared.made_recordings import lambda_call, recording
from zappa_iam import catalog
from zappa_iam.catalog.feature import About, Feature
from zappa_iam.catalog.grant import Grant
from zappa_iam.catalog.model import Catalog
from zappa_iam.evidence import recordings
from zappa_iam.reports import release_diff
from zappa_iam.reports.coverage import coverage
from zappa_iam.reports.release_diff import Comparison, PermissionChange

WHY = "A sentence that is long enough to be one."


def feature(name: str, *actions: str, **about: Any) -> Feature:
    """A feature that grants the deployer these actions."""
    statement = Grant(sid="Sid", why=WHY, source=["x"], actions=list(actions), wildcard=WHY)
    return Feature(name=name, feature=About(title=name, why=WHY, **about), deployer=[statement])


CATALOG = Catalog((feature("core", "lambda:GetFunction", always=True), feature("alb", "lambda:GetAlias")), {})


def compared(old: dict[str, list[str]], newer: dict[str, list[str]], catalog: Catalog = CATALOG) -> Comparison:
    """The comparison of two versions given as scenario -> operations; a scenario's feature is named as it is."""
    read = [
        {
            scenario: {
                **recording(*(lambda_call(operation, "shop-dev") for operation in operations)),
                "scenario": scenario,
                "features": [] if scenario == "default" else [scenario],
            }
            for scenario, operations in version.items()
        }
        for version in (old, newer)
    ]
    return release_diff.compare("9.0.0", "9.1.0", *read, catalog)


def summary(found: Comparison) -> list[tuple[str, str, list[str]]]:
    """Of each change: kind, action and scenarios."""
    return [(change.change, change.permission.action, change.scenarios) for change in found.changes]


def test_what_is_new_is_added_and_what_is_gone_is_needless() -> None:
    """A permission is compared within a scenario, and listed once for all scenarios that it changes in."""
    found = compared(
        {"default": ["GetFunction"], "alb": ["GetFunction"]},
        {"default": ["GetAlias"], "alb": ["GetFunction", "GetAlias"]},
    )
    assert summary(found) == [
        ("added", "lambda:GetAlias", ["default", "alb"]),
        ("needless", "lambda:GetFunction", ["default"]),
    ]
    assert found.changes[1].elsewhere == 1


def test_versions_that_ask_the_same_have_no_change() -> None:
    """Nothing is added by a version compared with itself, and order and number of calls do not matter."""
    same = compared({"default": ["GetAlias", "GetFunction"]}, {"default": ["GetFunction", "GetAlias", "GetAlias"]})
    assert same.changes == []


def test_only_shared_scenarios_are_compared() -> None:
    """Scenarios that one version lacks are listed, and add nothing."""
    found = compared({"default": [], "old": ["GetAlias"]}, {"default": [], "fresh": ["GetAlias"]})
    assert (found.compared, found.new, found.gone, found.changes) == (1, ["fresh"], ["old"], [])


@pytest.mark.parametrize(
    ("asking", "granted", "fix"),
    [
        ({"alb": ["alb"]}, ["alb"], []),
        ({"alb": ["alb"], "default": ["events"]}, [], ["core", "events"]),
        ({"sqs": ["events", "sqs"]}, [], ["sqs"]),
        ({"sqs": ["events", "sqs"], "kinesis": ["events", "kinesis"]}, [], ["kinesis", "sqs"]),
        ({"sqs": ["sqs"], "both": ["sqs", "tags"]}, [], ["sqs"]),
        ({"both": ["sqs", "tags"]}, [], ["sqs"]),
        ({"none": []}, [], ["core"]),
    ],
    ids=["granted", "only_elsewhere", "own", "one_each", "shared", "rarest", "no_feature"],
)
def test_coverage_names_the_file_to_fix(asking: dict[str, list[str]], granted: list[str], fix: list[str]) -> None:
    """The grant that holds in every asking scenario, or else the feature that those scenarios have of their own."""
    features = {"default": ["events"], "tags": ["tags"], "more tags": ["tags"], "sqs": ["sqs"], **asking}
    found = coverage(CATALOG, "deployer", "LAMBDA:getalias", list(asking), features)
    assert found == (granted, [f"generator/zappa_iam/catalog/features/{name}.toml" for name in fix])


def test_a_grant_to_the_deployer_is_none_to_the_role() -> None:
    """The role's request is not answered by what the deployer may do."""
    assert coverage(CATALOG, "role", "lambda:GetFunction", ["default"], {"default": []}).granted_by == []


def real(old: str, newer: str) -> Comparison:
    """The comparison of two versions on record."""
    return release_diff.compare(old, newer, recordings.read(old), recordings.read(newer), catalog.load())


def test_the_recorded_releases_compare() -> None:
    """Zappa 0.63.0 publishes versions and moves aliases for SnapStart, which 0.62.1 did not; so the tool says."""
    found = real("0.62.1", "0.63.0")
    added = {change.permission.action: change for change in found.changes if change.change == "added"}
    assert {"snap_start", "snap_start_alb"} <= set(added["lambda:PublishVersion"].scenarios)
    assert {"update", "rollback"} <= set(added["lambda:UpdateAlias"].commands)
    assert "zappa/core.py:1303 Zappa.create_lambda_function" in added["lambda:CreateAlias"].source
    assert "provisioned_concurrency" in found.new
    assert not [change for change in found.changes if change.permission.action == "lambda:GetFunction"], "by version"


def test_comparing_backwards_turns_the_changes_round() -> None:
    """What one direction adds, the other makes needless."""
    forth, back = real("0.60.2", "0.61.4"), real("0.61.4", "0.60.2")
    turned = {"added": "needless", "needless": "added"}

    def told(change: PermissionChange, kind: str) -> tuple[str, Any, list[str]]:
        return kind, change.permission, sorted(change.scenarios)

    assert forth.changes
    assert sorted(told(change, turned[change.change]) for change in forth.changes) == sorted(
        told(change, change.change) for change in back.changes
    )
