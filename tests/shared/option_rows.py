"""Rows of the module's inputs, together a covering array: any two values of different inputs are in some row."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

from tests.shared.case_inputs import APPLICATION_ARN, BOUNDARY_ARN, BUCKET_KEY_ARN, CATALOG
from tests.shared.recorded_cases import RESOURCES
from zappa_iam.recorder import pair_rows

ENOUGH = 200  # rows of `make rows`; `make test` plans one array
PIPELINE = {"github": {"repository": "octo-org/shop", "branches": ["main"]}}
PEOPLE = {"people": {"account_id": "999999999999", "mfa": True}}
ORDERS = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]})
IN_CHINA = "region in China"
# Input -> label -> value; null is the input's default. `features` and `resources` follow from `FEATURES`.
OPTIONS: dict[str, dict[str, Any]] = {
    "check_role_trust": {"trust unread": False},
    "create_log_groups": {"log groups of Lambda": False, "log groups made": True},
    "log_kms_key_arn": {"key of CloudWatch Logs": None, "own key of logs": BUCKET_KEY_ARN},
    "log_retention_days": {"logs for ever": None, "logs for a month": 30},
    "role_policy_json": {"unwritten policies": {}, "written policies": {"orders": ORDERS}},
    "bucket_name": {"bucket": "my-awesome-zappa-bucket", "dotted bucket": "other.bucket-1"},
    "region": {"region": "us-west-2", IN_CHINA: "cn-north-1"},
    "role_name": {"role": "ZappaDjangoRole", "other role": "Other+Role=1"},
    "account_id": {"account": "123456789012"},
    "access_key_generations": {"one key": None, "two keys": [1, 2]},
    "access_key_pgp_key": {"plain keys": None, "encrypted keys": "keybase:somebody"},
    "application_actions": {"unnamed actions": [], "named actions": ["dynamodb:*", "sts:AssumeRole"]},
    "create_permissions_boundary": {"boundary not made": False, "boundary made": True},
    "bucket_account_id": {"own account": None, "bucket of another account": "999999999999"},
    "bucket_force_destroy": {"kept": False, "forced": True},
    "bucket_kms_key_arn": {"key of S3": None, "own key": BUCKET_KEY_ARN},
    "bucket_log_target": {"without log": None, "log": "our-logs"},
    "bucket_versioning": {"versions": True, "without versions": False},
    "create_access_keys": {"without keys": False, "keys": True},
    "create_api_log_role": {"without log role": False, "log role": True},
    "create_bucket": {"bucket made": True, "bucket there": False},
    "create_group": {"group where users": None, "group always": True, "group never": False},
    "create_role": {"role made": True, "role there": False},
    "deployers": {
        "none deploys": {},
        "pipeline": {"main": PIPELINE},
        "pipeline and people": {"main": PIPELINE, "us": PEOPLE | {"grants": "operate"}},
    },
    "extra_trust": {"none else trusted": [], "more trusted": ["states.amazonaws.com"]},
    "oidc_providers": {"provider made": {}, "provider there": {"token.actions.githubusercontent.com": None}},
    "name": {"guide's names": None, "Acme": "Acme"},
    "other_projects": {"alone": None, "among projects": {"shop-two": ["dev"], "blog": ["*"]}},
    "package_expiration_days": {"month": 30, "week": 7, "forever": None},
    "path": {"without path": "/", "path": "/zappa/deploy/"},
    "permissions_boundary_arn": {"unbounded": None, "bounded": BOUNDARY_ARN},
    "policy_profile": {"default profile": None, "least privilege": "least_privilege", "guide": "guide"},
    "project_name": {"shop": "shop", "slugified": "My_Shop--2", "every project": "*"},
    "role_policy_arns": {"without application": {}, "application": {"orders": APPLICATION_ARN}},
    "route53_enabled": {"route53": True, "without route53": False},
    "stages": {"dev": ["dev"], "two stages": ["dev", "production"], "every stage": ["*"]},
    "tags": {"untagged": {}, "tagged": {"Team": "web shop", "Cost": "42"}},
    "users": {"default user": None, "nobody": [], "ann": ["ann"], "three": ["ann", "bob", "cid"]},
}
# Each feature is on or off, and what it works on is named or, where the module allows that, not.
FEATURES: dict[str, list[str]] = {
    each.name: [
        f"without {each.name}",
        f"with {each.name}",
        *([f"anywhere {each.name}"] if each.about.resources and not each.about.resources.required else []),
    ]
    for each in CATALOG.features
    if each.selectable
}
# Labels that the module refuses together, each with its reason.
APART = [
    ("every project", ["dev", "two stages", "among projects"], "a stage belongs to a project"),
    ("every stage", ["among projects"], "shop-two is a stage of shop, then"),
    ("nobody", ["keys"], "there is nobody to give a key to"),
    ("default user", ["keys"], "beside deployers there is no default user"),
    ("with manage_roles", ["with role_name", "bounded"], "Zappa's own role is neither"),
    ("bucket of another account", ["bucket made"], "the module makes it in the functions' account"),
    ("boundary made", ["role there", "bounded", "with manage_roles", "guide"], "it is the module's role's only one"),
    ("named actions", ["boundary not made"], "there is no boundary to allow them"),
    ("named actions", ["role there", "bounded", "with manage_roles", "guide"], "there can be none"),
    ("guide", ["pipeline and people"], "the guide's policies are for all commands"),
    ("log groups made", ["every project", "every stage"], "the functions are not known"),
    ("own key of logs", ["log groups of Lambda", "every project", "every stage"], "there is no group to encrypt"),
    ("logs for a month", ["log groups of Lambda", "every project", "every stage"], "there is no group to keep logs in"),
    ("role there", ["written policies"], "the role is left as it is"),
    ("role there", ["more trusted"], "whom a role trusts that is there already is its own"),
    (IN_CHINA, ["bucket made"], "the provider of the plan is in another region"),
]


@cache
def rows(least: int = 1) -> dict[str, dict[str, Any]]:
    """Name -> inputs: as many arrays as come to so many rows, each of which has every pair."""
    settings = {name: list(it) for name, it in OPTIONS.items()}
    settings |= {f"feature {name}": labels for name, labels in FEATURES.items()}
    apart = {frozenset((one, other)) for one, others, _ in APART for other in others}
    found: list[list[str]] = []
    while len(found) < least:
        found += pair_rows.drawn(settings, apart, random.Random(len(found)), attempts=3)
    return {f"row_{number:03}": _inputs(set(row)) for number, row in enumerate(found)}


def _inputs(row: set[str]) -> dict[str, Any]:
    """A row's inputs. Features bring those that they need, and where none of a kind is on, the word that says so."""
    inputs = {name: next(it for label, it in values.items() if label in row) for name, values in OPTIONS.items()}
    named = {name for name, (_, *labels) in FEATURES.items() if row.intersection(labels)}
    named |= {other for each in CATALOG.features if each.name in named for other in each.about.needs}
    given = {name: RESOURCES[name] for name in named & RESOURCES.keys() if f"anywhere {name}" not in row}
    if inputs["create_permissions_boundary"] and (inputs["role_policy_arns"] or inputs["role_policy_json"]):
        inputs["application_actions"] = inputs["application_actions"] or ["*"]  # else they would grant nothing more
    china = inputs["region"] != "us-west-2"
    resources = {name: [_there(value) if china else value for value in values] for name, values in given.items()}
    if china:
        inputs |= {name: _there(it) for name, it in inputs.items() if isinstance(it, str) and it.startswith("arn:")}
        inputs["role_policy_arns"] = {key: _there(arn) for key, arn in inputs["role_policy_arns"].items()}
    return {**inputs, "features": CATALOG.spelled_out(named), "resources": resources}


def _there(value: str) -> str:
    """An ARN as it is in the region in China."""
    return value.replace("arn:aws:", "arn:aws-cn:").replace(":us-west-2:", ":cn-north-1:")
