"""Policies, boundary and trust of the role that the module refuses."""

from __future__ import annotations

import json

from tests.shared.case_inputs import APPLICATION_ARN, BOUNDARY_ARN, GUIDE, Answered

POLICIES: Answered = {
    "boundary_of_nobody": (
        {"features": ["apigateway", "events", "manage_roles"], "permissions_boundary_arn": BOUNDARY_ARN},
        "permissions_boundary_arn: with manage_roles Zappa creates its own role and sets no boundary on it",
    ),
    "boundary_no_arn": (
        {"permissions_boundary_arn": "Boundary"},
        "permissions_boundary_arn: this is not a managed policy",
    ),
    "application_policy_no_arn": (
        {"role_policy_arns": {"orders": "Orders"}},
        'role_policy_arns: orders is "Orders", which is not a managed policy; write ARNs, as in {',
    ),
    "boundary_of_no_partition": (
        {"permissions_boundary_arn": BOUNDARY_ARN.replace("arn:aws:", "arn:aws-evil:")},
        "permissions_boundary_arn: this is not a managed policy; write its ARN, as in "
        '"arn:aws:iam::123456789012:policy/Boundary", or null.',
    ),
    "application_policy_of_no_partition": (
        {"role_policy_arns": {"orders": APPLICATION_ARN.replace("arn:aws:", "arn:aws-evil:")}},
        'role_policy_arns: orders is "arn:aws-evil:iam::123456789012:policy/Orders", which is not a managed policy',
    ),
    "application_policy_null": (
        {"role_policy_arns": {"orders": None}},
        "role_policy_arns: orders is null, which is not a managed policy; write ARNs, as in {",
    ),
    "application_json_no_json": (
        {"role_policy_json": {"orders": "{"}},
        "role_policy_json: orders is not a policy; write JSON with a Statement, as jsonencode({ Version = ",
    ),
    "application_json_null": ({"role_policy_json": {"orders": None}}, "role_policy_json: orders is not a policy"),
    "application_json_list": ({"role_policy_json": {"orders": "[]"}}, "role_policy_json: orders is not a policy"),
    "application_json_of_a_resource": (
        {
            "role_policy_json": {
                "orders": json.dumps(
                    {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}}
                )
            }
        },
        "role_policy_json: every statement needs Effect (Allow or Deny), Action and Resource",
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
        "role_policy_json: together 12118 characters, and IAM allows 10240 in the inline policies of a role",
    ),
    "application_json_of_a_role_that_exists": (
        {"create_role": False, "role_policy_json": {"orders": '{"Statement": []}'}},
        "role_policy_json: the module does not change an existing role; add these policies where the role is created",
    ),
    "trust_of_a_role_that_is_made": (
        {"check_role_trust": True},
        "check_role_trust: the module creates the role with the right trust; write create_role = false",
    ),
    "trust_of_everybody": (
        {"extra_trust": ["*"]},
        'extra_trust: "*" is not a principal that IAM can trust; write ARNs of roles',
    ),
    "trust_of_an_existing_role": (
        {"extra_trust": ["states.amazonaws.com"], "create_role": False},
        "extra_trust: the module does not change an existing role",
    ),
    "boundary_of_a_role_that_is_there": (
        {"create_permissions_boundary": True, "create_role": False},
        "create_permissions_boundary: the module does not change an existing role",
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
        'application_actions: "dynamodb" is not an action of IAM; write service and action',
    ),
    "boundary_too_long": (
        {"create_permissions_boundary": True, "application_actions": [f"dynamodb:{'A' * n}" for n in range(1, 120)]},
        "application_actions: the boundary is ",
    ),
}
