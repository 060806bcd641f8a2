"""An account that upgrades from the last release to this state, and then removes it all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from tests.conftest import MODULE, ROOT
from tests.shared import running
from tests.shared.upgraded import KIOSK, RELEASED, SHOP, Walk, walk

__all__ = ["walk"]

KEEPS = {"no-op", "read", "update"}


def test_upgrade_destroys_and_replaces_nothing(walk: Walk) -> None:
    """Over the last release a plan makes, destroys and replaces nothing; once applied, the next plan does nothing."""
    assert len(walk.upgrade["resource_changes"]) > 50
    assert {address: acts for address, acts in running.acts(walk.upgrade).items() if not KEEPS.issuperset(acts)} == {}
    assert walk.again == 0  # 2 where there is something to do


def test_upgrade_changes_only_what_the_changelog_names(walk: Walk) -> None:
    """Each statement that an upgrade changes is named, in backticks, under the changelog's `Upgrading`."""
    changed = _changed(walk.before, walk.after)
    release = json.loads((RELEASED / "release.json").read_text())["version"]
    assert changed - _announced((ROOT / "CHANGELOG.md").read_text(), release) == set()


def test_changed_statements_are_seen() -> None:
    """One that differs, one that is new and one that is gone; not one that only moved to another policy."""
    old = {"a": _document(Read=["s3:GetObject"], Gone=["s3:PutObject"]), "b": _document(Moved=["sqs:SendMessage"])}
    new = {"a": _document(Read=["s3:GetObject*"], Moved=["sqs:SendMessage"]), "c": _document(New=["sns:Publish"])}
    assert _changed(old, new) == {"Read", "Gone", "New"}
    since = "## Unreleased\n\n### Upgrading\n\n- `Read` and `New`\n\n### Other\n\n`Gone`\n"
    before = "\n## 0.1.0 - 2026-11-26\n\n### Upgrading\n\n- `Gone`\n"
    assert _announced(since + before, "0.1.0") == {"Read", "New"}


def _document(**actions: list[str]) -> str:
    return json.dumps({"Statement": [{"Sid": sid, "Action": found} for sid, found in actions.items()]})


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> set[str]:
    """The sids whose statements are not the same in both, wherever they are."""
    found = [
        {
            (it.get("Sid", ""), json.dumps(it, sort_keys=True))
            for text in texts.values()
            for it in json.loads(text)["Statement"]
        }
        for texts in (old, new)
    ]
    return {sid for sid, _ in found[0] ^ found[1]}


def _announced(changelog: str, release: str) -> set[str]:
    """What stands in backticks under `Upgrading` of the versions since that release."""
    since = changelog.partition(f"\n## {release} ")[0]
    sections = re.findall(r"^### Upgrading\n(.*?)(?=^##|\Z)", since, re.DOTALL | re.MULTILINE)
    return set(re.findall("`([^`]+)`", " ".join(sections)))


def test_full_bucket_stops_the_destruction_before_anything_else(walk: Walk) -> None:
    """S3 refuses the one bucket; roles, users, group and policies of that call are all still there."""
    assert walk.refusal.count("BucketNotEmpty") == 1
    assert walk.left == {
        "buckets": [SHOP],
        "groups": ["ZappaGroup-shop"],
        "policies": ["Orders", "ZappaRolePolicy-shop", "ZappaUserGeneralPolicy-shop", "ZappaUserS3Policy-shop"],
        "roles": ["ShopRole"],
        "users": ["ann", "bob"],
    }


def test_forced_destruction_leaves_nothing(walk: Walk) -> None:
    """With `bucket_force_destroy` applied before, all versions go with the bucket, and then all else of that call."""
    made = [row["address"] for row in walk.upgrade["resource_changes"] if '["kiosk"]' in row["address"]]
    assert len(made) > 10
    assert KIOSK not in walk.left["buckets"]
    assert [name for names in walk.left.values() for name in names if "kiosk" in name.lower()] == []


def test_everything_is_destroyed_after_the_bucket() -> None:
    """The bucket waits, by itself or by what it waits for, for every resource that is not S3's."""
    text = "\n".join(path.read_text() for path in sorted(MODULE.glob("*.tf")))
    blocks = dict(re.findall(r'^resource "(\w+" "\w+)" \{\n(.*?)^\}', text, re.DOTALL | re.MULTILINE))
    named = {name.replace('" "', "."): body for name, body in blocks.items()}
    for block in re.findall(r"^locals \{\n(.*?)^\}", text, re.DOTALL | re.MULTILINE):
        parts = re.split(r"^  (\w+) += ", block, flags=re.MULTILINE)[1:]
        named |= {f"local.{name}": body for name, body in zip(parts[::2], parts[1::2], strict=True)}
    waited: set[str] = set()
    waiting = ["aws_s3_bucket.this"]
    while waiting:
        body = named[waiting.pop()]
        found = {name for name in named if re.search(rf"\b{re.escape(name)}\b", body)}
        waiting += found - waited
        waited |= found
    named = {name: body for name, body in named.items() if name.startswith("aws_")}
    assert {name for name in named if not name.startswith("aws_s3_")} - waited == set()
