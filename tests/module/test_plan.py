"""The plan of every scenario: the guide's nine steps, each variable, each partition, the policies as AWS sees them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slugify import slugify

from tests.conftest import Planned, terraforms
from tests.shared.plan_cases import (
    ACCOUNT,
    ALL,
    APPLICATION_ARN,
    BOUNDARY_ARN,
    CASES,
    KEY_ARN,
    LIVED,
    LONGEST,
    LONGEST_RESOURCES,
    PARTITIONS,
)
from zappa_iam import catalog
from zappa_iam.module import guide

Plan = dict[str, Planned]
GENERAL = 'aws_iam_policy.deployer["General"]'
S3 = 'aws_iam_policy.deployer["S3"]'
LIMIT = 6144


def _statements(planned: Planned) -> dict[str, dict[str, Any]]:
    """Sid -> statement, over all policies of the module; one that is cut in pieces is whole again."""
    found: dict[str, dict[str, Any]] = {}
    for values in planned.of_type("aws_iam_policy").values():
        for statement in json.loads(values["policy"])["Statement"]:
            known = found.setdefault(statement["Sid"], statement)
            if known is not statement:
                assert {**known, "Resource": []} == {**statement, "Resource": []}
                known["Resource"] = [*known["Resource"], *statement["Resource"]]
    return found


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_plan_holds_every_scenario(plan: Plan) -> None:
    """No scenario is missing from the plan."""
    assert set(plan) - set(LIVED) == set(ALL)
    assert len(ALL) >= 90


def test_plan_is_the_same_with_each_terraform(plan_with: Callable[[Path], Plan]) -> None:
    """Resources and outputs of every scenario, so that what just takes the policies takes those of one Terraform."""
    first, *others = (plan_with(executable) for executable in terraforms())
    assert first.keys() == (ALL | LIVED).keys()
    ordinary = {name: first[name] for name in ALL}
    assert all(other == ordinary for other in others)


def test_quickstart_makes_the_nine_steps(plan: Plan) -> None:
    """Five variables give role, policies, bucket, group, user and settings, under the names of guide and project."""
    quickstart = plan["quickstart"]
    names = {address: values.get("name") for address, values in quickstart.resources.items()}
    assert names["aws_iam_role.this[0]"] == "ZappaDjangoRole"
    assert names['aws_iam_policy.role["Role"]'] == "ZappaRolePolicy-shop"
    assert names[GENERAL] == "ZappaUserGeneralPolicy-shop"
    assert names[S3] == "ZappaUserS3Policy-shop"
    assert names["aws_iam_group.this[0]"] == "ZappaGroup-shop"
    assert names['aws_iam_user.this["ZappaUser-shop"]'] == "ZappaUser-shop"
    assert quickstart.resources["aws_s3_bucket.this[0]"]["bucket"] == "my-awesome-zappa-bucket"
    assert quickstart.resources['aws_iam_user_group_membership.this["ZappaUser-shop"]']["groups"] == ["ZappaGroup-shop"]
    assert set(quickstart.of_type("aws_iam_group_policy_attachment")) == {
        'aws_iam_group_policy_attachment.deployer["General"]',
        'aws_iam_group_policy_attachment.deployer["S3"]',
    }
    assert not quickstart.of_type("aws_iam_user_policy_attachment")
    assert not quickstart.of_type("aws_iam_access_key")
    assert quickstart.outputs["zappa_settings"] == {
        "aws_region": "us-west-2",
        "manage_roles": False,
        "role_arn": f"arn:aws:iam::{ACCOUNT}:role/ZappaDjangoRole",
        "s3_bucket": "my-awesome-zappa-bucket",
    }


def test_quickstart_bucket_is_safe(plan: Plan) -> None:
    """Public access is blocked, the owner enforced, objects encrypted, plain HTTP denied; leftovers expire."""
    quickstart = plan["quickstart"].resources
    block = quickstart["aws_s3_bucket_public_access_block.this[0]"]
    assert all(
        block[key]
        for key in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    )
    assert quickstart["aws_s3_bucket_ownership_controls.this[0]"]["rule"] == [
        {"object_ownership": "BucketOwnerEnforced"}
    ]
    rule = quickstart["aws_s3_bucket_server_side_encryption_configuration.this[0]"]["rule"][0]
    assert rule["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "aws:kms"
    assert quickstart["aws_s3_bucket_versioning.this[0]"]["versioning_configuration"][0]["status"] == "Enabled"
    denied = json.loads(quickstart["aws_s3_bucket_policy.this[0]"]["policy"])["Statement"][0]
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    rules = {rule["id"]: rule["status"] for rule in quickstart["aws_s3_bucket_lifecycle_configuration.this[0]"]["rule"]}
    assert rules == {"broken-uploads": "Enabled", "old-versions": "Enabled", "old-packages": "Enabled"}
    assert not quickstart["aws_s3_bucket.this[0]"]["force_destroy"]


@pytest.mark.parametrize("scenario", ["quickstart", "every_stage", "every_project", "guide"])
def test_pass_role_names_exactly_that_role(plan: Plan, scenario: str) -> None:
    """Every PassRole statement names the execution role alone, and in least_privilege one service."""
    for statement in json.loads(plan[scenario].resources[GENERAL]["policy"])["Statement"]:
        if "iam:PassRole" in _listed(statement["Action"]):
            assert _listed(statement["Resource"]) == [f"arn:aws:iam::{ACCOUNT}:role/ZappaDjangoRole"]
            if scenario != "guide":
                assert len(_listed(statement["Condition"]["StringEquals"]["iam:PassedToService"])) == 1


def test_stage_scopes_every_statement(plan: Plan) -> None:
    """With project and stage given, each resource names that function, role or bucket, or is excused."""
    own = re.compile(
        rf"arn:aws:lambda:us-west-2:{ACCOUNT}:function:shop-dev(:[*])?"
        rf"|arn:aws:iam::{ACCOUNT}:role/ZappaDjangoRole"
        rf"|arn:aws:cloudformation:us-west-2:{ACCOUNT}:stack/shop-dev/[*]"
        rf"|arn:aws:logs:us-west-2:{ACCOUNT}:log-group:/aws/lambda/shop-dev(:[*]|:log-stream:[*])?"
        r"|arn:aws:s3:::my-awesome-zappa-bucket(/shop-dev-(template-)?[?]{10}[.](zip|json))?"
    )
    excused = {"ReadMetrics", "FindRulesOfFunction", "ListRestApis"}  # their wildcards say why
    tagged = {
        "CreateRestApi",
        "TagRestApi",
        "TagNewRestApi",
        "ManageRestApi",
    }  # scoped by a condition on the function's name
    for sid, statement in _statements(plan["recorded_default"]).items():
        resources = _listed(statement["Resource"])
        if sid in excused:
            continue
        if sid in tagged:
            assert "shop-dev" in json.dumps(statement["Condition"])
        elif sid == "DeleteApiLogs":
            assert {arn.rpartition("_*/")[2] for arn in resources} == {"dev", "dev:*"}
        elif sid in ("AimRules", "ManageRules"):
            assert resources == [
                f"arn:aws:events:us-west-2:{ACCOUNT}:rule/shop-dev-*",
                f"arn:aws:events:us-west-2:{ACCOUNT}:rule/2736acf4*",
            ]
        else:
            assert resources
            assert [arn for arn in resources if not own.fullmatch(arn)] == [], sid


@pytest.mark.parametrize(
    ("scenario", "function"), [("every_stage", "shop-*"), ("every_project", "*"), ("quickstart", "shop-dev")]
)
def test_every_is_said_in_so_many_words(plan: Plan, scenario: str, function: str) -> None:
    """`"*"` grants on every stage of the project, or of every project; a stage by its name on that one function."""
    statements = _statements(plan[scenario])
    assert statements["ManageFunction"]["Resource"] == [f"arn:aws:lambda:us-west-2:{ACCOUNT}:function:{function}"]
    assert statements["CreateRestApi"]["Condition"]["StringLike"]["apigateway:Request/ApiName"] == [function]


def test_two_stages_name_both_and_no_third(plan: Plan) -> None:
    """Each stage gets its own function name; nothing matches a third one by a wildcard."""
    resources = _statements(plan["two_stages"])["ManageFunction"]["Resource"]
    wanted = [f"arn:aws:lambda:us-west-2:{ACCOUNT}:function:shop-{stage}" for stage in ("dev", "production")]
    assert sorted(resources) == wanted


def test_names_are_slugified_as_zappa_does(plan: Plan) -> None:
    """`_My-Shop_2` in stage `Dev-1` is the function my-shop-2-dev-1."""
    resources = _statements(plan["slugified"])["ManageFunction"]["Resource"]
    assert resources == [f"arn:aws:lambda:us-west-2:{ACCOUNT}:function:my-shop-2-dev-1"]


def test_names_of_many_stages_are_zappas(plan: Plan) -> None:
    """For every awkward stage the function is what Zappa's own slugify makes of project and stage."""
    project, stages = CASES["slugified_stages"]["project_name"], CASES["slugified_stages"]["stages"]
    found = _statements(plan["slugified_stages"])["ManageFunction"]["Resource"]
    wanted = {slugify(f"{project}-{stage}") for stage in stages}
    assert {arn.rpartition(":")[2] for arn in found} == wanted
    assert len(wanted) == len(stages)


