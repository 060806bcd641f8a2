"""Inputs that the module refuses, or warns of: name -> inputs beside those that all need, and a part of the message."""

from __future__ import annotations

import json
from typing import Any

from tests.shared import identity_cases
from tests.shared.attacked_cases import attacked
from tests.shared.case_inputs import APPLICATION_ARN, BOUNDARY_ARN, CHINA, GUIDE, KEY_ARN
from tests.shared.level_cases import PIPELINE
from zappa_iam.module.planning import ACCOUNT, REQUIRED
from zappa_iam.proof.chain import load as attacks

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
    f"chain_{number}": (attacked(feature, chain), chain.refused)
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
