"""An account's life with the module: the last release applied to moto, this state after it, and the way out."""

from __future__ import annotations

import io
import json
import lzma
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest

from tests.conftest import MODULE, ROOT
from tests.shared import running
from tests.shared.served_aws import served_aws
from zappa_iam.module import planning
from zappa_iam.module.planning import ACCOUNT, REGION

RELEASED = ROOT / "tests" / "released"
SHOP = "shop-packages"
KIOSK = "kiosk-packages"
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
