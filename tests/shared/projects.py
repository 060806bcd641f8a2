"""Projects as `zappa-iam policy` sees them, and the plan cases of the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tests.shared import plan_cases
from zappa_iam import catalog, policies
from zappa_iam.module.planning import ACCOUNT, inputs

CATALOG = catalog.load()


PLANNED = {name: case for name, case in plan_cases.ALL.items() if "policy_profile" not in case}


OPTIONS = ("--account", ACCOUNT, "--region", "us-west-2", "--bucket", "my-packages", "--role", "ShopRole")


SHOP = ("--project", "shop", "--stage", "dev", *OPTIONS)


def project(case: Mapping[str, Any]) -> policies.Project:
    """The project of a plan's inputs."""
    given = inputs(case)
    return policies.Project(
        account=given["account_id"],
        region=given["region"],
        bucket=given["bucket_name"],
        role=given["role_name"],
        name=given["project_name"] or "",
        stages=tuple(given["stages"]),
        features=tuple(given.get("features", ("apigateway", "events"))),
        resources={name: tuple(values or ()) for name, values in given.get("resources", {}).items()},
        path=given.get("path", "/"),
        bucket_key=given.get("bucket_kms_key_arn"),
        bucket_account=given.get("bucket_account_id"),
        route53=given.get("route53_enabled", True),
        prefix=given.get("name"),
        log_groups=given.get("create_log_groups", False),
    )


def values(table: Mapping[str, Any], key: str) -> frozenset[str]:
    found = table[key]
    return frozenset([found] if isinstance(found, str) else found)


def canonical(statements: Iterable[Mapping[str, Any]]) -> dict[Any, set[str]]:
    """Statements as IAM reads them: all that is said but the resources -> the resources."""
    found: dict[Any, set[str]] = {}
    for each in statements:
        conditions = [
            (test, key, values(each["Condition"][test], key))
            for test in each.get("Condition", {})
            for key in each["Condition"][test]
        ]
        kind = "NotResource" if "NotResource" in each else "Resource"
        said = (each["Sid"], each["Effect"], values(each, "Action"), kind, frozenset(conditions))
        found.setdefault(said, set()).update(values(each, kind))
    return found
