"""The plan cases: name -> a set of the module's inputs, beside those that all cases need. All are in one root."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, NamedTuple

from tests.shared import identity_cases
from zappa_iam import catalog
from zappa_iam.evidence.recordings import PAIRS
from zappa_iam.module.planning import ACCOUNT, REQUIRED, base, inputs, instances
from zappa_iam.proof import identity, phases
from zappa_iam.proof.chain import Chain
from zappa_iam.proof.chain import load as attacks
from zappa_iam.proof.phases import Phase
from zappa_iam.recorder.scenario import Scenario, load_scenarios
from zappa_iam.settings.features import used

CATALOG = catalog.load()
PARTITIONS = {"aws": "us-west-2", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
KEY_ARN = f"arn:aws:kms:us-west-2:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
BUCKET_KEY_ARN = KEY_ARN.replace("11111111", "22222222")
BOUNDARY_ARN = f"arn:aws:iam::{ACCOUNT}:policy/Boundary"
APPLICATION_ARN = f"arn:aws:iam::{ACCOUNT}:policy/Orders"
GUIDE = {"policy_profile": "guide"}
# Of another region than the provider's: the module refuses to make a bucket there.
CHINA = {"region": PARTITIONS["aws-cn"], "create_bucket": False}
GOVCLOUD = {"region": PARTITIONS["aws-us-gov"], "create_bucket": False}
LONGEST = {
    "bucket_name": "b" * 63,
    "role_name": "r" * 64,
    "name": "n" * 40,
    "path": "/" + "p" * 510 + "/",
    "project_name": "p" * 32,
    "stages": ["s" * 31],
}

# A case has what it is about, and no more. A case about grants needs no bucket, one about people needs no features, and
# one about the bucket needs neither.
NO_BUCKET = {"create_bucket": False}
NOTHING = ["no_api", "no_events"]
PEOPLE: dict[str, Any] = {**NO_BUCKET, "features": NOTHING}
NOBODY: dict[str, Any] = {"features": NOTHING, "create_role": False, "create_group": False, "users": []}

# Stages of which Zappa's slugify has something to change.
AWKWARD_STAGES = ["DEV", "a__b", "_x", "y_", "__z__9", "0", "A1_B2_c3", "x_1_y", "ONE_two", "L" * 50]

# Stages of a project as large as they come.
BIG_STAGES = [
    "dev",
    "test",
    "staging",
    "production",
    "demo",
    "training",
    "preview",
    "acceptance",
    "performance",
    "security",
    "hotfix",
    "sandbox",
]
BIG: dict[str, Any] = {**NO_BUCKET, "project_name": "customer-portal-backend"}
QUEUES = [f"arn:aws:sqs:us-west-2:{ACCOUNT}:customer-portal-backend-{stage}" for stage in BIG_STAGES]

CASES: dict[str, dict[str, Any]] = {
    "quickstart": {},
    "guide": GUIDE,
    "guide_keys": {**PEOPLE, **GUIDE, "create_access_keys": True},
    "guide_without_group": {**NO_BUCKET, **GUIDE, "create_group": False},
    "guide_china": {**GUIDE, **CHINA},
    "guide_govcloud": {**GUIDE, **GOVCLOUD},
    "guide_path": {**NO_BUCKET, **GUIDE, "path": "/zappa/"},
    "guide_features": {**NO_BUCKET, **GUIDE, "features": []},
    "china": CHINA,
    "govcloud": GOVCLOUD,
    "every_stage": {**NO_BUCKET, "stages": ["*"]},
    "every_project": {**NO_BUCKET, "project_name": "*", "stages": ["*"]},
    "among_projects": {**PEOPLE, "other_projects": {"shop": ["dev"], "shop-two": ["dev"], "blog": None}},
    "slugified_stages": {**PEOPLE, "project_name": "A_B--c", "stages": AWKWARD_STAGES},
    "two_stages": {**NO_BUCKET, "stages": ["dev", "production"]},
    "twelve_stages": {**BIG, "stages": BIG_STAGES},
    "twelve_stages_longest": {**NO_BUCKET, **LONGEST, "stages": [f"{number:031d}" for number in range(12)]},
    "six_stages": {
        **BIG,
        "stages": BIG_STAGES[:6],
        "features": [
            "alb",
            "apigateway_v2",
            "certify",
            "dead_letter",
            "event_source_sns",
            "event_source_sqs",
            "events",
            "function_url",
            "vpc_config",
            "websocket",
        ],
        "resources": {
            "certify": [f"{stage}.customer-portal.example.com" for stage in BIG_STAGES[:6]],
            "dead_letter": QUEUES,
            "event_source_sns": [
                f"arn:aws:sns:us-west-2:{ACCOUNT}:customer-portal-{stage}" for stage in BIG_STAGES[:6]
            ],
            "event_source_sqs": QUEUES,
        },
    },
    "slugified": {**NO_BUCKET, "project_name": "_My-Shop_2", "stages": ["Dev-1"]},
    "longest": {**NO_BUCKET, **LONGEST},
    "only_events": {**NO_BUCKET, "features": ["events", "no_api"]},
    "no_users": {**PEOPLE, "users": []},
    "empty_group": {**PEOPLE, "users": [], "create_group": True},
    "one_user": {**PEOPLE, "users": ["deployer"]},
    "three_users": {**PEOPLE, "users": ["ann", "bob", "cid"]},
    "no_group": {**PEOPLE, "create_group": False},
    "no_group_three_users": {**PEOPLE, "create_group": False, "users": ["ann", "bob", "cid"]},
    "no_group_no_users": {**PEOPLE, "create_group": False, "users": []},
    "access_keys": {**PEOPLE, "create_access_keys": True},
    "access_keys_three_users": {**PEOPLE, "create_access_keys": True, "users": ["ann", "bob", "cid"]},
    "two_keys": {**PEOPLE, "create_access_keys": True, "access_key_generations": [1, 2]},
    "second_key": {
        **PEOPLE,
        "create_access_keys": True,
        "access_key_generations": [2],
        "access_key_pgp_key": "keybase:ann",
    },
    "deployers": {**NO_BUCKET, "deployers": identity.deployers(ACCOUNT)},
    "deployers_china": {**NO_BUCKET, **CHINA, "deployers": {"main": identity_cases.BRANCH}},
    "deployers_bounded": {
        **NO_BUCKET,
        "deployers": {"main": {**identity_cases.BRANCH, "max_session_duration": 7200}},
        "path": "/zappa/deploy/",
        "permissions_boundary_arn": BOUNDARY_ARN,
        "tags": {"Team": "web shop"},
    },
    "deployers_beside_users": {**PEOPLE, "deployers": {"main": identity_cases.BRANCH}, "users": ["ann"]},
    "deployers_given": {
        **NO_BUCKET,
        "deployers": {
            "main": identity_cases.BRANCH,
            "gitlab": {"gitlab": {**identity_cases.GITLAB, "branches": ["main"]}},
        },
        "oidc_providers": {identity_cases.GITHUB: f"arn:aws:iam::{ACCOUNT}:oidc-provider/{identity_cases.GITHUB}"},
    },
    "extra_trust": {
        **PEOPLE,
        "extra_trust": [f"arn:aws:iam::{ACCOUNT}:role/Jobs", "states.amazonaws.com", f"arn:aws:iam::{ACCOUNT}:root"],
    },
    "existing_role": {"create_role": False},
    "existing_bucket": {"create_bucket": False},
    "existing_both": {"create_role": False, "create_bucket": False},
    "existing_role_path": {**PEOPLE, "create_role": False, "path": "/service/"},
    "other_name": {**PEOPLE, "name": "Acme"},
    "one_project": PEOPLE,
    "other_project": {**PEOPLE, "project_name": "My_Blog"},
    "path": {**PEOPLE, "path": "/zappa/deploy/"},
    "tags": {"tags": {"Team": "web shop", "Cost": "42"}},
    "boundary": {**PEOPLE, "permissions_boundary_arn": BOUNDARY_ARN},
    "application_policy": {**PEOPLE, "role_policy_arns": {"orders": APPLICATION_ARN}},
    "api_log_role": {**NOBODY, "create_api_log_role": True},
    "domain_elsewhere": {
        **NO_BUCKET,
        "features": ["apigateway", "certify", "events"],
        "resources": {"certify": ["shop.example.com"]},
        "route53_enabled": False,
    },
    "domain_of_lets_encrypt": {
        **NO_BUCKET,
        "features": ["apigateway", "certify", "events", "lets_encrypt_key"],
        "resources": {"certify": ["shop.example.com"]},
        "route53_enabled": False,
    },
    "kms_key": {**NOBODY, "bucket_kms_key_arn": KEY_ARN},
    "log_target": {**NOBODY, "bucket_log_target": "our-logs"},
    "no_versioning": {**NOBODY, "bucket_versioning": False},
    "force_destroy": {**NOBODY, "bucket_force_destroy": True},
    "keep_packages": {**NOBODY, "package_expiration_days": None},
    "week_of_packages": {**NOBODY, "package_expiration_days": 7},
    "other_names": {
        **NO_BUCKET,
        "bucket_name": "other.bucket-1",
        "role_name": "Other+Role=1",
        "account_id": "999999999999",
    },
}

# What the recorded projects name for each feature that takes it: the values of their settings.
RESOURCES: dict[str, list[str]] = {
    "alb": ["internet-facing", "sg-1", "subnet-1", "subnet-2"],
    "api_key": ["apikey1"],
    "async_lambda": ["other-dev"],
    "async_response_table": ["shop-results"],
    "authorizer": [f"arn:aws:lambda:us-west-2:{ACCOUNT}:function:gate"],
    "aws_kms_key_arn": [KEY_ARN],
    "certify": ["example.com", "shop.example.com"],
    "cognito": ["us-west-2_pool1"],
    "dead_letter": [f"arn:aws:sns:us-west-2:{ACCOUNT}:my-failures", f"arn:aws:sqs:us-west-2:{ACCOUNT}:my-failures"],
    "docker_image_uri": ["shop"],
    "efs_config": [f"arn:aws:elasticfilesystem:us-west-2:{ACCOUNT}:access-point/fsap-1"],
    "event_source_dynamodb": [f"arn:aws:dynamodb:us-west-2:{ACCOUNT}:table/my-table/stream/2026-01-01T00:00:00.000"],
    "event_source_events": ["my-rule"],
    "event_source_kinesis": [f"arn:aws:kinesis:us-west-2:{ACCOUNT}:stream/my-stream"],
    "event_source_s3": ["arn:aws:s3:::my-uploads"],
    "event_source_sns": [f"arn:aws:sns:us-west-2:{ACCOUNT}:my-topic"],
    "event_source_sqs": [f"arn:aws:sqs:us-west-2:{ACCOUNT}:my-queue"],
    "kms_keys": [KEY_ARN],
    "layers": [f"arn:aws:lambda:us-west-2:{ACCOUNT}:layer:my-layer:1"],
    "lets_encrypt_key": ["s3://my-awesome-zappa-bucket/account.key"],
    "remote_env": ["s3://my-config/shop/dev.json"],
    "vpc_config": ["sg-1", "subnet-1"],
    "zip_package": ["s3://my-awesome-zappa-bucket/package.zip"],
}
# What single recorded projects name instead.
CONSUMER = f"arn:aws:kinesis:us-west-2:{ACCOUNT}:stream/my-stream/consumer/shop:1700000000"
OWN_RESOURCES: dict[tuple[str, str], list[str]] = {
    ("certify_letsencrypt", "certify"): ["shop.example.com"],
    ("event_source_kinesis_consumer", "event_source_kinesis"): [CONSUMER],
    ("bucket_kms_key_function", "remote_env"): ["s3://my-awesome-zappa-bucket/shop/dev.json"],
}
# Features that other inputs switch on.
IMPLIED = {feature.name for feature in CATALOG.features if feature.about.variable}
# Recorded projects, and the features for which they name nothing although they could; an empty set: they name all.
NAMELESS: dict[str, list[set[str]]] = {
    "api_key": [{"api_key"}],
    "async_no_api": [{"async_lambda"}],
    "efs_config": [{"efs_config"}, {"efs_config", "vpc_config"}],
    "vpc_config": [set(), {"vpc_config"}],
}


def recorded(scenario: Scenario, nameless: set[str]) -> dict[str, Any]:
    """The inputs for a recorded project: its features and what they work on, without bucket, group and users."""
    resources = {
        name: _worked_on(scenario, name) for name in scenario.features if name in RESOURCES and name not in nameless
    }
    return _inputs(scenario, scenario.features, resources)


def lived(scenario: Scenario, phase: Phase) -> dict[str, Any]:
    """The inputs for one phase of a recorded project's life: what differs from the usual names, too."""
    inputs = _inputs(scenario, phase.features, {name: it for name, it in phase.resources.items() if name in RESOURCES})
    named = {"role_name": phase.role, "bucket_name": phase.bucket}
    return inputs | {name: it for name, it in named.items() if it and it != REQUIRED[name]}


