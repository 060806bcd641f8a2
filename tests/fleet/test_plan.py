"""The ten roots of examples/fleet, planned by the real Terraform as they stand, in one run against moto.

Each is called as a module, with its own provider, so that ten providers assume the accounts' roles and find out whether
they are in the accounts that they are held to; only the backends are left out, as Terraform does in called modules.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.conftest import ROOT, initialised
from tests.shared.served_aws import served_aws
from zappa_iam import catalog, fleet
from zappa_iam.fleet import naming

EXAMPLE = ROOT / "examples" / "fleet"
Resources = list[dict[str, Any]]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Resources]:
    """(account, region) -> what is planned there, whichever project it is for."""
    folder = tmp_path_factory.mktemp("fleet")
    shutil.copytree(ROOT / "modules", folder / "modules")
    shutil.copytree(EXAMPLE, folder / "examples" / "fleet")
    roots = sorted(path.parent for path in (folder / "examples" / "fleet" / "roots").glob("*/*/main.tf"))
    names = {f"{root.parent.name}__{root.name}": (root.parent.name, root.name) for root in roots}
    calls = {name: {"source": f"./examples/fleet/roots/{'/'.join(place)}"} for name, place in names.items()}
    (folder / "main.tf.json").write_text(json.dumps({"module": calls}))
    (folder / "config").write_text("[profile china]\naws_access_key_id = testing\naws_secret_access_key = testing\n")
    with served_aws() as address, pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "config"))
        assert address
        plan = initialised(folder).plan(output=True, refresh=False)
    return {
        names[module["address"].removeprefix("module.")]: list(_resources(module))
        for module in plan["planned_values"]["root_module"]["child_modules"]
    }


def _resources(module: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from module.get("resources", [])
    for below in module.get("child_modules", []):
        yield from _resources(below)


def _named(resources: Resources, kind: str, key: str = "name") -> set[str]:
    return {each["values"][key] for each in resources if each["type"] == kind}


def test_ten_roots_plan(planned: dict[tuple[str, str], Resources]) -> None:
    """Each root of the manifest is planned, with a deployer's policy for each of its projects."""
    found = fleet.load(EXAMPLE / "fleet.yaml", catalog.load())
    assert len(planned) == 10
    assert set(planned) == {call.root for call in found.calls}
    for root, resources in planned.items():
        projects = {call.key for call in found.calls if call.root == root}
        general = [each["address"] for each in resources if each["address"].endswith('deployer["General"]')]
        assert {address.split('["')[1].split('"]')[0] for address in general} == projects, root


def test_names_and_numbers_are_those_that_were_checked(planned: dict[tuple[str, str], Resources]) -> None:
    """What the check counts against IAM's quotas, and compares for collisions, is what Terraform plans to make."""
    known = catalog.load()
    found = fleet.load(EXAMPLE / "fleet.yaml", known)
    kinds = {"roles": "aws_iam_role", "policies": "aws_iam_policy", "groups": "aws_iam_group", "users": "aws_iam_user"}
    for root, resources in planned.items():
        made = [naming.made(call, known) for call in found.calls if call.root == root]
        for kind, resource in kinds.items():
            assert _named(resources, resource) == {name for each in made for name in getattr(each, kind)}, (root, kind)
        buckets = {call.project.bucket for call in found.calls if call.root == root and call.create_bucket}
        assert _named(resources, "aws_s3_bucket", "bucket") == buckets, root


def test_issuers_are_made_once_in_an_account(planned: dict[tuple[str, str], Resources]) -> None:
    """In the first of its regions, unless the account has them; every pipeline's role trusts one that is there."""
    found = fleet.load(EXAMPLE / "fleet.yaml", catalog.load())
    made: dict[str, list[str]] = {}
    for (account, region), resources in planned.items():
        urls = _named(resources, "aws_iam_openid_connect_provider", "url")
        assert not urls or region == found.manifest.accounts[account].regions[0]
        made.setdefault(account, []).extend(url.removeprefix("https://") for url in urls)
    github = ["token.actions.githubusercontent.com"]
    assert made == {
        **dict.fromkeys(["development", "staging", "production", "data"], github),
        "partners": [],
        "china": [],
    }
    for (account, _), resources in planned.items():
        there = [*made[account], *found.manifest.accounts[account].oidc_providers]
        for role in (each["values"] for each in resources if each["type"] == "aws_iam_role"):
            for statement in json.loads(role["assume_role_policy"])["Statement"]:
                for arn in statement["Principal"].get("Federated", []):
                    number = found.manifest.accounts[account].id
                    assert arn in {f"arn:aws:iam::{number}:oidc-provider/{issuer}" for issuer in there}, role["name"]


def test_grants_stay_in_their_place(planned: dict[tuple[str, str], Resources]) -> None:
    """No policy of a root names another account, another region's functions, or another partition."""
    found = fleet.load(EXAMPLE / "fleet.yaml", catalog.load())
    for (account, region), resources in planned.items():
        number = found.manifest.accounts[account].id
        for policy in (each["values"]["policy"] for each in resources if each["type"] == "aws_iam_policy"):
            functions = [arn for arn in _arns(json.loads(policy)) if ":lambda:" in arn and ":function:" in arn]
            for arn in functions:
                assert arn.split(":")[1:5] == ["aws-cn" if region == "cn-north-1" else "aws", "lambda", region, number]


def _arns(document: Mapping[str, Any]) -> list[str]:
    found = [each.get("Resource", []) for each in document["Statement"]]
    return [arn for arns in found for arn in ([arns] if isinstance(arns, str) else arns)]
