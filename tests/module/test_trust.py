"""The trust of a role that exists already, read from moto when a plan is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3

from tests.conftest import MODULE
from tests.shared import running
from zappa_iam.module.planning import PROJECT, REGION, REQUIRED

ALL = ["lambda.amazonaws.com", "apigateway.amazonaws.com", "events.amazonaws.com"]
ASSUME = {"Effect": "Allow", "Action": "sts:AssumeRole"}
# Role -> the statements of its trust, and the services that cannot assume it.
TRUSTS: dict[str, tuple[Any, set[str]]] = {
    "Whole": ([{**ASSUME, "Principal": {"Service": ALL}}], set()),
    "Each": ([{**ASSUME, "Action": ["sts:AssumeRole"], "Principal": {"Service": it}} for it in ALL], set()),
    "Anyone": ({**ASSUME, "Principal": "*"}, set()),
    "LambdaAlone": ([{**ASSUME, "Principal": {"Service": "lambda.amazonaws.com"}}], {"apigateway", "events"}),
    "Denied": ([{**ASSUME, "Effect": "Deny", "Principal": {"Service": ALL}}], {"lambda", "apigateway", "events"}),
    "People": ([{**ASSUME, "Principal": {"AWS": "123456789012"}}], {"lambda", "apigateway", "events"}),
    "Tagging": (
        [{**ASSUME, "Action": "sts:TagSession", "Principal": {"Service": ALL}}],
        {"lambda", "apigateway", "events"},
    ),
}
CONSEQUENCES = {
    "apigateway": "API Gateway answers every request with 500, and no log says why",
    "events": "EventBridge refuses the rules of scheduled functions",
    "lambda": "Lambda refuses to make a function with it",
}


def test_role_that_services_cannot_assume_is_refused(aws: str, tmp_path: Path) -> None:
    """A line for each service that the features need and the role does not trust; nothing of any other role."""
    iam = boto3.client("iam", region_name=REGION)
    for name, (statements, _) in TRUSTS.items():
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
    usual = {"source": str(MODULE), **REQUIRED, **PROJECT, "create_bucket": False, "create_role": False, "users": []}
    names = ", ".join(json.dumps(name) for name in TRUSTS)
    each = {"for_each": f"${{toset([{names}])}}", "role_name": "${each.key}", "check_role_trust": True}
    root = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "provider": {"aws": {"region": REGION}},
        "module": {"case": {**usual, **each}, "unread": {**usual, "role_name": "LambdaAlone"}},
    }
    (tmp_path / "main.tf.json").write_text(json.dumps(root))
    running.run(tmp_path, "init", "-no-color")
    said = " ".join(running.ran(tmp_path, "plan", "-no-color").stderr.replace("│", " ").split())
    wanted = {
        f"role_name: {service}.amazonaws.com cannot assume {name}: {CONSEQUENCES[service]}; give the role the trust"
        for name, (_, services) in TRUSTS.items()
        for service in services
    }
    assert {line for line in wanted if line not in said} == set()
    assert said.count("cannot assume") == len(wanted)