def _inputs(scenario: Scenario, features: Collection[str], resources: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "create_bucket": False,
        "create_group": False,
        "users": [],
        "project_name": scenario.settings["project_name"],
        "stages": ["dev"],
        "features": CATALOG.spelled_out(name for name in features if name not in IMPLIED),
        "bucket_kms_key_arn": BUCKET_KEY_ARN if "bucket_kms_key" in features else None,
        "route53_enabled": "certify" not in features or "route53" in features,
        "resources": resources,
    }


def _worked_on(scenario: Scenario, feature: str) -> list[str]:
    """What the recorded project names for a feature; where many settings stand together, what is in them."""
    if scenario.bundle == PAIRS and feature != "alb":  # which is held to nothing unless the user wants it
        for use in used(scenario.settings):
            if use.feature == feature:
                return list(use.values)
    return OWN_RESOURCES.get((scenario.name, feature), RESOURCES[feature])


def together(scenario: Scenario) -> tuple[str, dict[str, Any]]:
    """The name of the one plan of a scenario of many settings, and its inputs."""
    nameless = {name for name in scenario.features if name in RESOURCES and not _worked_on(scenario, name)}
    return "_".join(["recorded", scenario.name, "without", *sorted(nameless)]), recorded(scenario, nameless)


class _Plans(NamedTuple):
    """The plans of ordinary recorded projects, those that only lives have, and the plans of each phase."""

    recorded: dict[str, dict[str, Any]]
    lived: dict[str, dict[str, Any]]
    of: dict[str, list[str]]

    def share(self, phase: str, new: str, inputs: dict[str, Any], lives: bool) -> None:
        """Note the phase's plan: one of the same inputs, or a new one."""
        known = (self.recorded | self.lived).items()
        plan = next((name for name, others in known if others == inputs), f"recorded_{new}")
        if plan not in self.recorded:
            (self.lived if lives else self.recorded)[plan] = inputs
        self.of.setdefault(phase, []).append(plan)


