"""An account's life with the module: the last release applied to moto, this state after it, and the way out."""

from __future__ import annotations

import io
import json
import lzma
import re
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest

from tests.conftest import MODULE, ROOT, served_aws
from tests.shared import running
from zappa_iam.module import planning
from zappa_iam.module.planning import ACCOUNT, REGION

RELEASED = ROOT / "tests" / "released"
KEEPS = {"no-op", "read", "update"}
SHOP, KIOSK = "shop-packages", "kiosk-packages"
ORDERS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}]}
# What somebody has applied the last release with; each option that makes a resource is somewhere.
CASES: dict[str, dict[str, Any]] = {
    "shop": {
        "bucket_name": SHOP,
        "role_name": "ShopRole",
        "project_name": "shop",
        "users": ["ann", "bob"],
        "create_access_keys": True,
        "role_policy_arns": {"orders": f"arn:aws:iam::{ACCOUNT}:policy/Orders"},
        "tags": {"Team": "web"},
    },
    "kiosk": {"bucket_name": KIOSK, "role_name": "KioskRole", "project_name": "kiosk"},
    "guide": {"policy_profile": "guide", "name": "Zappa", "create_bucket": False},
    "portal": {
        "project_name": "portal",
        "role_name": "PortalRole",
        "create_bucket": False,
        "create_role": False,
        "create_group": False,
        "path": "/zappa/",
        "stages": [f"stage{number}" for number in range(6)],
        "features": ["apigateway_v2", "certify", "dead_letter", "event_source_sqs", "events", "tags", "vpc_config"],
        "resources": {
            "certify": ["portal.example.com"],
            "dead_letter": ["arn:aws:sqs:us-west-2:123456789012:failed"],
            "event_source_sqs": ["arn:aws:sqs:us-west-2:123456789012:orders"],
        },
    },
}


class Walk(NamedTuple):
    """What was planned and seen on the way.

    `before` and `after` are the policies, by address, of the last release and of this state; `upgrade` is the plan of
    this state over the last release, and `again` what the next one exits with. `refusal` is what Terraform says where a
    bucket is full that may not go with what it holds, and `left` what the account then has.
    """

    before: dict[str, str]
    after: dict[str, str]
    upgrade: Mapping[str, Any]
    again: int
    refusal: str
    left: dict[str, list[str]]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The last release applied, this state planned and applied over it; then the buckets are full, and all goes."""
    folder = tmp_path_factory.mktemp("upgrade")
    with served_aws():
        _client("iam").create_policy(PolicyName="Orders", PolicyDocument=json.dumps(ORDERS))
        _unpack(folder / "zappa_iam")
        _write(folder, CASES)
        running.run(folder, "init", "-input=false", "-no-color")
        running.run(folder, "apply", "-auto-approve", "-input=false", "-no-color")
        before = _applied(folder)
        shutil.rmtree(folder / "zappa_iam")
        shutil.copytree(MODULE, folder / "zappa_iam")
        _write(folder, CASES | {"kiosk": {**CASES["kiosk"], "bucket_force_destroy": True}})
        upgrade = running.plan(folder)
        running.apply(folder)
        again = running.ran(folder, "plan", "-input=false", "-no-color", "-detailed-exitcode").returncode
        for bucket in (SHOP, KIOSK):
            _fill(bucket)
        refusal = " ".join(running.ran(folder, "destroy", "-auto-approve", "-no-color").stderr.split())
        yield Walk(before, _policies(upgrade), upgrade, again, refusal, _account())


def _unpack(folder: Path) -> None:
    """The last release's module."""
    archive = lzma.decompress((RELEASED / "module.tar.xz").read_bytes())
    with tarfile.open(fileobj=io.BytesIO(archive)) as found:
        found.extractall(folder, filter="data")


def _write(folder: Path, cases: planning.Cases) -> None:
    """A root that calls the module beside it for every case."""
    root = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "provider": {"aws": {"region": REGION, "s3_use_path_style": True}},
        "module": {"case": planning.instances(cases, "./zappa_iam")},
    }
    (folder / "main.tf.json").write_text(json.dumps(root))


def _client(service: str) -> Any:
    return boto3.client(service, region_name=REGION)


def _policies(plan: Mapping[str, Any]) -> dict[str, str]:
    """Address -> document of the planned policies."""
    rows = [row for module in planning.modules(plan) for row in module["resources"]]
    return {row["address"]: row["values"]["policy"] for row in rows if row["type"] == "aws_iam_policy"}


def _applied(folder: Path) -> dict[str, str]:
    """Address -> document of the policies in the state."""
    rows = json.loads((folder / "terraform.tfstate").read_text())["resources"]
    return {
        f"{row['module']}.{row['type']}.{row['name']}{json.dumps([it['index_key']])}": it["attributes"]["policy"]
        for row in rows
        if row["type"] == "aws_iam_policy"
        for it in row["instances"]
    }


def _fill(bucket: str) -> None:
    """Two versions of a package, as a versioned bucket holds them.

    moto asks for TLS, as the bucket's policy says, so the policy is away meanwhile; a delete marker, which Zappa's
    removal of a package leaves, breaks moto when the bucket is emptied.
    """
    s3 = _client("s3")
    policy = s3.get_bucket_policy(Bucket=bucket)["Policy"]
    s3.delete_bucket_policy(Bucket=bucket)
    for text in ("one", "two"):
        s3.put_object(Bucket=bucket, Key="shop-dev-1700000000.zip", Body=text.encode())
    s3.put_bucket_policy(Bucket=bucket, Policy=policy)


def _account() -> dict[str, list[str]]:
    """What there is in the account, of all that the module makes."""
    iam = _client("iam")
    return {
        "roles": sorted(row["RoleName"] for row in iam.list_roles()["Roles"]),
        "users": sorted(row["UserName"] for row in iam.list_users()["Users"]),
        "groups": sorted(row["GroupName"] for row in iam.list_groups()["Groups"]),
        "policies": sorted(row["PolicyName"] for row in iam.list_policies(Scope="Local")["Policies"]),
        "buckets": sorted(row["Name"] for row in _client("s3").list_buckets()["Buckets"]),
    }


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
    locals_ = " ".join(re.findall(r"^locals \{\n(.*?)^\}", text, re.DOTALL | re.MULTILINE))
    waited: set[str] = set()
    waiting = ["aws_s3_bucket.this"]
    while waiting:
        body = named[waiting.pop()]
        body += locals_ if "local.policy_arns" in body else ""
        found = {name for name in named if re.search(rf"\b{re.escape(name)}\b", body)}
        waiting += found - waited
        waited |= found
    assert {name for name in named if not name.startswith("aws_s3_")} - waited == set()
