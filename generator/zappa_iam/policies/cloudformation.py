"""CloudFormation: the documents as a template, for StackSets and for those who do without Terraform."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.catalog.model import Catalog
from zappa_iam.policies.documents import named
from zappa_iam.policies.project import NO_ACCOUNT, Project
from zappa_iam.policies.statements import trust

ROLE = "ExecutionRole"
_FOR = {"deployer": "What may be done by who deploys with Zappa", "role": "What Zappa's functions may do"}


def template(project: Project, wanted: Collection[str], catalog: Catalog) -> dict[str, Any]:
    """A template with the managed policies of `deployer` and `role`, and with `trust` the execution role.

    Where the project's account is None, it is the account that the stack is made in.
    """
    resources: dict[str, Any] = {}
    outputs: dict[str, Any] = {}
    own: list[dict[str, str]] = []
    for principal in (name for name in PRINCIPALS if name in wanted):
        for name, document in named(project, principal, catalog).items():
            key = re.sub("[^A-Za-z0-9]", "", name)
            resources[key] = _policy(_FOR[principal], project, document)
            outputs[f"{key}Arn"] = {"Value": {"Ref": key}}
            own += [{"Ref": key}] if principal == "role" else []
    if "trust" in wanted:
        resources[ROLE] = _role(project, own, catalog)
        outputs[f"{ROLE}Arn"] = {"Value": {"Fn::GetAtt": [ROLE, "Arn"]}}
    about = f"IAM for Zappa's project {project.name}" if project.name != "*" else "IAM for Zappa"
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": about,
        "Resources": resources,
        "Outputs": outputs,
    }


def _policy(about: str, project: Project, document: dict[str, Any]) -> dict[str, Any]:
    properties = {"Description": about, "Path": project.path, "PolicyDocument": _substituted(document)}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}


def _role(project: Project, policies: list[dict[str, str]], catalog: Catalog) -> dict[str, Any]:
    """The role, whose name is that in the deployer's grants, so that the stack needs CAPABILITY_NAMED_IAM."""
    properties = {
        "RoleName": project.role,
        "Path": project.path,
        "Description": "Execution role of Zappa's functions",
        "AssumeRolePolicyDocument": _substituted(trust(project, catalog)),
        **({"ManagedPolicyArns": policies} if policies else {}),
    }
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def _substituted(value: Any) -> Any:
    """The value with the stack's account where none is known; IAM's own `${...}` beside it stays as it is."""
    if isinstance(value, dict):
        return {key: _substituted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_substituted(item) for item in value]
    if not isinstance(value, str) or NO_ACCOUNT not in value:
        return value
    return {"Fn::Sub": re.sub(r"\$\{(?!AWS::AccountId\})", "${!", value)}