def _recorded_plans() -> _Plans:
    found = _Plans({}, {}, {})
    scenarios = load_scenarios()
    for name, scenario in sorted(scenarios.items(), key=lambda item: (item[0] != "default", bool(item[1].bundle))):
        if scenario.bundle == PAIRS:
            continue
        if scenario.bundle:
            for phase, each in zip(phases.names(scenario), phases.phases(scenario), strict=True):
                nameless = {it for it in each.features if it in RESOURCES and it not in each.resources}
                found.share(phase, _named(phase.replace("#", "_"), nameless), lived(scenario, each), lives=True)
            continue
        for nameless in NAMELESS.get(name, [set()]):
            found.share(name, _named(name, nameless), recorded(scenario, nameless), lives=False)
    return found


def _named(name: str, nameless: set[str]) -> str:
    return "_".join([name, *(["without", *sorted(nameless)] if nameless else [])])


# LIVED need be planned with one Terraform only: they hold nothing but features and names that the others hold.
RECORDED, LIVED, PLANS_OF = _recorded_plans()


# Everything on at once, and every name in it as long as AWS takes it.
LONGEST_RESOURCES: dict[str, list[str]] = {
    "api_key": ["k" * 64],
    "async_lambda": ["f" * 64],
    "async_response_table": ["t" * 255],
    "authorizer": [f"arn:aws:lambda:us-west-2:{ACCOUNT}:function:{'f' * 64}:{'a' * 128}"],
    "aws_kms_key_arn": [f"arn:aws:kms:us-west-2:{ACCOUNT}:key/{'k' * 64}"],
    "certify": [f"{'.'.join(['d' * 62] * 3)}.{'e' * 63}"],
    "cognito": [f"us-west-2_{'p' * 45}"],
    "dead_letter": [f"arn:aws:{kind}:us-west-2:{ACCOUNT}:{'f' * 256}" for kind in ("sns", "sqs")],
    "docker_image_uri": ["r" * 256],
    "efs_config": [f"arn:aws:elasticfilesystem:us-west-2:{ACCOUNT}:access-point/fsap-{'a' * 40}"],
    "event_source_dynamodb": [f"arn:aws:dynamodb:us-west-2:{ACCOUNT}:table/{'t' * 255}/stream/2026-01-01T00:00:00.000"],
    "event_source_events": ["r" * 64],
    "event_source_kinesis": [
        f"arn:aws:kinesis:us-west-2:{ACCOUNT}:stream/{'s' * 128}/consumer/{'c' * 128}:{'1' * 20}",
    ],
    "event_source_s3": [f"arn:aws:s3:::{'b' * 63}"],
    "event_source_sns": [f"arn:aws:sns:us-west-2:{ACCOUNT}:{'t' * 256}"],
    "event_source_sqs": [f"arn:aws:sqs:us-west-2:{ACCOUNT}:{'q' * 80}"],
    "kms_keys": [f"arn:aws:kms:us-west-2:{ACCOUNT}:key/{'k' * 64}"],
    "layers": [f"arn:aws:lambda:us-west-2:{ACCOUNT}:layer:{'l' * 140}:1234567890"],
    "lets_encrypt_key": [f"s3://{'b' * 63}/{'k' * 256}"],
    "remote_env": [f"s3://{'b' * 63}/{'k' * 256}"],
    "alb": ["internet-facing", f"sg-{'a' * 40}", f"subnet-{'a' * 40}"],
    "vpc_config": [f"sg-{'a' * 40}", f"subnet-{'a' * 40}"],
    "zip_package": [f"s3://{'b' * 63}/{'k' * 256}"],
}
EVERYTHING: dict[str, dict[str, Any]] = {
    "everything_longest": {
        **LONGEST,
        "create_bucket": False,
        "bucket_kms_key_arn": f"arn:aws:kms:us-west-2:{ACCOUNT}:key/{'k' * 64}",
        # not manage_roles: the role that Zappa makes would have too long a name beside a function of 64 characters
        "features": [it.name for it in CATALOG.features if it.selectable and it.name != "manage_roles"],
        "resources": LONGEST_RESOURCES,
    }
}


