"""Every example: valid, formatted, planned, applied to moto, planned again without a change, and scanned."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest

from tests.conftest import ROOT
from tests.shared import running
from tests.shared.checkov import failed, failing, scan
from tests.shared.examples import EXAMPLES
from tests.shared.served_aws import served_aws
from zappa_iam import html_report
from zappa_iam.module import terraform_checks

SERVICES = ["lambda.amazonaws.com", "apigateway.amazonaws.com", "events.amazonaws.com"]
# What two examples have in common, and one account cannot have twice.
NAMES = ("my-awesome-zappa-bucket", "ZappaDjangoRole", "ZappaShopRole", "shop")
PROVIDER = 'provider "aws" {\n  region = "us-west-2"\n}\n\n'


class Applied(NamedTuple):
    """The examples as modules of one root: its plan, where it is, the plan after it was applied, and the accounts then.

    `roles` are the names of the roles by account.
    """

    plan: dict[str, Any]
    folder: Path
    again: Mapping[str, Any]
    roles: dict[str, set[str]]


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applied]:
    """All examples planned, applied and planned again in one run, against moto.

    Those that need only the usual provider share one: a provider is a process, and takes a second to start.
    """
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(ROOT / "modules", folder / "modules")
    for example in EXAMPLES:
        _copied(example, folder)
    modules = {example: {"source": f"./examples/{example}"} for example in EXAMPLES}
    root = {"provider": {"aws": {"region": "us-west-2", "s3_use_path_style": True}}, "module": modules}
    (folder / "main.tf.json").write_text(json.dumps(root))
    with served_aws():
        _made_before()
        plan = running.plan(folder)
        terraform_checks.validate(folder)
        running.apply(folder)
        roles = {account: _roles(account) for account in ("", "1" * 12, "2" * 12)}
        yield Applied(plan, folder, running.plan(folder), roles)


def _copied(example: str, folder: Path) -> None:
    """A copy of one example, formatted as it stands, with names that no other example has."""
    place = folder / "examples" / example
    shutil.copytree(ROOT / "examples" / example, place, ignore=shutil.ignore_patterns(".terraform*"))
    terraform_checks.check_format(place)
    text = (place / "main.tf").read_text()
    assert PROVIDER in text or example == "several_accounts"
    text = text.replace(PROVIDER, "")
    for name in NAMES:
        text = text.replace(f'"{name}"', f'"{name}-{example.replace("_", "-")}"')
    (place / "main.tf").write_text(text)


def _made_before() -> None:
    """What examples say is there already."""
    iam = boto3.client("iam", region_name="us-west-2")
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": SERVICES}}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.create_role(RoleName="RoleWeAlreadyHave", AssumeRolePolicyDocument=trust)
    statement = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.create_policy(PolicyName="OrdersTable", PolicyDocument=document)


def _roles(account: str) -> set[str]:
    """The roles of an account; of the credentials' own without one."""
    keys: dict[str, str] = {}
    if account:
        role = f"arn:aws:iam::{account}:role/Terraform"
        found = boto3.client("sts", region_name="us-west-2").assume_role(RoleArn=role, RoleSessionName="test")
        names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
        keys = dict(zip(("aws_access_key_id", "aws_secret_access_key", "aws_session_token"), names, strict=True))
        keys = {name: found["Credentials"][key] for name, key in keys.items()}
    iam = boto3.client("iam", region_name="us-west-2", **keys)
    return {row["RoleName"] for row in iam.list_roles()["Roles"]}


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_plans_and_has_a_page(applied: Applied, example: str) -> None:
    """The example makes a deployer's policy, and says what it is for."""
    pattern = rf'module\.{example}\.module\.\w+(\["[a-z-]+"\])?\.aws_iam_policy\.deployer\["General"\]'
    assert [row for row in applied.plan["resource_changes"] if re.fullmatch(pattern, row["address"])]
    page = (ROOT / "examples" / example / "README.md").read_text()
    assert page.startswith("# ")
    assert f"]({example}/README.md)" in (ROOT / "examples" / "README.md").read_text()


@pytest.mark.documents
@pytest.mark.parametrize("example", EXAMPLES)
def test_example_has_a_picture(applied: Applied, request: pytest.FixtureRequest, example: str) -> None:
    """Its page shows what its first module grants, once applied; `make docs` draws it anew."""
    found = html_report.modules(applied.again, f"examples/{example}")
    module = next(each for each in found if each.address.startswith(f"module.{example}."))
    drawn = html_report.picture(example, module.documents)
    path = ROOT / "examples" / example / "permissions.svg"
    if request.config.getoption("--write-docs"):
        path.write_text(drawn, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == drawn, f"{path.name} of {example}: run `make docs` and commit"
    assert "](permissions.svg)" in (path.parent / "README.md").read_text(encoding="utf-8")


def test_examples_applied_change_nothing_more(applied: Applied) -> None:
    """The plan after the apply of all examples does nothing."""
    assert running.acts(applied.again) == {}


def test_examples_make_their_roles_where_they_say(applied: Applied) -> None:
    """A role for each project and region; those of several accounts in their accounts, and not in the run's own."""
    own = applied.roles[""]
    assert {"ZappaRole-blog", "ZappaRole-shop", "ZappaRole-shop-two", "ZappaShopVpcRole"} <= own
    assert {"ZappaShop-america", "ZappaShop-europe"} <= own
    assert "ZappaShop" not in own
    assert applied.roles["1" * 12] == applied.roles["2" * 12] == {"ZappaShop"}


def test_examples_plan_is_scanned(applied: Applied) -> None:
    """No check fails on the plan of all examples, of which each is seen."""
    path = applied.folder / "plan.json"
    path.write_text(json.dumps(applied.plan))
    report = scan(
        "--file", str(path), "--framework", "terraform_plan", "--repo-root-for-plan-enrichment", str(applied.folder)
    )
    assert failed(report) == []
    seen = {row["resource"].split(".")[1] for row in report["results"]["passed_checks"]}
    assert set(EXAMPLES) <= seen


def test_examples_policies_are_scanned(applied: Applied, tmp_path: Path) -> None:
    """The guide's policies fail checks, and no other example's: in a plan checkov tells no two of them apart."""
    policies = {
        re.sub("[^a-z0-9]+", "_", row["address"].lower()): row["change"]["after"]["policy"]
        for row in applied.plan["resource_changes"]
        if row["type"] == "aws_iam_policy" and "policy" in row["change"]["after"]
    }
    assert len(policies) > 3 * len(EXAMPLES)
    found = failing(policies, tmp_path / "policies")
    assert found == {name for name in policies if "_guide_" in name and name.endswith(("_general_", "_role_"))}
