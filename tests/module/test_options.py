"""All inputs together: rows of a covering array, planned at once; what a plan warns of."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import MODULE
from tests.shared import option_rows
from tests.shared.case_inputs import APPLICATION_ARN, CATALOG
from zappa_iam.evidence.recordings import Names
from zappa_iam.module import interface, planning
from zappa_iam.proof.attack import attack, judge
from zappa_iam.proof.chain import load as attacks

LIMIT = 6144
TAKERS = {each.name for each in CATALOG.features if each.about.resources}
FUNCTIONS = {"shop": "shop", "My_Shop--2": "my-shop-2"}  # project -> how Zappa's functions begin
# A chain that a row's inputs allow by name -> the input. Beside these, who names nothing for a feature reaches all.
ALLOWED: dict[str, Callable[[dict[str, Any]], bool]] = {
    "the bucket's name in another account": lambda row: bool(row["bucket_account_id"]),
    "the tags of a bucket in another account": lambda row: bool(row["bucket_account_id"]),
    "whatever else is in the bucket": lambda row: "lets_encrypt_key" in row["resources"],
}
UNWISE: dict[str, tuple[dict[str, Any], str]] = {
    "two_versions_of_apis": ({"features": ["apigateway", "apigateway_v2", "events"]}, "features: both apigateway"),
    "every_stage": ({"stages": ["*"]}, 'stages: "*" reaches every project whose name begins with shop'),
    "administrator": (
        {"role_policy_arns": {"all": "arn:aws:iam::aws:policy/AdministratorAccess", "orders": APPLICATION_ARN}},
        "role_policy_arns: all lets the function do nearly anything",
    ),
    "over_ten_policies": (
        {"role_policy_arns": {f"part-{number}": f"{APPLICATION_ARN}{number}" for number in range(10)}},
        "role_policy_arns: the role has 11 managed policies with the module's own, and IAM attaches 10 unless",
    ),
}
WISE = {
    "every_stage_among_projects": {"stages": ["*"], "other_projects": {"blog": ["dev"]}},
    "every_project": {"project_name": "*", "stages": ["*"]},
    "ten_policies": {"role_policy_arns": {f"part-{number}": f"{APPLICATION_ARN}{number}" for number in range(9)}},
    "managed_policy": {"role_policy_arns": {"reads": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}},
}


@pytest.fixture(scope="module")
def rows(request: pytest.FixtureRequest) -> dict[str, dict[str, Any]]:
    """One array of rows; with --all-rows, as `make rows` has it, as many as come to 200 rows."""
    return option_rows.rows(option_rows.ENOUGH if request.config.getoption("--all-rows") else 1)


@pytest.fixture(scope="module")
def together(rows: dict[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One plan of every row, and of what is unwise."""
    cases = rows | {name: inputs for name, (inputs, _) in UNWISE.items()} | WISE
    folder = tmp_path_factory.mktemp("options")
    root = {**planning.base(), "module": {"case": planning.instances(cases, str(MODULE))}}
    (folder / "main.tf.json").write_text(json.dumps(root), encoding="utf-8")
    return planning.plan(folder)


def test_rows_have_every_input() -> None:
    """Each input of the module, and each feature, is in the rows, with two values unless AWS is asked."""
    names = {variable.name for variable in interface.load(CATALOG).variables}
    assert {*option_rows.OPTIONS, "features", "resources"} == names
    assert [name for name, values in option_rows.OPTIONS.items() if len(values) < 2] == [
        "check_role_trust",
        "account_id",
    ]
    labels = [it for each in (option_rows.OPTIONS, option_rows.FEATURES) for values in each.values() for it in values]
    assert len(labels) == len(set(labels))


def test_every_row_is_planned_within_the_limits(rows: dict[str, dict[str, Any]], together: dict[str, Any]) -> None:
    """None of the rows fails, no policy is longer than IAM takes, and nobody has more than ten."""
    modules = {planning.case(module["address"]): module for module in planning.modules(together)}
    assert rows.keys() <= modules.keys()
    for name, module in modules.items():
        policies = [row for row in module["resources"] if row["type"] == "aws_iam_policy"]
        assert all(len(row["values"]["policy"]) <= LIMIT for row in policies), name
        assert all(len(each) <= 10 for each in planning.policies_of(module).values()), name


def test_chains_are_closed_in_every_row(rows: dict[str, dict[str, Any]], together: dict[str, Any]) -> None:
    """Every closed chain of a feature that is on stays closed beside all others, unless the row allows it."""
    tried = {name: row for name, row in rows.items() if _is_of_the_chains(row)}
    assert tried
    for module in planning.modules(together):
        if (row := tried.get(planning.case(module["address"]))) is None:
            continue
        policies = planning.policies_of(module)
        names = Names(
            function=f"{FUNCTIONS[row['project_name']]}-dev",
            bucket=row["bucket_name"],
            role=f"{row['path'].removeprefix('/')}{row['role_name']}",
        )
        on = {each.name for each in CATALOG.features if each.about.always} | set(row["features"])
        opened = [
            f"{feature}: {chain.name}"
            for feature in sorted(on & attacks().chains.keys())
            for chain in attacks().chains[feature].chain
            if not chain.open and not chain.refused and not chain.inputs
            if not (feature in TAKERS - row["resources"].keys() or ALLOWED.get(chain.name, lambda _: False)(row))
            if not judge(attack(feature, chain, names), "row", policies).denied
        ]
        assert opened == [], planning.case(module["address"])


def _is_of_the_chains(row: dict[str, Any]) -> bool:
    """Whether a row is of one project's stages, and of least privilege: more reach, or Zappa's own role, opens more."""
    return (
        row["policy_profile"] != "guide"
        and row["region"] == "us-west-2"
        and row["project_name"] in FUNCTIONS
        and row["stages"] != ["*"]
        and "manage_roles" not in row["features"]
    )


def test_plan_warns_of_what_is_unwise(together: dict[str, Any]) -> None:
    """A plan warns of each, in one sentence, and goes on; of what is meant it does not warn."""
    warned: dict[str, list[str]] = {}
    for check in together["checks"]:
        for instance in check.get("instances", []):
            if check["address"]["kind"] == "check":
                case = planning.case(instance["address"]["module"])
                warned.setdefault(case, []).extend(it["message"] for it in instance.get("problems", []))
    for name, (_, words) in UNWISE.items():
        assert [message.startswith(words) for message in warned[name]] == [True], warned[name]
    assert {name: warned[name] for name in WISE} == {name: [] for name in WISE}