# What is granted by Zappa's commands: with the default features, with all of them, and on some stages alone; and what
# bounds the role.
PIPELINE: dict[str, Any] = {"github": {"repository": "octo-org/shop", "branches": ["main"]}}
LEVELS: dict[str, dict[str, Any]] = {
    "levels_default": {
        **NO_BUCKET,
        "deployers": {name: {"grants": name, **PIPELINE} for name in ("deploy", "operate", "update")},
    },
    "levels_everything": {
        **NO_BUCKET,
        "bucket_kms_key_arn": BUCKET_KEY_ARN,
        "features": [it.name for it in CATALOG.features if it.selectable and it.name != "manage_roles"],
        "resources": RESOURCES,
        "deployers": {name: {"grants": name, **PIPELINE} for name in ("certify", "operate", "update")},
    },
    "levels_by_stage": {
        **BIG,
        "stages": BIG_STAGES,
        "deployers": {
            "everybody": {"grants": "operate", **PIPELINE},
            "developers": {"stages": ["dev", "test"], **PIPELINE},
            "everything": {"stages": BIG_STAGES, **PIPELINE},
            "pipeline": {"grants": "update", "stages": ["production"], **PIPELINE},
            "the_same": {"grants": "update", "stages": ["production"], **PIPELINE},
            "most": {"stages": BIG_STAGES[1:], **PIPELINE},
        },
    },
    "boundary_named": {
        **NO_BUCKET,
        "features": [it.name for it in CATALOG.features if it.selectable and it.name != "manage_roles"],
        "resources": RESOURCES,
        "create_permissions_boundary": True,
        "application_actions": ["dynamodb:*", "sts:AssumeRole"],
        "role_policy_arns": {"orders": APPLICATION_ARN},
    },
    "levels_of_every_stage": {
        **NO_BUCKET,
        "stages": ["*"],
        "deployers": {"pipeline": {"grants": "update", "stages": ["production"], **PIPELINE}},
    },
}


def _attacked(feature: str, chain: Chain) -> dict[str, Any]:
    """The inputs that a chain is tried on: its own over those of the recorded project that has the feature on.

    That is the one called as the feature is, else the one with the fewest features, else the default.
    """
    found = [it for it in load_scenarios().values() if feature in it.features and not it.bundle]
    found.sort(key=lambda scenario: (scenario.name != feature, len(scenario.features), scenario.name != "default"))
    return {**recorded(found[0] if found else load_scenarios()["default"], set()), **chain.inputs}


def _attacked_plans() -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """The plans that only chains are tried on, and the plan of each chain: those of the same inputs share one."""
    plans: dict[str, dict[str, Any]] = {}
    plan_of: dict[str, str] = {}
    for feature, chains in attacks().chains.items():
        for chain in chains.chain:
            if chain.refused:
                continue
            inputs = _attacked(feature, chain)
            known = next((name for name, others in (RECORDED | LIVED | plans).items() if others == inputs), None)
            plan_of[chain.name] = known or f"attacked_{len(plans)}"
            plans |= {} if known else {plan_of[chain.name]: inputs}
    return plans, plan_of


ATTACKED, PLAN_OF_CHAIN = _attacked_plans()

ALL = CASES | RECORDED | EVERYTHING | LEVELS | ATTACKED


