"""The plan cases: name -> a set of the module's inputs, beside those that all cases need. All are in one root."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from pathlib import Path
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
_PLANS = Path(__file__).parent.parent / "expected" / "recorded_plans.toml"
UNNAMED: dict[str, list[list[str]]] = tomllib.loads(_PLANS.read_text(encoding="utf-8"))["unnamed"]


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
        for nameless in map(set, UNNAMED.get(name, [[]])):
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


def attacked(feature: str, chain: Chain) -> dict[str, Any]:
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
            inputs = attacked(feature, chain)
            known = next((name for name, others in (RECORDED | LIVED | plans).items() if others == inputs), None)
            plan_of[chain.name] = known or f"attacked_{len(plans)}"
            plans |= {} if known else {plan_of[chain.name]: inputs}
    return plans, plan_of


ATTACKED, PLAN_OF_CHAIN = _attacked_plans()

ALL = CASES | RECORDED | EVERYTHING | LEVELS | ATTACKED


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
