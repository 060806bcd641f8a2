"""The folder of a trial: a Terraform root that calls the module, and the tiny project that Zappa deploys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zappa_iam.aws_trial.choice import Choice
from zappa_iam.aws_trial.names import STAGE, TrialNames
from zappa_iam.catalog.model import Catalog
from zappa_iam.policies import Project

SESSION_SECONDS = 3600
APP = '''"""What a trial deploys: it answers every request, and its functions do nothing."""


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]


def handle(event=None, context=None):
    return None


def authorize(event, context):
    raise Exception("Unauthorized")
'''
SOCKETS = """from zappa.websocket import on_connect, on_message


@on_connect
def connect(event, context):
    return {"statusCode": 200}


@on_message
def message(event, context):
    return {"statusCode": 200}
"""


def root(names: TrialNames, choice: Choice, module: Path, external_id: str, catalog: Catalog) -> dict[str, Any]:
    """The root module: ours, and a role that has the deployer's policies and that the caller's account may assume."""
    inputs = {
        "bucket_name": names.bucket,
        "region": names.region,
        "role_name": names.role,
        "project_name": names.project,
        "stages": [STAGE],
        "users": [],
        "features": catalog.spelled_out(choice.features),
        "resources": choice.resources,
        "bucket_force_destroy": True,
        "tags": {"ZappaIamTry": names.project},
    }
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"AWS": names.account},
        "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
    }
    role = {
        "name": names.deployer,
        "assume_role_policy": json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        "max_session_duration": SESSION_SECONDS,
        "tags": inputs["tags"],
    }
    policies = "${module.zappa_iam.deployer_policy_arns}"
    attached = {"for_each": policies, "role": "${aws_iam_role.deployer.name}", "policy_arn": "${each.value}"}
    return {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "provider": {"aws": {"region": names.region, "allowed_account_ids": [names.account]}},
        "module": {"zappa_iam": {"source": str(module), **inputs}},
        "resource": {
            "aws_iam_role": {"deployer": role},
            "aws_iam_role_policy_attachment": {"deployer": attached},
        },
        "output": {
            "deployer_arn": {"value": "${aws_iam_role.deployer.arn}"},
            "zappa_settings": {"value": "${module.zappa_iam.zappa_settings}"},
        },
    }


def project_of(names: TrialNames, choice: Choice, catalog: Catalog) -> Project:
    """What the module is given, to be looked at before anything is made."""
    return Project(
        account=names.account,
        region=names.region,
        bucket=names.bucket,
        role=names.role,
        name=names.project,
        stages=(STAGE,),
        features=tuple(catalog.spelled_out(choice.features)),
        resources={name: tuple(values) for name, values in choice.resources.items()},
    )


def write_root(folder: Path, text: Mapping[str, Any]) -> None:
    """The root module's one file."""
    folder.mkdir(parents=True)
    (folder / "main.tf.json").write_text(json.dumps(text, indent=2) + "\n", encoding="utf-8")


def write_project(folder: Path, choice: Choice, module_settings: Mapping[str, Any]) -> None:
    """The project: its application, the files that its settings name, and the settings with those of the module."""
    settings = {**choice.settings, **module_settings}
    if "role_name" in choice.features:
        settings["role_name"] = settings.pop("role_arn").rpartition("/")[2]
    files = {"app.py": APP, **choice.files, "zappa_settings.json": json.dumps({STAGE: settings}, indent=2) + "\n"}
    if "websocket" in choice.features:
        files["sockets.py"] = SOCKETS
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