@pytest.mark.parametrize("scenario", ALL)
def test_policies_fit_and_stay_in_their_partition(plan: Plan, scenario: str) -> None:
    """Each managed policy has at most IAM's 6,144 characters, and each ARN is of the scenario's partition."""
    region = ALL[scenario].get("region", "us-west-2")
    partition = next(name for name, where in PARTITIONS.items() if where == region)
    for values in plan[scenario].of_type("aws_iam_policy").values():
        document = json.loads(values["policy"])
        assert len(json.dumps(document, separators=(",", ":"))) <= LIMIT
        arns = [r for s in document["Statement"] for r in _listed(s.get("Resource") or s["NotResource"]) if r != "*"]
        assert {arn.split(":")[1] for arn in arns} <= {partition}


def test_longest_names_are_the_longest() -> None:
    """`longest` is at the limit of each name in an ARN, and what a feature takes is no longer than it says."""
    assert len(f"{LONGEST['project_name']}-{LONGEST['stages'][0]}") == 64
    assert (len(LONGEST["bucket_name"]), len(LONGEST["role_name"]), len(LONGEST["path"])) == (63, 64, 512)
    takers = {f.name: f.about.resources for f in catalog.load().features if f.about.resources}
    assert set(takers) == set(LONGEST_RESOURCES)
    for name, values in LONGEST_RESOURCES.items():
        assert all(re.fullmatch(takers[name].expression, value) for value in values)
        assert takers[name].longest >= max(map(len, values))


