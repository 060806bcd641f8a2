"""Identities that a plan refuses, each with what it says of it; those that it takes are the proof's."""

from __future__ import annotations

from typing import Any

ACCOUNT = "123456789012"
OTHER = "210987654321"
UUID = "11111111-2222-3333-4444-555555555555"
PROJECT_UUID = "66666666-7777-8888-9999-000000000000"
USER_UUID = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
GITHUB = "token.actions.githubusercontent.com"
REPOSITORY = {"repository": "octo-org/shop"}
BRANCH = {"github": {**REPOSITORY, "branches": ["main"]}}
WITH_IDS = {**REPOSITORY, "owner_id": "123456", "repository_id": "456789"}
GITLAB = {"project": "acme/web/shop"}
BITBUCKET = {"workspace": "acme", "workspace_id": UUID, "repository_id": "{" + PROJECT_UUID + "}"}
CIRCLECI = {"organization_id": UUID, "project_id": PROJECT_UUID}
HCP = {"organization": "acme", "project": "Default Project", "workspace": "shop"}
PRINCIPAL = f"arn:aws:iam::{OTHER}:role/ci/Deployer"

# Each with what the plan says of it, behind the key.
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "nobody": ({}, "nobody may assume it; write one of bitbucket, circleci, github,"),
    "two": (
        {"github": {**REPOSITORY, "branches": ["main"]}, "people": {"account_id": OTHER}},
        "github and people are not the same identity; write a deployer for each",
    ),
    "no_subject": (
        {"github": REPOSITORY},
        "no subject, so that any token of token.actions.githubusercontent.com would do; write who deploys: branches =",
    ),
    "null_branch": ({"github": {**REPOSITORY, "branches": [None]}}, "a branch, tag or environment has no name"),
    "any_owner": ({"github": {"repository": "*/shop", "branches": ["main"]}}, "a * in owner or repository trusts"),
    "any_repository": ({"github": {"repository": "octo-org/*", "branches": ["main"]}}, "a * in owner or repository"),
    "no_owner": ({"github": {"repository": "shop", "branches": ["main"]}}, '"shop" is no repository; write owner and'),
    "null_repository": ({"github": {"repository": None, "branches": ["main"]}}, "null is no repository; write owner"),
    "half_an_id": ({"github": {**REPOSITORY, "owner_id": "1", "branches": ["main"]}}, "owner_id and repository_id be"),
    "any_id": (
        {"github": {**WITH_IDS, "owner_id": "*", "branches": ["main"]}},
        "owner_id and repository_id are numbers; write what `gh api",
    ),
    "ids_of_a_server": (
        {"github": {**WITH_IDS, "branches": ["main"], "issuer": "https://github.example.com/_services/token"}},
        "an Enterprise Server's tokens have no owner_id",
    ),
    "issuer": (
        {"github": {**REPOSITORY, "branches": ["main"], "issuer": "https://github.com"}},
        '"https://github.com" is no issuer of GitHub\'s; write "https://token.actions',
    ),
    "star_within": ({"github": {**REPOSITORY, "branches": ["*/main"]}}, "a subject holds a $, a ?, or a * that is not"),
    "question": ({"github": {**REPOSITORY, "branches": ["mai?"]}}, "a subject holds a $, a ?, or a * that is not its"),
    "variable": ({"github": {**REPOSITORY, "branches": ["$${aws:userid}"]}}, "a subject holds a $, a ?, or a * that"),
    "whole_ref": ({"github": {**REPOSITORY, "branches": ["refs/heads/main"]}}, "branches and tags are names; leave"),
    "every_and_one": (
        {"github": {**REPOSITORY, "every_run": True, "branches": ["main"]}},
        "every_run is every branch, tag, environment and pull request already",
    ),
    "never_matches": (
        {"github": {**REPOSITORY, "branches": ["main"]}, "claims": {"event_name": ["push"]}},
        "claims: AWS never matches event_name of token.actions.githubusercontent.com; write some of actor,",
    ),
    "claims_of_a_server": (
        {
            "github": {**REPOSITORY, "branches": ["main"], "issuer": "https://github.example.com/_services/token"},
            "claims": {"actor": ["ann"]},
        },
        "claims: AWS never matches actor of github.example.com/_services/token; write some of email",
    ),
    "claims_of_none": (
        {"hcp_terraform": HCP, "claims": {"terraform_workspace_id": ["ws-1"]}},
        "claims: AWS never matches terraform_workspace_id of app.terraform.io; it knows no claim beside the subject",
    ),
    "any_claim": (
        {"github": {**REPOSITORY, "branches": ["main"]}, "claims": {"actor": ["*"]}},
        "claims: a value is missing, or holds a $, a ?, or a * that is not its end",
    ),
    "no_claim": (
        {"github": {**REPOSITORY, "branches": ["main"]}, "claims": {"actor": []}},
        "claims: a value is missing, or holds",
    ),
    "null_claim": (
        {"github": {**REPOSITORY, "branches": ["main"]}, "claims": {"actor": None, "ref": [None]}},
        "claims: a value is missing, or holds",
    ),
    "null_principal": (
        {"people": {"principals": [None, PRINCIPAL]}},
        "people: principals are ARNs of roles and users",
    ),
    "null_permission_set": ({"people": {"permission_sets": [None]}}, "people: permission_sets are names of at most"),
    "null_session": ({"people": {"account_id": OTHER}, "session_names": [None]}, "session_names takes letters"),
    "claim_twice": (
        {"github": {**WITH_IDS, "branches": ["main"]}, "claims": {"repository_id": ["456789"]}},
        "claims: repository_id is named twice; leave it out of claims",
    ),
    "any_project": ({"gitlab": {"project": "acme/*", "branches": ["main"]}}, "a * in the project trusts projects"),
    "group": ({"gitlab": {"project": "acme", "branches": ["main"]}}, '"acme" is no project; write its path'),
    "gitlab_nothing": ({"gitlab": GITLAB}, "no subject, so that any token of gitlab.com would do"),
    "gitlab_id": (
        {"gitlab": {**GITLAB, "project_id": "20", "branches": ["main"], "url": "https://gitlab.example.com"}},
        "AWS knows the project_id of gitlab.com's tokens alone; leave it out",
    ),
    "gitlab_http": ({"gitlab": {**GITLAB, "branches": ["main"], "url": "gitlab.com"}}, '"gitlab.com" is no GitLab;'),
    "bitbucket_name": (
        {"bitbucket": {**BITBUCKET, "repository_id": "shop", "every_run": True}},
        "workspace_id, repository_id and environments are UUIDs",
    ),
    "bitbucket_nothing": (
        {"bitbucket": BITBUCKET},
        "no subject, so that any token of api.bitbucket.org/2.0/workspaces",
    ),
    "circleci_any_project": (
        {"circleci": {**CIRCLECI, "project_id": "*", "every_run": True}},
        "organization_id, project_id and users are UUIDs",
    ),
    "circleci_nothing": ({"circleci": CIRCLECI}, "no subject, so that any token of oidc.circleci.com/org/"),
    "hcp_any": ({"hcp_terraform": {**HCP, "workspace": "shop*"}}, "organization, project and workspace are names"),
    "hcp_nothing": ({"hcp_terraform": {**HCP, "run_phases": []}}, "no subject, so that any token of app.terraform.io"),
    "hcp_phase": ({"hcp_terraform": {**HCP, "run_phases": ["destroy"]}}, "run_phases are plan and apply; write"),
    "no_audience": (
        {"oidc": {"issuer": "https://agent.buildkite.com", "subjects": ["organization:acme:*"]}},
        '"" is no audience; write what the token is asked for',
    ),
    "any_audience": (
        {"github": {**REPOSITORY, "branches": ["main"]}, "audience": "*"},
        '"*" is no audience; write what the token is asked for',
    ),
    "any_subject": (
        {"oidc": {"issuer": "https://agent.buildkite.com", "subjects": ["*"]}, "audience": "a"},
        "a subject holds a $, a ?, or a * that is not its end",
    ),
    "no_subjects": (
        {"oidc": {"issuer": "https://agent.buildkite.com", "subjects": []}, "audience": "a"},
        "no subject, so that any token of agent.buildkite.com would do",
    ),
    "github_by_its_issuer": (
        {
            "oidc": {"issuer": "https://token.actions.githubusercontent.com", "subjects": ["repo:octo-org/*"]},
            "audience": "a",
        },
        "https://token.actions.githubusercontent.com has a word of its own; write github = {",
    ),
    "http_issuer": ({"oidc": {"issuer": "http://x", "subjects": ["a"]}, "audience": "a"}, '"http://x" is no issuer'),
    "unnamed_sessions": (
        {
            "oidc": {
                "issuer": "https://sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d/",
                "subjects": [USER_UUID],
            },
            "audience": "a",
        },
        "AWS makes no role for sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d/ without a condition on the",
    ),
    "people_nobody": ({"people": {"mfa": True}}, "people: nobody is named; write permission_sets"),
    "everybody": ({"people": {"principals": ["*"]}}, "people: principals are ARNs of roles and users"),
    "root": ({"people": {"principals": [f"arn:aws:iam::{OTHER}:root"]}}, "people: principals are ARNs of roles and u"),
    "two_ways": (
        {"people": {"principals": [PRINCIPAL], "account_id": OTHER}},
        "people: principals have their account in their ARNs",
    ),
    "account": ({"people": {"account_id": "1234-5678-9012"}}, "people: account_id is not 12 digits"),
    "any_permission_set": ({"people": {"permission_sets": ["*"]}}, "people: permission_sets are names of at most 32"),
    "mfa_of_sso": (
        {"people": {"permission_sets": ["Deploy"], "mfa": True}},
        "people: sessions of IAM Identity Center do not say whether there was a second factor",
    ),
    "external_id": ({"people": {"account_id": OTHER, "external_id": "a b"}}, "people: AWS refuses the external_id"),
    "claims_of_people": (
        {"people": {"account_id": OTHER}, "claims": {"actor": ["ann"]}},
        "audience and claims are what a token says",
    ),
    "any_session": ({"people": {"account_id": OTHER}, "session_names": ["*"]}, "session_names takes letters, digits"),
    "username_of_a_token": (
        {"github": {**REPOSITORY, "branches": ["main"]}, "session_names": ["$${aws:username}"]},
        "session_names: no token, role or permission set has an ${aws:username}",
    ),
    "username_of_a_role": (
        {"people": {"principals": [PRINCIPAL]}, "session_names": ["$${aws:username}"]},
        "session_names: no token, role or permission set has an ${aws:username}",
    ),
    "null_project": (
        {"hcp_terraform": {**HCP, "project": None}},
        "organization, project and workspace are names without * and :",
    ),
    "null_phase": ({"hcp_terraform": {**HCP, "run_phases": [None]}}, "run_phases are plan and apply"),
    "null_subject": (
        {"oidc": {"issuer": "https://agent.buildkite.com", "subjects": [None]}, "audience": "a"},
        "a subject holds a $, a ?",
    ),
    "short": ({"people": {"account_id": OTHER}, "max_session_duration": 900}, "max_session_duration is a whole number"),
    "too long a name for IAM, with spaces": ({"people": {"account_id": OTHER}}, "IAM refuses the role's name Zappa"),
}
