"""`zappa-iam adopt`: what is there is taken over; a plan destroys and replaces nothing, and the second is empty."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner, Result

from tests.conftest import initialised
from tests.shared import adopted_account as there
from tests.shared.live_account import leave_out_lifecycle
from zappa_iam.cli.main import main
from zappa_iam.module import terraform
from zappa_iam.module.planning import ACCOUNT

STAGE: dict[str, Any] = {"project_name": "shop", "aws_region": there.REGION, "s3_bucket": there.BUCKET}
BY_HAND = {**STAGE, "manage_roles": False, "role_arn": f"arn:aws:iam::{ACCOUNT}:role/{there.ROLE}"}


def run(folder: Path, stages: dict[str, Any], *arguments: str) -> Result:
    """`zappa-iam adopt` on these stages, its files below the folder."""
    path = folder / "zappa_settings.json"
    path.write_text(json.dumps(stages))
    return CliRunner().invoke(main, ["adopt", str(path), "--folder", str(folder / "tf"), *arguments])


def adopted(folder: Path) -> tuple[Counter[str], list[dict[str, Any]]]:
    """Plan, apply, and plan again, which must find nothing to do: how often each action was planned, and the rows."""
    leave_out_lifecycle(folder / "tf" / "zappa_iam")
    test = initialised(folder / "tf")
    rows = test.plan(output=True)["resource_changes"]
    test.apply()
    again = test.plan(output=True)
    assert [row["address"] for row in again["resource_changes"] if row["change"]["actions"] != ["no-op"]] == []
    return Counter("/".join(row["change"]["actions"]) for row in rows), rows


def test_guide_is_adopted_without_a_change_to_its_policies(aws: str, tmp_path: Path) -> None:
    """Role, policies, group, users and memberships are imported; the policies stay as they are."""
    there.follow_the_guide()
    result = run(tmp_path, {"dev": BY_HAND}, "--guide")
    assert result.exit_code == 0, result.output
    assert "role ZappaDjangoRole: its inline policy everything-in-s3 stays and keeps its power" in result.output
    count, rows = adopted(tmp_path)
    assert count.keys() <= {"no-op", "update", "create"}
    assert sum("importing" in row["change"] for row in rows) == 12
    policies = [row for row in rows if row["type"] == "aws_iam_policy"]
    assert [row["address"] for row in policies if row["change"]["actions"] == ["create"]] == []
    for row in policies:
        assert json.loads(row["change"]["after"]["policy"]) == json.loads(row["change"]["before"]["policy"])
    iam = there.client("iam")
    assert sorted(user["UserName"] for user in iam.list_users()["Users"]) == ["ZappaUser", "ci"]
    assert iam.list_role_policies(RoleName=there.ROLE)["PolicyNames"] == ["everything-in-s3"]


def test_guide_is_adopted_with_least_privilege_alone(aws: str, tmp_path: Path) -> None:
    """With --exclusive the plan shows what goes: the inline policy, and no more; nobody is left with another."""
    there.follow_the_guide()
    assert run(tmp_path, {"dev": BY_HAND}, "--exclusive", "--own-bucket").exit_code == 0
    count, rows = adopted(tmp_path)
    assert count.keys() <= {"no-op", "update", "create"}
    gone = [row["change"] for row in rows if row["type"] == "aws_iam_role_policies_exclusive"]
    assert [(each["before"]["policy_names"], each["after"]["policy_names"]) for each in gone] == [
        (["everything-in-s3"], [])
    ]
    iam = there.client("iam")
    assert iam.list_role_policies(RoleName=there.ROLE)["PolicyNames"] == []
    attached = iam.list_attached_role_policies(RoleName=there.ROLE)["AttachedPolicies"]
    assert [policy["PolicyName"] for policy in attached] == ["ZappaRolePolicy"]
    assert "aws:SecureTransport" in there.client("s3").get_bucket_policy(Bucket=there.BUCKET)["Policy"]
    _way_back(tmp_path / "tf")


def _way_back(folder: Path) -> None:
    """As docs/adopt.md has it: Terraform forgets the module, AWS keeps it, and the old document becomes the default."""
    command = [str(terraform.executable()), "state", "rm", "module.shop"]
    subprocess.run(command, cwd=folder, env=terraform.environment(), check=True, capture_output=True)
    iam = there.client("iam")
    arn = f"arn:aws:iam::{ACCOUNT}:policy/ZappaRolePolicy"
    assert [each["VersionId"] for each in iam.list_policy_versions(PolicyArn=arn)["Versions"]] == ["v1", "v2"]
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    before = iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"]
    assert before == json.loads(there.document("role_policy"))


def test_role_of_zappas_own_is_adopted(aws: str, tmp_path: Path) -> None:
    """The function keeps its role, name and ARN; Zappa manages it no more; the bucket stays as it is."""
    there.let_zappa_make_the_role("shop-dev")
    result = run(tmp_path, {"dev": STAGE}, "--write")
    assert result.exit_code == 0, result.output
    name = "shop-dev-ZappaLambdaExecutionRole"
    assert f"role {name}: its inline policy zappa-permissions stays and keeps its power" in result.output
    stage = json.loads((tmp_path / "zappa_settings.json").read_text())["dev"]
    assert (stage["manage_roles"], stage["role_arn"]) == (False, f"arn:aws:iam::{ACCOUNT}:role/{name}")
    count, _ = adopted(tmp_path)
    assert count.keys() <= {"no-op", "update", "create"}
    assert "old" in there.client("s3").get_bucket_policy(Bucket=there.BUCKET)["Policy"]


def test_two_stages_keep_the_roles_they_have(tmp_path: Path) -> None:
    """Each stage's role is in a call of its own, whose names do not meet."""
    roles = ["shop-dev-ZappaLambdaExecutionRole", "shop-live-ZappaLambdaExecutionRole"]
    named = ["--account", ACCOUNT, *(f"--names=role={name}" for name in roles)]
    result = run(tmp_path, {"dev": STAGE, "live": STAGE}, *named)
    assert result.exit_code == 0, result.output
    text = (tmp_path / "tf" / "imports.tf").read_text()
    assert [f'id = "{name}"' in text for name in roles] == [True, True]
    assert (tmp_path / "tf" / "main.tf").read_text().count("\n  name ") == 1