def test_everything_at_its_longest_fits(plan: Plan) -> None:
    """With everything on and every name at its longest, a group and a role have policies enough, under legal names."""
    planned = plan["everything_longest"]
    names = [values["name"] for values in planned.of_type("aws_iam_policy").values()]
    assert all(len(name) <= 128 for name in names)
    assert len(planned.of_type("aws_iam_group_policy_attachment")) <= 10
    assert len(planned.of_type("aws_iam_role_policy_attachment")) <= 10


def test_features_off_grant_nothing(plan: Plan) -> None:
    """Without features, nothing of them is granted or trusted; with one, only that one."""
    assert not {"CreateRestApi", "ManageRules", "InvokeOwnFunction"} & set(_statements(plan["recorded_no_api"]))
    assert "ManageRules" in _statements(plan["only_events"])
    assert "CreateRestApi" not in _statements(plan["only_events"])
    assert "CreateRestApi" in _statements(plan["recorded_no_events"])


@pytest.mark.parametrize(
    ("scenario", "services"),
    [
        ("recorded_no_api", ["lambda"]),
        ("only_events", ["events", "lambda"]),
        ("quickstart", ["apigateway", "events", "lambda"]),
    ],
)
def test_trust_follows_the_features(plan: Plan, scenario: str, services: list[str]) -> None:
    """The role trusts Lambda, and the services of the features that are on."""
    trust = json.loads(plan[scenario].resources["aws_iam_role.this[0]"]["assume_role_policy"])
    trusted = sorted(name for s in trust["Statement"] for name in _listed(s["Principal"]["Service"]))
    assert trusted == [f"{service}.amazonaws.com" for service in services]


