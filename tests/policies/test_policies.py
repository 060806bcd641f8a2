"""`zappa-iam policy`: the statements that Terraform plans, refused where Terraform refuses, within IAM's limits."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from cfnlint import api as cfn_lint
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Planned
from tests.shared import pages, rejected_cases
from tests.shared.projects import CATALOG, OPTIONS, PLANNED, SHOP, canonical, project
from tests.shared.settings_files import CASES
from zappa_iam import policies
from zappa_iam.cli.main import main
from zappa_iam.module.planning import ACCOUNT, principal_of
from zappa_iam.policies.documents import LIMIT, LimitError, packed, size

pytestmark = pytest.mark.one_terraform

# Inputs that are Terraform's alone: nothing of them is in a policy.
ELSEWHERE = {"users", "tags", "create_access_keys", "bucket_log_target", "permissions_boundary_arn", "policy_profile"}
ELSEWHERE |= {"check_role_trust", "log_kms_key_arn", "log_retention_days", "role_policy_json"}
ELSEWHERE |= {"role_policy_arns", "other_projects", "package_expiration_days"}
ELSEWHERE |= {"access_key_generations", "access_key_pgp_key", "deployers", "extra_trust", "oidc_providers"}
ELSEWHERE |= {"create_permissions_boundary", "application_actions"}
# What a plan knows and a project does not: the provider, who makes the bucket, users, null; what is refused by length.
UNKNOWN = {"other_region", "many_stages", "bucket_account_of_a_new_bucket", "user_too_long", "null_bucket"}
REFUSED = {
    name: case
    for name, (case, _) in rejected_cases.REJECTED.items()
    if not set(case) & ELSEWHERE and name not in UNKNOWN and not name.endswith("_null")
}
# cfn-lint knows fewer actions than AWS enforces; the catalog has its own check of them.
NO_FAULT = {"W3037"}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["policy", *arguments])


def planned_statements(planned: Planned, principal: str) -> list[dict[str, Any]]:
    """The statements of all managed policies of one principal."""
    rows = planned.of_type("aws_iam_policy")
    chosen = [row for address, row in rows.items() if principal_of(address) == principal]
    return [statement for row in chosen for statement in json.loads(row["policy"])["Statement"]]


def test_statements_are_those_that_terraform_plans(plan: dict[str, Planned]) -> None:
    """Of every plan, each principal's statements, whatever policies they are packed into."""
    differ, compared = [], 0
    for name, case in PLANNED.items():
        for principal in ("deployer", "role"):
            wanted = canonical(planned_statements(plan[name], principal))
            if principal == "role" and not case.get("create_role", True):
                continue
            compared += len(wanted)
            if canonical(policies.statements(project(case), principal, CATALOG)) != wanted:
                differ.append((name, principal))
    assert not differ
    assert compared > 2000


def test_trust_is_that_which_terraform_plans(plan: dict[str, Planned]) -> None:
    """Of every plan that makes the role, the document that says who may assume it."""
    documents = {
        name: json.loads(row["assume_role_policy"])
        for name in PLANNED
        if "extra_trust" not in PLANNED[name]
        for address, row in plan[name].of_type("aws_iam_role").items()
        if address.startswith("aws_iam_role.this")
    }
    assert {name: policies.trust(project(PLANNED[name]), CATALOG) for name in documents} == documents
    assert len(documents) > 50


@pytest.mark.parametrize("name", PLANNED)
def test_what_terraform_plans_is_not_refused(name: str) -> None:
    """No input of a plan is refused, and its policies are within IAM's limits."""
    assert policies.refusals(project(PLANNED[name]), CATALOG) == []
    for principal in ("deployer", "role"):
        for document in policies.named(project(PLANNED[name]), principal, CATALOG).values():
            assert len(json.dumps(document, separators=(",", ":"))) <= LIMIT


@pytest.mark.parametrize("name", REFUSED)
def test_what_terraform_refuses_is_refused(name: str) -> None:
    """Whatever the module's validations refuse, in one line each."""
    found = policies.refusals(project(REFUSED[name]), CATALOG)
    assert found
    assert not any("\n" in line for line in found)


def test_forty_stages_are_packed_or_refused() -> None:
    """More stages than one policy holds come to more policies; more than IAM attaches, to one line."""
    six = project({"stages": [f"stage_{number}" for number in range(6)]})
    assert len(policies.named(six, "deployer", CATALOG)) > len(policies.named(project({}), "deployer", CATALOG))
    many = project({"stages": [f"stage_{number}" for number in range(90)]})
    with pytest.raises(LimitError, match="; name fewer stages"):
        policies.named(many, "deployer", CATALOG)


STATEMENT = st.builds(
    lambda sid, length: {"Sid": sid, "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:" + "é" * length},
    st.from_regex(r"[A-Z][a-z]{3,20}", fullmatch=True),
    st.integers(1, LIMIT - 200),
)


@settings(deadline=None)
@given(st.lists(STATEMENT, max_size=30))
def test_packing_keeps_every_statement_within_the_limit(statements: list[dict[str, Any]]) -> None:
    """Each statement once, no document longer than IAM takes, and no two that would fit in one."""
    found = packed(statements)
    held = [each for document in found for each in document["Statement"]]
    assert sorted(map(str, held)) == sorted(map(str, statements))
    sizes = [size(document["Statement"]) for document in found]
    assert all(each <= LIMIT for each in sizes)
    assert all(size([*a["Statement"], *b["Statement"]]) > LIMIT for a, b in itertools.pairwise(found))


@pytest.mark.parametrize("name", ["quickstart", "everything_longest", "china", "two_stages"])
def test_template_is_clean_and_says_the_same(name: str) -> None:
    """cfn-lint finds nothing, and with the account filled in the documents are those of the JSON form."""
    known = project(PLANNED[name])
    made = policies.template(known._replace(account=None), ("deployer", "role", "trust"), CATALOG)
    found = cfn_lint.lint(json.dumps(made), regions=[known.region])
    assert [str(each) for each in found if each.rule.id not in NO_FAULT] == []
    documents = [
        row["Properties"]["PolicyDocument"]
        for row in made["Resources"].values()
        if "PolicyDocument" in row["Properties"]
    ]
    filled = json.loads(json.dumps(documents), object_hook=lambda table: substituted(table, known.account or ""))
    wanted = [*policies.named(known, "deployer", CATALOG).values(), *policies.named(known, "role", CATALOG).values()]
    assert filled == wanted
    role = made["Resources"]["ExecutionRole"]["Properties"]
    assert (role["RoleName"], role["Path"]) == (known.role, known.path)
    assert len(role["ManagedPolicyArns"]) == len(policies.named(known, "role", CATALOG))


def substituted(table: dict[str, Any], account: str) -> Any:
    """What CloudFormation makes of Fn::Sub."""
    if set(table) != {"Fn::Sub"}:
        return table
    return str(table["Fn::Sub"]).replace("${AWS::AccountId}", account).replace("${!", "${")


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
