"""The command `zappa-iam policy`: what it prints and writes, and how it refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.shared import pages
from tests.shared.projects import OPTIONS, SHOP
from tests.shared.settings_files import CASES
from zappa_iam.cli.main import main
from zappa_iam.module.planning import ACCOUNT


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["policy", *arguments])


def test_one_policy_is_its_document_and_several_an_object() -> None:
    """What is printed for one is what IAM takes; several go by their names."""
    one = json.loads(run("--for", "trust", *SHOP).stdout)
    assert {each["Sid"] for each in one["Statement"]} == {"TrustLambda", "TrustApiGateway", "TrustEvents"}
    several = json.loads(run(*SHOP).stdout)
    assert list(several)[-2:] == ["ZappaRolePolicy-shop", "ShopRole-trust"]
    assert all("Statement" in document for document in several.values())


def test_settings_say_what_the_project_is() -> None:
    """A settings file says project, stage, region, bucket, account, role, features and what they work on."""
    found = json.loads(run(str(CASES / "rich" / "15-sources.json")).stdout)
    statements = {each["Sid"]: each for document in found.values() for each in document["Statement"]}
    assert statements["PassRoleToLambda"]["Resource"] == "arn:aws:iam::123456789012:role/PostRole"
    assert statements["PollSqs"]["Resource"] == [
        "arn:aws:sqs:us-west-2:123456789012:letters",
        "arn:aws:sqs:us-west-2:123456789012:parcels.fifo",
    ]
    assert "TrustApiGateway" not in statements


def test_settings_without_route53_ask_for_none() -> None:
    """`route53_enabled` false in the settings is the module's input of that name."""
    found = run(str(CASES / "rich" / "35-mix.json"), "--account", ACCOUNT, "--for", "deployer").stdout
    assert "apigateway:*" not in found
    assert ":::hostedzone/*" not in found
    assert "domainnames/api.bookshop.example.com" in found


def test_files_are_written_one_for_each_and_never_over_others(tmp_path: Path) -> None:
    """With --output a file for each policy; over a file that somebody changed only with --force."""
    folder = tmp_path / "policies"
    assert run("--output", str(folder), *SHOP).exit_code == 0
    names = sorted(path.name for path in folder.iterdir())
    assert {"ShopRole-trust.json", "ZappaRolePolicy-shop.json"} < set(names)
    assert run("--output", str(folder), *SHOP).exit_code == 0
    (folder / names[0]).write_text("mine")
    again = run("--output", str(folder), *SHOP)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "name another --output, or write over them with --force" in again.stderr
    assert run("--output", str(folder), "--force", *SHOP).exit_code == 0


@pytest.mark.documents
def test_page_shows_what_is_printed(holds: pages.Holds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's commands, on the settings that `zappa init` writes, print what it says."""
    shutil.copy(CASES / "rich" / "01-init.json", tmp_path / "zappa_settings.json")
    monkeypatch.chdir(tmp_path)
    lines = []
    for command in (
        ("--account", ACCOUNT, "--output", "policies"),
        ("--format", "cloudformation", "--output", "stack"),
    ):
        result = run(*command)
        assert result.exit_code == 0, result.output
        lines += [f"$ zappa-iam policy {' '.join(command)}", *result.stdout.splitlines()]
    holds("policy", "\n".join(["```console", *lines, "```", ""]), pages.WITHOUT_TERRAFORM)


def test_level_has_policies_of_its_own() -> None:
    """With --grants they are the level's, under another name; what Terraform plans is in test_planned_levels."""
    found = json.loads(run("--for", "deployer", "--grants", "operate", *SHOP).stdout)
    assert {action for each in found["Statement"] for action in each["Action"] if action.startswith("lambda:")} == {
        "lambda:GetFunction",
        "lambda:InvokeFunction",
        "lambda:ListFunctionUrlConfigs",
        "lambda:ListVersionsByFunction",
    }
    assert "ZappaUserOperatePolicy-shop" in json.loads(run("--grants", "operate", *SHOP).stdout)


BAD = {
    "no_level": ((*SHOP, "--grants", "admin"), "grants: 'admin' is no level; write one of: certify, deploy, operate, "),
    "no_account": (
        ("--project", "shop", "--stage", "dev", *OPTIONS[2:]),
        "account: not known; give --account",
    ),
    "little": (("--project", "shop"), "give also --stage, --region, --bucket, --role"),
    "both": ((str(CASES / "rich" / "01-init.json"), "--features", "events"), "replace a settings file"),
    "unknown": ((*SHOP, "--features", "teleport"), "features: unknown teleport; write some of: alb, "),
    "too_long": (
        (*SHOP, "--features", "apigateway,certify,events", "--resource", f"certify={'a.' * 126}com"),
        "; write it as in shop.example.com",
    ),
    "no_value": ((*SHOP, "--resource", "layers"), "--resource: 'layers' names no value; write FEATURE=VALUE"),
    "no_file": (("there-is-none.json",), "there-is-none.json: no such file"),
    "two_regions": (
        (str(CASES / "rich" / "23-fleet.yaml"), "--stage", "east", "--stage", "west"),
        "differ in region, bucket, account or role; name",
    ),
    "no_stage": ((str(CASES / "rich" / "01-init.json"), "--stage", "prod"), "no stage prod; name some of: dev"),
    "no_region": (
        (str(CASES / "rich" / "06-nothing-said.json"), "--account", ACCOUNT),
        "give --region and --bucket, or other stages with --stage",
    ),
    "truncated": ((str(CASES / "rich" / "29-truncated.json"),), "29-truncated.json: "),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_line_and_status_2(name: str, tmp_path: Path) -> None:
    """What is missing or of no use: where, what, what to do; nothing on standard output, nothing written."""
    arguments, said = BAD[name]
    result = run(*arguments, "--output", str(tmp_path / "made"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert not (tmp_path / "made").exists()