def test_trust_is_for_this_account_where_the_service_names_one(plan: Plan) -> None:
    """Each service that may name the account of the resource it acts for must name ours; API Gateway names none."""
    trust = json.loads(plan["quickstart"].resources["aws_iam_role.this[0]"]["assume_role_policy"])
    ours = {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}
    assert {s["Sid"]: s.get("Condition") for s in trust["Statement"]} == {
        "TrustLambda": ours,
        "TrustApiGateway": None,
        "TrustEvents": ours,
    }


@pytest.mark.parametrize(
    ("scenario", "users"),
    [
        ("empty_group", []),
        ("one_user", ["deployer"]),
        ("three_users", ["ann", "bob", "cid"]),
        ("other_name", ["AcmeUser"]),
    ],
)
def test_users_are_members(plan: Plan, scenario: str, users: list[str]) -> None:
    """Each user is made and is in the group; none is made where none is named."""
    planned = plan[scenario]
    assert sorted(values["name"] for values in planned.of_type("aws_iam_user").values()) == users
    assert sorted(values["user"] for values in planned.of_type("aws_iam_user_group_membership").values()) == users
    assert planned.of_type("aws_iam_group")


def test_without_users_there_is_no_group(plan: Plan) -> None:
    """A pipeline's role takes the policies by their ARNs, so nothing is left empty beside them."""
    planned = plan["no_users"]
    assert not [address for address in planned.resources if address.startswith(("aws_iam_group", "aws_iam_user"))]
    assert set(planned.of_type("aws_iam_policy")) >= {GENERAL, S3}


def test_names_of_two_projects_differ(plan: Plan) -> None:
    """In one account each project's policies, group and user have names of their own, without `name`."""
    kinds = ("aws_iam_policy", "aws_iam_group", "aws_iam_user")
    one, other = (
        {values["name"] for kind in kinds for values in plan[scenario].of_type(kind).values()}
        for scenario in ("one_project", "other_project")
    )
    assert other == {
        "ZappaGroup-my-blog",
        "ZappaRolePolicy-my-blog",
        "ZappaUser-my-blog",
        "ZappaUserGeneralPolicy-my-blog",
        "ZappaUserS3Policy-my-blog",
    }
    assert other == {name.replace("shop", "my-blog") for name in one}


def test_names_of_the_guide_are_the_guides(plan: Plan) -> None:
    """The guide's profile, which is for no project, has the guide's names as they are."""
    names = {plan["guide"].resources[address]["name"] for address in GUIDE_DOCUMENTS.values()}
    assert names == {"ZappaRolePolicy", "ZappaUserGeneralPolicy", "ZappaUserS3Policy"}
    assert plan["guide"].outputs["group_name"] == "ZappaGroup"


@pytest.mark.parametrize(
    ("scenario", "users"), [("no_group", 1), ("no_group_three_users", 3), ("no_group_no_users", 0)]
)
def test_without_group_policies_are_on_the_users(plan: Plan, scenario: str, users: int) -> None:
    """Without a group, each user has the deployer's two policies directly."""
    planned = plan[scenario]
    assert not planned.of_type("aws_iam_group")
    assert not planned.of_type("aws_iam_group_policy_attachment")
    assert len(planned.of_type("aws_iam_user_policy_attachment")) == 2 * users
    assert set(planned.of_type("aws_iam_policy")) >= {GENERAL, S3}


