"""Warnings about the execution role: what Zappa ignores, or does itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zappa_iam.settings.stage import Stage
from zappa_iam.settings.warning import PLACEHOLDER, Finding


def managed_role(stage: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    if not stage.role.managed:
        return
    if "attach_policy" in settings:
        yield (
            "role_loses_attach_policy",
            f"attach_policy: the module's role does not have the policy of {settings['attach_policy']}; "
            "`init` writes it into a policy of role_policy_arns",
        )
    else:
        yield (
            "role_loses_default_policy",
            "manage_roles is on: Zappa's own role may do s3:*, sqs:*, sns:*, dynamodb:*, kinesis:* and route53:*, the "
            "module's may not; name what the application uses in role_policy_arns: `init` shows what its code calls",
        )
    if settings.get("extra_permissions"):
        message = "extra_permissions: not the module's role's; `init` writes them into a policy of role_policy_arns"
        yield "role_loses_extra_permissions", message
    if "assume_policy" in settings:
        message = f"assume_policy: the module's role does not trust whom {settings['assume_policy']} names; add them"
        yield "role_loses_assume_policy", message
    if settings.get("role_arn"):
        message = "role_arn: Zappa ignores it while manage_roles is on; set manage_roles to false"
        yield "role_arn_ignored", message
    if "role_name" in settings:
        message = (
            f"role_name: while manage_roles is on, Zappa changes the role {stage.role.name}; set manage_roles to false"
        )
        yield "role_name_of_managed_role", message
    if isinstance(settings.get("manage_roles"), str):
        text = settings["manage_roles"]
        yield (
            "manage_roles_is_text",
            f'manage_roles: the text "{text}" is on, as any text is; write false without quotes',
        )


def given_role(stage: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    if stage.role.managed:
        return
    arn = stage.role.arn
    if arn and PLACEHOLDER.search(arn):
        yield "role_placeholder", f"role_arn: {arn} is not filled in; write the role's ARN"
    elif arn and arn.partition(":role/")[2].count("/"):
        path = "/" + arn.partition(":role/")[2].rpartition("/")[0] + "/"
        yield "role_path", f'role_arn: the role has a path; give the module path = "{path}"'
    if arn and settings.get("role_name"):
        yield "role_name_ignored", "role_name: Zappa ignores it beside role_arn; take one of them out"
    if not arn and "role_name" not in settings:
        message = f"manage_roles is off and no role is named: Zappa looks for {stage.role.name}; set role_arn"
        yield "no_role_named", message
    ignored = [key for key in ("attach_policy", "assume_policy", "extra_permissions") if settings.get(key)]
    if ignored:
        yield (
            "role_settings_ignored",
            f"{', '.join(ignored)}: Zappa ignores them while manage_roles is off; take them out",
        )