# Inputs that the module refuses, and what the message must say; each is planned by Terraform itself.
REJECTED: dict[str, tuple[dict[str, Any], str]] = {
    "bucket_upper_case": ({"bucket_name": "MyBucket"}, "bucket_name: S3 refuses this name; write 3 to 63"),
    "bucket_too_short": ({"bucket_name": "ab"}, "bucket_name: S3 refuses"),
    "bucket_too_long": ({"bucket_name": "b" * 64}, "bucket_name: S3 refuses"),
    "bucket_ip_address": ({"bucket_name": "192.168.5.4"}, "bucket_name: S3 refuses"),
    "bucket_two_dots": ({"bucket_name": "a..b"}, "bucket_name: S3 refuses"),
    "bucket_interpolation": ({"bucket_name": "a$${path.cwd}b"}, "bucket_name: S3 refuses"),
    "unknown_feature": (
        {"features": ["apigateway", "events", "teleport"]},
        "features: unknown teleport; write some of: alb, api_key, apigateway, ",
    ),
    "feature_null": ({"features": ["apigateway", "events", None]}, "features: unknown null; write some of: alb, "),
    "settings_for_features": (
        {"features": ["apigateway", "cors", "keep_warm", "teleport"]},
        "features: cors is a setting of apigateway or apigateway_v2, write that; keep_warm is a setting of events, "
        "write that; unknown teleport; write some of: alb, ",
    ),
    "way_in_and_none": (
        {"features": ["events", "function_url", "no_api"]},
        "features: no_api says none of apigateway, alb, apigateway_v2, function_url, websocket, and function_url is "
        "named; remove one of the two.",
    ),
    "always_on_feature": ({"features": ["apigateway", "core", "events"]}, "features: unknown core"),
    "unknown_profile": (
        {"policy_profile": "admin"},
        'policy_profile: unknown profile; write "least_privilege" or "guide".',
    ),
    "role_with_slash": ({"role_name": "team/role"}, "role_name: IAM refuses this name"),
    "role_too_long": ({"role_name": "r" * 65}, "role_name: IAM refuses"),
    "role_arn": (
        {"role_name": "arn:aws:iam::123456789012:role/team/web/Deploy"},
        'role_name: this is an ARN; write role_name = "Deploy" and path = "/team/web/".',
    ),
    "role_arn_without_path": (
        {"role_name": "arn:aws:iam::123456789012:role/Deploy"},
        'role_name: this is an ARN; write role_name = "Deploy" and path = "/".',
    ),
    "role_wildcard": ({"role_name": "*"}, "role_name: IAM refuses"),
    "account_short": ({"account_id": "1234"}, "account_id: this is not 12 digits"),
    "account_hyphens": ({"account_id": "1234-5678-9012"}, "account_id: this is not 12 digits"),
    "region_name": ({"region": "Oregon"}, 'region: this is no AWS region; write its code, as in "us-west-2".'),
    "region_zone": ({"region": "us-west-2a"}, "region: this is no AWS region"),
    "name_quote": ({"name": 'Za"ppa'}, "name: IAM refuses names with this prefix"),
    "name_newline": ({"name": "Zappa\nGroup"}, "name: IAM refuses names with this prefix"),
    "name_too_long": ({"name": "n" * 41}, "name: IAM refuses names with this prefix"),
    "path_without_slash": ({"path": "zappa"}, "path: IAM refuses this path; begin and end it with a slash"),
    "path_wildcard": ({"path": "/*/"}, "path: IAM refuses this path"),
    "project_wildcard": ({"project_name": "sh*"}, "project_name: Zappa refuses this name"),
    "project_interpolation": ({"project_name": "$${aws:username}"}, "project_name: Zappa refuses this name"),
    "project_newline": ({"project_name": "shop\n"}, "project_name: Zappa refuses this name"),
    "stage_wildcard": ({"stages": ["dev*"]}, "stages: Zappa refuses such a stage"),
    "stage_beside_every_stage": ({"stages": ["*", "dev"]}, 'stages: "*" is every stage already; write it alone'),
    "stage_beyond_ascii": (
        {"stages": ["dev", "größe"]},
        "stages: größe is not ASCII: API Gateway refuses it, and without an API Zappa spells the function in ASCII",
    ),
    "stage_newline": ({"stages": ["dev\nprod"]}, "stages: Zappa refuses such a stage"),
    "stage_null": ({"stages": [None]}, "stages: Zappa refuses such a stage"),
    "user_quote": ({"users": ['an"n', "bob"]}, 'users: IAM refuses "an\\"n"; write 1 to 64'),
    "user_null": ({"users": ["ann", None]}, "users: IAM refuses null; write 1 to 64"),
    "users_of_one_name": (
        {"users": ["Ann", "BOB", "Bob", "ann", "bob", "cid"]},
        "users: Ann and ann are one name to IAM; BOB and Bob and bob are one name to IAM; keep one of them.",
    ),
    "tag_interpolation": (
        {"tags": {"Team": "$${aws:username}"}},
        'tags: AWS refuses "Team" = "${aws:username}"; write',
    ),
    "tag_of_aws": ({"tags": {"AWS:team": "web"}}, "tags: AWS keeps keys that begin with aws: for itself"),
    "tag_without_key": ({"tags": {"": "web"}}, 'tags: AWS refuses "" = "web"; write'),
    "tag_long_key": ({"tags": {"k" * 129: "web"}}, 'kkk" = "web"; write letters, digits, spaces'),
    "tag_null": ({"tags": {"Team": None}}, 'tags: AWS refuses "Team" = null; write'),
    "tags_of_one_key": (
        {"tags": {"Team": "web", "TEAM": "shop", "Cost": "42"}},
        "tags: TEAM and Team are one key to IAM; keep one of them.",
    ),
    "tags_too_many": ({"tags": {f"Key{number}": "" for number in range(51)}}, "tags: there are 51, and AWS takes 50"),
    "tag_quote": ({"tags": {'Te"am': "web"}}, 'tags: AWS refuses "Te\\"am" = "web"; write'),
    "tag_newline": ({"tags": {"Team": "web\nshop"}}, 'tags: AWS refuses "Team" = "web\\nshop"; write'),
    "log_target_upper_case": ({"bucket_log_target": "Logs"}, "bucket_log_target: S3 refuses this name"),
    "expiration_zero": ({"package_expiration_days": 0}, "package_expiration_days: this is no number of days"),
    "unknown_taker": (
        {"resources": {"teleport": ["x"]}},
        "resources: teleport takes none; the features that do: alb, api_key, async_lambda, ",
    ),
    "resource_interpolation": (
        {
            "features": ["apigateway", "events", "remote_env"],
            "resources": {"remote_env": ["s3://my-config/$${aws:username}"]},
        },
        "resources: remote_env does not take",
    ),
    "resource_quote": (
        {"features": ["apigateway", "certify", "events"], "resources": {"certify": ['shop".example.com']}},
        "resources: certify does not take",
    ),
    "domain_too_long": (
        {
            "features": ["apigateway", "certify", "events"],
            "resources": {"certify": [f"{'a.' * 126}com", "shop.example.com"]},
        },
        'a.a.com", write it as in shop.example.com.',
    ),
    "domain_star_within": (
        {"features": ["apigateway", "certify", "events"], "resources": {"certify": ["*shop.example.com", "a.*.com"]}},
        'resources: certify does not take "*shop.example.com", write it as in shop.example.com; certify does not',
    ),
    "bucket_account_of_a_new_bucket": (
        {"bucket_account_id": "999999999999"},
        "bucket_account_id: the module makes the bucket in the functions' account; leave it out",
    ),
    "bucket_account_short": (
        {"create_bucket": False, "bucket_account_id": "999"},
        "bucket_account_id: this is not 12 digits",
    ),
    "null_bucket": ({"bucket_name": None}, "bucket_name"),
    # Where the fault lies between two inputs, or in what comes of them.
    "project_with_a_space": ({"project_name": "my shop"}, "project_name: Zappa refuses this name"),
    "project_of_dashes": ({"project_name": "_-"}, "project_name: Zappa refuses this name"),
    "managed_role_by_name": (
        {"features": ["apigateway", "events", "manage_roles", "role_name"]},
        "features: with manage_roles Zappa makes the role that role_name names",
    ),
    "key_alias": (
        {
            "features": ["apigateway", "aws_kms_key_arn", "events"],
            "resources": {"aws_kms_key_arn": ["arn:aws:kms:us-west-2:123456789012:alias/shop"]},
        },
        "write it as in arn:aws:kms:us-west-2:123456789012:key/",
    ),
    "project_missing": ({"project_name": None}, "project_name: least privilege is for one project; write its name"),
    "stages_missing": ({"stages": []}, "stages: least privilege is for the stages that there are; write them"),
    "keys_for_nobody": (
        {"users": [], "create_access_keys": True},
        "create_access_keys: there is no user to give a key to; name one in users",
    ),
    "user_too_long": (
        {"project_name": "p" * 60},
        f"users: ZappaUser-{'p' * 60} has over 64 characters, which IAM refuses; name the user yourself",
    ),
    "log_of_the_log": (
        {"bucket_log_target": REQUIRED["bucket_name"]},
        "bucket_log_target: this is the deployment bucket itself",
    ),
    "boundary_of_nobody": (
        {"features": ["apigateway", "events", "manage_roles"], "permissions_boundary_arn": BOUNDARY_ARN},
        "permissions_boundary_arn: with manage_roles Zappa makes a role of its own and sets no boundary on it",
    ),
    "no_features": (
        {"features": []},
        'features: add "apigateway" (Zappa\'s default; else alb, apigateway_v2, function_url, websocket, or no_api), '
        '"events" (Zappa\'s default; else no_events).',
    ),
    "no_way_in": (
        {"features": ["events", "efs_config"]},
        'features: add "apigateway" (Zappa\'s default; else alb, apigateway_v2, function_url, websocket, or no_api), '
        '"vpc_config" (efs_config needs it).',
    ),
    "feature_alone": (
        {"features": ["apigateway", "events", "efs_config", "lets_encrypt_key"]},
        'features: add "vpc_config" (efs_config needs it), "certify" (lets_encrypt_key needs it).',
    ),
    "stage_without_project": (
        {"project_name": "*", "stages": ["dev"]},
        'stages: a stage belongs to a project; name the project, or write stages = ["*"] for every one.',
    ),
    "stage_without_a_name": (
        {"stages": ["_", "dev"]},
        'stages: "_" leaves nothing of a name, so that the function is shop itself, and what is named after it',
    ),
    "stages_of_one_function": (
        {"stages": ["DEV", "a_b", "a__b", "dev", "dev_", "test"]},
        "stages: DEV and dev and dev_ are one function to Zappa, shop-dev; a__b and a_b are one function to Zappa, "
        "shop-a-b; keep one of them.",
    ),
    "resource_of_a_feature_that_is_off": (
        {"resources": {"layers": ["arn:aws:lambda:us-west-2:123456789012:layer:my-layer:1"]}},
        "resources: layers is not on; name it in features, too.",
    ),
    "nothing_to_work_on": (
        {
            "features": ["apigateway", "cognito", "dead_letter", "event_source_sqs", "events"],
            "resources": {"dead_letter": ["arn:aws:sns:us-west-2:123456789012:failures"]},
        },
        "resources: cognito, event_source_sqs work on nothing yet; write resources = { cognito = "
        '["us-west-2_abcdefghi"], dead_letter = ["arn:aws:sns:us-west-2:123456789012:failures"], event_source_sqs = '
        '["arn:aws:sqs:us-west-2:123456789012:orders"] }.',
    ),
    "boundary_no_arn": (
        {"permissions_boundary_arn": "Boundary"},
        "permissions_boundary_arn: this is no managed policy",
    ),
    "kms_alias": ({"bucket_kms_key_arn": "alias/aws/s3"}, "bucket_kms_key_arn: this is no KMS key"),
    "application_policy_no_arn": (
        {"role_policy_arns": {"orders": "Orders"}},
        'role_policy_arns: orders is "Orders", no managed policy; write ARNs, as in {',
    ),
    "malformed_resource": (
        {"features": ["apigateway", "events", "layers"], "resources": {"layers": ["my-layer"]}},
        'resources: layers does not take "my-layer", write it as in arn:aws:lambda:us-west-2:123456789012:layer:my-',
    ),
    "resource_wildcard": (
        {
            "features": ["apigateway", "event_source_sqs", "events"],
            "resources": {"event_source_sqs": ["arn:aws:sqs:us-west-2:123456789012:*"]},
        },
        "resources: event_source_sqs does not take",
    ),
    "boundary_of_no_partition": (
        {"permissions_boundary_arn": BOUNDARY_ARN.replace("arn:aws:", "arn:aws-evil:")},
        "permissions_boundary_arn: this is no managed policy; write its ARN, as in "
        '"arn:aws:iam::123456789012:policy/Boundary", or null.',
    ),
    "key_of_another_partition": (
        {**CHINA, "bucket_kms_key_arn": KEY_ARN},
        "bucket_kms_key_arn: this is no KMS key; write the ARN of a key, not of an alias, as in "
        '"arn:aws-cn:kms:us-west-2:123456789012:key/',
    ),
    "application_policy_of_no_partition": (
        {"role_policy_arns": {"orders": APPLICATION_ARN.replace("arn:aws:", "arn:aws-evil:")}},
        'role_policy_arns: orders is "arn:aws-evil:iam::123456789012:policy/Orders", no managed policy; write',
    ),
    "application_policy_null": (
        {"role_policy_arns": {"orders": None}},
        "role_policy_arns: orders is null, no managed policy; write ARNs, as in {",
    ),
    "log_groups_of_every_stage": (
        {"stages": ["*"], "create_log_groups": True},
        "create_log_groups: whose log groups is not known; name the project and its stages",
    ),
    "log_retention_of_no_group": (
        {"log_retention_days": 30},
        "log_retention_days: the module makes no log group to keep logs in; write create_log_groups = true",
    ),
    "log_retention_odd": (
        {"create_log_groups": True, "log_retention_days": 31},
        "log_retention_days: CloudWatch Logs keeps logs for no such time; write one of 1, 3, 5, 7, 14, 30, ",
    ),
    "log_key_of_no_group": (
        {"log_kms_key_arn": KEY_ARN},
        "log_kms_key_arn: the module makes no log group to encrypt; write create_log_groups = true",
    ),
    "log_key_alias": (
        {"create_log_groups": True, "log_kms_key_arn": "alias/logs"},
        "log_kms_key_arn: this is no KMS key; write the ARN of a key",
    ),
    "application_json_no_json": (
        {"role_policy_json": {"orders": "{"}},
        "role_policy_json: orders is no policy; write JSON with a Statement, as jsonencode({ Version = ",
    ),
    "application_json_null": ({"role_policy_json": {"orders": None}}, "role_policy_json: orders is no policy"),
    "application_json_list": ({"role_policy_json": {"orders": "[]"}}, "role_policy_json: orders is no policy"),
    "application_json_of_a_resource": (
        {
            "role_policy_json": {
                "orders": json.dumps(
                    {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}}
                )
            }
        },
        "role_policy_json: in a statement IAM wants Effect, which is Allow or Deny, Action and Resource",
    ),
    "application_json_name": (
        {"role_policy_json": {"my orders": '{"Statement": []}'}},
        'role_policy_json: IAM refuses "my orders" as a name; write 1 to 128 letters',
    ),
    "application_json_too_long": (
        {
            "role_policy_json": {
                name: json.dumps({"Statement": {"Effect": "Allow", "Action": name * 6000, "Resource": "*"}})
                for name in ("a", "b")
            }
        },
        "role_policy_json: together 12118 characters, and IAM takes 10240 in the policies that a role has of its own",
    ),
    "application_json_of_a_role_that_exists": (
        {"create_role": False, "role_policy_json": {"orders": '{"Statement": []}'}},
        "role_policy_json: the role exists already and is left as it is; give it these policies where it is made",
    ),
    "trust_of_a_role_that_is_made": (
        {"check_role_trust": True},
        "check_role_trust: the module makes the role, and its trust is right; write create_role = false",
    ),
    "resource_of_no_partition": (
        {
            "features": ["apigateway", "event_source_sqs", "events"],
            "resources": {"event_source_sqs": ["arn:aws-evil:sqs:us-west-2:123456789012:orders"]},
        },
        'resources: event_source_sqs does not take "arn:aws-evil:sqs:us-west-2:123456789012:orders", write it as in '
        "arn:aws:sqs:us-west-2:123456789012:orders.",
    ),
    "resource_null": (
        {
            "features": ["apigateway", "event_source_sqs", "events", "layers"],
            "resources": {"event_source_sqs": [None], "layers": ["arn:aws:lambda:us-west-2:123456789012:layer:a:1"]},
        },
        "resources: event_source_sqs does not take null, write it as in arn:aws:sqs:us-west-2:123456789012:orders.",
    ),
    "resources_null": (
        {"features": ["apigateway", "event_source_sqs", "events"], "resources": {"event_source_sqs": None}},
        "resources: event_source_sqs works on nothing yet; write resources = { event_source_sqs = "
        '["arn:aws:sqs:us-west-2:123456789012:orders"] }.',
    ),
    "stage_of_another_project": (
        {"stages": ["dev", "dev_two"], "other_projects": {"shop": ["dev", "dev_two"], "shop-dev": ["one", "two"]}},
        'stages: "dev_two" of shop and "two" of shop-dev are both shop-dev-two; rename a stage, or name',
    ),
    "stage_under_another_project": (
        {"stages": ["dev_two"], "other_projects": {"Shop_Dev": ["*"]}},
        'stages: "dev_two" of shop and "*" of Shop_Dev are both shop-dev-two; rename a stage',
    ),
    "every_stage_over_another_project": (
        {"stages": ["*"], "other_projects": {"shop-two": ["dev"], "shop-three": ["*"], "blog": ["*"], "sho": ["*"]}},
        'stages: "*" of shop and "*" of shop-three are both shop-three-*; "*" of shop and "dev" of shop-two are both '
        "shop-two-dev; rename a stage",
    ),
    "other_stage_null": (
        {"other_projects": {"blog": [None]}},
        "other_projects: a stage is null; write the stages as in",
    ),
    "managed_role_too_long": (
        {"features": ["apigateway", "events", "manage_roles"], "project_name": "p" * 36, "stages": ["dev"]},
        "makes the name of a role of over 64 characters, which IAM refuses; shorten",
    ),
    "stage_too_long": (
        {"project_name": "p" * 40, "stages": ["s" * 40]},
        "stages: project and stage make a function name",
    ),
    "many_stages": (
        {"stages": [f"stage_{number}" for number in range(40)]},
        "characters too long for the ten policies of 6144 characters that IAM takes: call the module once for each",
    ),
    "identities": (
        {"deployers": {name: deployer for name, (deployer, _) in identity_cases.REFUSED.items()}},
        "deployers: nobody: nobody may assume it; write one of",
    ),
    "identity_null": ({"deployers": {"main": None}}, "deployers: main is null; leave it out, or write who may assume"),
    "deployers_of_one_name": (
        {"deployers": {"Main": identity_cases.BRANCH, "main": identity_cases.BRANCH}},
        "deployers: Main and main are one name to IAM; keep one of them.",
    ),
    "provider_of_no_issuer": (
        {"oidc_providers": {"https://gitlab.com": None}},
        'oidc_providers: "https://gitlab.com" is no issuer; write its address without https://',
    ),
    "provider_of_another_issuer": (
        {"oidc_providers": {"gitlab.com": f"arn:aws:iam::{ACCOUNT}:oidc-provider/gitlab.example.com"}},
        "not the provider of that issuer; write its ARN",
    ),
    "trust_of_everybody": (
        {"extra_trust": ["*"]},
        'extra_trust: "*" is nobody whom IAM can trust by name; write ARNs of roles',
    ),
    "trust_of_an_existing_role": (
        {"extra_trust": ["states.amazonaws.com"], "create_role": False},
        "extra_trust: the module leaves the role that exists already as it is",
    ),
    "three_keys": (
        {"create_access_keys": True, "access_key_generations": [1, 2, 3]},
        "access_key_generations: a user has two keys at most",
    ),
    "key_twice": ({"access_key_generations": [1, 1]}, "access_key_generations: a user has two keys at most"),
    "no_pgp_key": ({"access_key_pgp_key": "0xDEADBEEF"}, "access_key_pgp_key: this is no PGP key; write the public"),
    "keys_beside_deployers": (
        {"deployers": {"main": identity_cases.BRANCH}, "create_access_keys": True},
        "create_access_keys: there is no user to give a key to; name one in users",
    ),
    "other_region": ({"region": "eu-west-1"}, "The AWS provider is set to us-west-2, and region is eu-west-1"),
}
# What a deployer is granted, and what bounds the execution role.
REJECTED |= {
    "level_unknown": (
        {"deployers": {"ci": {"grants": "admin", **PIPELINE}, "dev": PIPELINE}},
        'deployers: ci grants "admin", which is no level; write one of: certify, deploy, operate, update.',
    ),
    "level_without_its_feature": (
        {"deployers": {"ci": {"grants": "certify", **PIPELINE}}},
        "deployers: ci grants certify alone, and the feature certify is off, so that there is no domain to work on",
    ),
    "level_of_the_guide": (
        {**GUIDE, "deployers": {"ci": {"grants": "update", **PIPELINE}}},
        "deployers: the policies of the guide are for all commands and stages; write policy_profile",
    ),
    "stage_of_nobody": (
        {"stages": ["dev", "test"], "deployers": {"ci": {"stages": ["test", "production"], **PIPELINE}}},
        'deployers: ci has "production", and the module has "dev", "test"; write some of those, or leave stages out',
    ),
    "no_stage_at_all": (
        {"deployers": {"ci": {"stages": [], **PIPELINE}}},
        'deployers: ci has no stage, and the module has "dev"; write some of those',
    ),
    "stage_null_of_a_deployer": (
        {"deployers": {"ci": {"stages": [None], **PIPELINE}}},
        'deployers: ci has null, and the module has "dev"; write some of those',
    ),
    "stage_of_no_project": (
        {"project_name": "*", "stages": ["*"], "deployers": {"ci": {"stages": ["dev"], **PIPELINE}}},
        'deployers: ci has "dev", and the module has "*"; write some of those',
    ),
    "boundary_of_a_role_that_is_there": (
        {"create_permissions_boundary": True, "create_role": False},
        "create_permissions_boundary: the module leaves the role that exists already as it is",
    ),
    "two_boundaries": (
        {"create_permissions_boundary": True, "permissions_boundary_arn": BOUNDARY_ARN},
        "create_permissions_boundary: a role has one boundary, and permissions_boundary_arn is another",
    ),
    "boundary_of_the_guide": (
        {**GUIDE, "create_permissions_boundary": True},
        "create_permissions_boundary: the guide allows the role whole services",
    ),
    "boundary_of_nothing_more": (
        {"create_permissions_boundary": True, "role_policy_arns": {"orders": APPLICATION_ARN}},
        "application_actions: orders of role_policy_arns would grant nothing more, since the boundary allows only",
    ),
    "boundary_of_nothing_more_in_json": (
        {
            "create_permissions_boundary": True,
            "role_policy_json": {
                "table": '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "dynamodb:GetItem", '
                '"Resource": "arn:aws:dynamodb:us-west-2:123456789012:table/orders"}]}'
            },
        },
        "application_actions: table of role_policy_json would grant nothing more, since the boundary allows only",
    ),
    "actions_without_a_boundary": (
        {"application_actions": ["dynamodb:*"]},
        "application_actions: there is no boundary to allow them; write create_permissions_boundary = true",
    ),
    "actions_of_iam": (
        {"create_permissions_boundary": True, "application_actions": ["iam:PassRole", "s3:GetObject"]},
        "application_actions: iam:PassRole: the boundary denies all of IAM",
    ),
    "no_action": (
        {"create_permissions_boundary": True, "application_actions": ["dynamodb", "s3:*"]},
        'application_actions: "dynamodb" is no action of IAM; write service and action',
    ),
    "boundary_too_long": (
        {"create_permissions_boundary": True, "application_actions": [f"dynamodb:{'A' * n}" for n in range(1, 120)]},
        "application_actions: the boundary is ",
    ),
}
# The chains whose inputs the module refuses, so that there is no policy to try them on.
REJECTED |= {
    f"chain_{number}": (_attacked(feature, chain), chain.refused)
    for number, (feature, chain) in enumerate(
        (feature, chain) for feature, chains in attacks().chains.items() for chain in chains.chain if chain.refused
    )
    if chain.refused
}