@pytest.mark.parametrize(("scenario", "keys"), [("quickstart", 0), ("access_keys", 1), ("access_keys_three_users", 3)])
def test_access_keys_only_where_asked_for(plan: Plan, scenario: str, keys: int) -> None:
    """A key for each user with `create_access_keys`, else none."""
    assert len(plan[scenario].of_type("aws_iam_access_key")) == keys


def test_existing_role_is_left_alone(plan: Plan) -> None:
    """With `create_role = false` nothing of the role is made, and its composed ARN is passed."""
    planned = plan["existing_role_path"]
    assert not planned.of_type("aws_iam_role")
    assert not planned.of_type("aws_iam_role_policy_attachment")
    assert 'aws_iam_policy.role["Role"]' not in planned.resources
    arn = f"arn:aws:iam::{ACCOUNT}:role/service/ZappaDjangoRole"
    assert planned.outputs["role_arn"] == arn
    assert _statements(planned)["PassRoleToLambda"]["Resource"] == [arn]
    assert plan["existing_role"].outputs["role_arn"] == f"arn:aws:iam::{ACCOUNT}:role/ZappaDjangoRole"


@pytest.mark.parametrize("scenario", ["existing_bucket", "existing_both"])
def test_existing_bucket_is_left_alone(plan: Plan, scenario: str) -> None:
    """With `create_bucket = false` nothing of S3 is made, and the deployer still may use that bucket."""
    planned = plan[scenario]
    assert not [address for address in planned.resources if address.startswith("aws_s3_")]
    assert planned.outputs["bucket_arn"] == "arn:aws:s3:::my-awesome-zappa-bucket"
    assert _statements(planned)["FindBucket"]["Resource"] == ["arn:aws:s3:::my-awesome-zappa-bucket"]


def test_inputs_reach_their_resources(plan: Plan) -> None:
    """Path, tags, boundary, names and the application's policy each arrive where they belong."""
    assert {v["path"] for v in plan["path"].resources.values() if "path" in v} == {"/zappa/deploy/"}
    tagged = {address for address, v in plan["tags"].resources.items() if v.get("tags") == CASES["tags"]["tags"]}
    assert tagged == {
        'aws_iam_policy.role["Role"]',
        "aws_iam_role.this[0]",
        "aws_s3_bucket.this[0]",
        'aws_iam_user.this["ZappaUser-shop"]',
        GENERAL,
        S3,
    }
    bounded = [v["permissions_boundary"] for v in plan["boundary"].resources.values() if "permissions_boundary" in v]
    assert bounded == [BOUNDARY_ARN, BOUNDARY_ARN]
    attached = plan["application_policy"].resources['aws_iam_role_policy_attachment.application["orders"]']
    assert (attached["role"], attached["policy_arn"]) == ("ZappaDjangoRole", APPLICATION_ARN)
    other = plan["other_names"]
    assert other.outputs["role_arn"] == "arn:aws:iam::999999999999:role/Other+Role=1"
    assert {v["name"] for v in plan["other_name"].of_type("aws_iam_policy").values()} == {
        "AcmeRolePolicy",
        "AcmeUserGeneralPolicy",
        "AcmeUserS3Policy",
    }


def test_bucket_inputs_reach_the_bucket(plan: Plan) -> None:
    """KMS key, log target, versioning, force_destroy and expiration each change what they name."""
    encryption = plan["kms_key"].resources["aws_s3_bucket_server_side_encryption_configuration.this[0]"]["rule"][0]
    assert encryption["apply_server_side_encryption_by_default"][0]["kms_master_key_id"] == KEY_ARN
    assert _statements(plan["kms_key"])["UseBucketKey"]["Resource"] == [KEY_ARN]
    assert "UseBucketKey" not in _statements(plan["quickstart"])
    assert plan["log_target"].resources["aws_s3_bucket_logging.this[0]"]["target_bucket"] == "our-logs"
    versioning = plan["no_versioning"].resources["aws_s3_bucket_versioning.this[0]"]["versioning_configuration"]
    assert versioning[0]["status"] == "Suspended"
    assert plan["force_destroy"].resources["aws_s3_bucket.this[0]"]["force_destroy"]
    lifecycle = "aws_s3_bucket_lifecycle_configuration.this[0]"
    assert {r["id"]: r["status"] for r in plan["keep_packages"].resources[lifecycle]["rule"]} == {
        "broken-uploads": "Enabled",
        "old-versions": "Disabled",
        "old-packages": "Disabled",
    }
    week = {rule["id"]: rule for rule in plan["week_of_packages"].resources[lifecycle]["rule"]}["old-packages"]
    assert (week["filter"][0]["prefix"], week["expiration"][0]["days"]) == ("shop-", 7)


