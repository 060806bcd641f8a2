"""Deployers, who may assume them, what each is granted, and users' keys that the module refuses."""

from __future__ import annotations

from tests.shared import identity_cases
from tests.shared.case_inputs import GUIDE, Answered
from tests.shared.level_cases import PIPELINE
from zappa_iam.module.planning import ACCOUNT

DEPLOYERS: Answered = {
    "user_quote": ({"users": ['an"n', "bob"]}, 'users: IAM refuses "an\\"n"; write 1 to 64'),
    "user_null": ({"users": ["ann", None]}, "users: IAM refuses null; write 1 to 64"),
    "users_of_one_name": (
        {"users": ["Ann", "BOB", "Bob", "ann", "bob", "cid"]},
        "users: Ann and ann are the same name to IAM; BOB and Bob and bob are the same name to IAM; keep one of them.",
    ),
    "keys_for_nobody": (
        {"users": [], "create_access_keys": True},
        "create_access_keys: there is no user to give a key to; name one in users",
    ),
    "user_too_long": (
        {"project_name": "p" * 60},
        f"users: ZappaUser-{'p' * 60} has over 64 characters, which IAM refuses; name the user yourself",
    ),
    "identities": (
        {"deployers": {name: deployer for name, (deployer, _) in identity_cases.REFUSED.items()}},
        "deployers: nobody: nobody may assume it; write one of",
    ),
    "identity_null": ({"deployers": {"main": None}}, "deployers: main is null; leave it out, or write who may assume"),
    "deployers_of_one_name": (
        {"deployers": {"Main": identity_cases.BRANCH, "main": identity_cases.BRANCH}},
        "deployers: Main and main are the same name to IAM; keep one of them.",
    ),
    "provider_of_no_issuer": (
        {"oidc_providers": {"https://gitlab.com": None}},
        'oidc_providers: "https://gitlab.com" is not an issuer; write its address without https://',
    ),
    "provider_of_another_issuer": (
        {"oidc_providers": {"gitlab.com": f"arn:aws:iam::{ACCOUNT}:oidc-provider/gitlab.example.com"}},
        "not the provider of that issuer; write its ARN",
    ),
    "three_keys": (
        {"create_access_keys": True, "access_key_generations": [1, 2, 3]},
        "access_key_generations: a user has two keys at most",
    ),
    "key_twice": ({"access_key_generations": [1, 1]}, "access_key_generations: a user has two keys at most"),
    "no_pgp_key": ({"access_key_pgp_key": "0xDEADBEEF"}, "access_key_pgp_key: this is not a PGP key; write the public"),
    "keys_beside_deployers": (
        {"deployers": {"main": identity_cases.BRANCH}, "create_access_keys": True},
        "create_access_keys: there is no user to give a key to; name one in users",
    ),
    "level_unknown": (
        {"deployers": {"ci": {"grants": "admin", **PIPELINE}, "dev": PIPELINE}},
        'deployers: ci grants "admin", which is not a level; write one of: certify, deploy, operate, update.',
    ),
    "level_without_its_feature": (
        {"deployers": {"ci": {"grants": "certify", **PIPELINE}}},
        "deployers: ci grants only certify, and the feature certify is off, so there is no domain to work on",
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
}