# What is legal and seldom meant, and what a plan warns of it.
WARNED: dict[str, tuple[dict[str, Any], str]] = {
    "both_apis": (
        {"features": ["apigateway", "apigateway_v2", "events"]},
        "features: both apigateway and apigateway_v2 are named, which is right only while a project moves",
    ),
    "long_trust": (
        {
            "deployers": {
                "main": identity_cases.BRANCH,
                "many": {"github": {**identity_cases.WITH_IDS, "branches": [f"release/{n:02}" for n in range(20)]}},
            }
        },
        "deployers: the trust policy of many has over 2,048 characters, which IAM refuses until the account's quota",
    ),
}


def blocks(cases: dict[str, dict[str, Any]], module: str) -> dict[str, Any]:
    """A root with one literal module block for each case."""
    return {**base(), "module": {name: {"source": module, **inputs(case)} for name, case in cases.items()}}


def root(cases: dict[str, dict[str, Any]], module: str) -> dict[str, Any]:
    """A root with all cases: the quickstart as it is written, the others as the `for_each` of one block."""
    modules: dict[str, Any] = {}
    if "quickstart" in cases:
        modules["quickstart"] = {"source": module, **inputs(cases["quickstart"])}
    if others := {key: case for key, case in cases.items() if key != "quickstart"}:
        modules["scenario"] = instances(others, module)
    return {**base(), "module": modules, "output": outputs(modules)}


def outputs(modules: dict[str, Any]) -> dict[str, Any]:
    """One root output for each module block: case -> the module's outputs."""
    return {
        name: {
            "value": f"${{module.{name}}}" if "for_each" in block else f"${{{{{name} = module.{name}}}}}",
            "sensitive": True,
        }
        for name, block in modules.items()
    }