def test_plan_grants_what_the_catalog_says(plan: Plan) -> None:
    """In the quickstart each statement of the default features is planned with exactly the catalog's actions."""
    planned = _statements(plan["quickstart"])
    wanted = {
        statement.sid: set(statement.actions)
        for feature in catalog.load().features
        if feature.about.always or feature.about.default
        for statement in feature.deployer + feature.role
    }
    assert {sid: set(_listed(statement["Action"])) for sid, statement in planned.items()} == wanted


GUIDE_DOCUMENTS = {
    "role_policy": 'aws_iam_policy.role["Role"]',
    "user_general_policy": GENERAL,
    "user_s3_policy": S3,
}


def _guide(name: str, partition: str, role: str = "ZappaDjangoRole") -> set[tuple[Any, ...]]:
    """The guide's document as published, placeholders and partition filled in, as a set of statements."""
    text = (guide.FOLDER / f"{name}.json").read_text()
    text = text.replace("arn:aws:iam::[ROLE_ID]:role/[ROLENAME]", f"arn:aws:iam::{ACCOUNT}:role/{role}")
    text = text.replace("[YOUR_BUCKET_NAME]", "my-awesome-zappa-bucket").replace("arn:aws:", f"arn:{partition}:")
    return _as_set(json.loads(text))


def _as_set(document: dict[str, Any]) -> set[tuple[Any, ...]]:
    """A document's statements, each as effect, actions, resources, services and conditions, without order."""
    return {
        (
            statement["Effect"],
            frozenset(_listed(statement["Action"])),
            frozenset(_listed(statement.get("Resource", []))),
            frozenset(_listed(statement.get("Principal", {}).get("Service", []))),
            json.dumps(statement.get("Condition", {}), sort_keys=True),
        )
        for statement in document["Statement"]
    }


@pytest.mark.parametrize("name", [*GUIDE_DOCUMENTS, "trust_policy"])
@pytest.mark.parametrize(
    ("scenario", "partition"),
    [
        ("guide", "aws"),
        ("guide_china", "aws-cn"),
        ("guide_govcloud", "aws-us-gov"),
        ("guide_features", "aws"),
        ("guide_path", "aws"),
    ],
)
def test_guide_profile_equals_the_guide(plan: Plan, scenario: str, partition: str, name: str) -> None:
    """Each of the four documents is the guide's, statement for statement, whatever the features, in each partition."""
    resources = plan[scenario].resources
    role = "zappa/ZappaDjangoRole" if scenario == "guide_path" else "ZappaDjangoRole"
    if name == "trust_policy":
        found = json.loads(resources["aws_iam_role.this[0]"]["assume_role_policy"])
    else:
        found = json.loads(resources[GUIDE_DOCUMENTS[name]]["policy"])
    assert _as_set(found) == _guide(name, partition, role)


def test_guide_profile_makes_only_the_guides_policies(plan: Plan) -> None:
    """The guide's profile has the guide's three policies, and its group and user."""
    assert set(plan["guide"].of_type("aws_iam_policy")) == set(GUIDE_DOCUMENTS.values())
    assert len(plan["guide_keys"].of_type("aws_iam_access_key")) == 1
    assert len(plan["guide_without_group"].of_type("aws_iam_user_policy_attachment")) == 2