def test_names_need_no_credentials(tmp_path: Path) -> None:
    """What the user names is imported by its name alone, and nothing else."""
    named = ["role=ZappaDjangoRole", "policy=ZappaRolePolicy", "group=ZappaGroup", "user=ci"]
    result = run(tmp_path, {"dev": BY_HAND}, *(f"--names={each}" for each in named))
    assert result.exit_code == 0, result.output
    text = (tmp_path / "tf" / "imports.tf").read_text()
    assert text.count("import {") == 4
    assert f'id = "arn:aws:iam::{ACCOUNT}:policy/ZappaRolePolicy"' in text
    assert 'users        = ["ci"]' in (tmp_path / "tf" / "main.tf").read_text()


def test_exclusive_comes_to_what_is_adopted_already(tmp_path: Path) -> None:
    """Where main.tf is there, --exclusive adds its own file and leaves all others, changed or not, as they are."""
    named = ["--names=role=ZappaDjangoRole"]
    assert run(tmp_path, {"dev": BY_HAND}, *named).exit_code == 0
    (tmp_path / "tf" / "main.tf").write_text("# mine\n")
    (tmp_path / "tf" / "imports.tf").unlink()
    assert run(tmp_path, {"dev": BY_HAND}, *named, "--exclusive").exit_code == 0
    assert (tmp_path / "tf" / "main.tf").read_text() == "# mine\n"
    assert not (tmp_path / "tf" / "imports.tf").exists()
    assert "aws_iam_role_policies_exclusive" in (tmp_path / "tf" / "exclusive.tf").read_text()


@pytest.mark.parametrize(
    ("stage", "arguments", "says"),
    [
        (
            BY_HAND,
            ["--names", "rule=x"],
            "--names: 'rule=x'; write kind=name, the kind one of: role, group, user, policy",
        ),
        (STAGE, ["--names", "role=x"], "--names: in which account? add --account, its twelve digits"),
    ],
    ids=["kind", "account"],
)
def test_adopt_refuses_in_a_line(tmp_path: Path, stage: dict[str, Any], arguments: list[str], says: str) -> None:
    """What cannot be used is one line and exit status 2, and nothing is written."""
    result = run(tmp_path, {"dev": stage}, *arguments)
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert result.output.startswith(says)
    assert not (tmp_path / "tf").exists()


def test_adopt_stops_without_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody may ask the account, one line says so."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    result = run(tmp_path, {"dev": STAGE})
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "--names" in result.output


def test_adopt_stops_at_credentials_that_aws_refuses(aws: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is no more, or has expired, is one line, too."""
    refusal = {"Error": {"Code": "ExpiredToken", "Message": "The security token included in the request is expired"}}

    def refuse(*_: object, **__: object) -> None:
        raise ClientError(refusal, "GetCallerIdentity")

    monkeypatch.setattr("botocore.client.BaseClient._make_api_call", refuse)
    result = run(tmp_path, {"dev": STAGE})
    assert (result.exit_code, result.output.count("\n")) == (2, 1), result.output
    assert result.output.startswith("the account: ExpiredToken: ")
