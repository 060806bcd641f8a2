"""The projects of `tests/sample_projects`: `zappa-iam init` on each, all applied to moto at once, and read back.

A project is a settings file as its owner has it, and `case.toml`:

    why       what kind of project it is
    init      arguments of `zappa-iam init`
    role      parameters of a role that somebody has made by hand
    without   sids of statements, without any of which a command is refused
    others    as a scenario of the recorder has them: run, commands, files, setup
"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import boto3
from click.testing import CliRunner

from tests.conftest import ROOT, initialised
from tests.shared.attached import attached
from tests.shared.live_account import leave_out_lifecycle
from zappa_iam import settings
from zappa_iam.cli.main import main
from zappa_iam.enforcement import start
from zappa_iam.recorder.scenario import DEFAULT_RUN

FOLDER = ROOT / "tests" / "sample_projects"
CASES = {
    path.parent.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*/case.toml"))
}
BUCKET = "acme-packages"
REGION = "us-west-2"
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
BY_HAND = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}


class Applied(NamedTuple):
    """A project, its module applied.

    `folder` has the settings as init left them, and what init wrote in `infrastructure`; `policies` are the applied
    ones by principal, and `lacking` the actions that they lack, by `zappa-iam audit`; `role` is the ARN of its
    functions' role; `trial` is the life of the project under the policies.
    """

    folder: Path
    role: str
    policies: dict[str, list[dict[str, Any]]]
    lacking: dict[str, set[str]]
    trial: start.GuardedRun

    def without(self, sid: str) -> start.GuardedRun:
        """The project's life under the policies less one statement of the deployer's."""
        whole = self.policies["deployer"]
        kept = [{**each, "Statement": [it for it in each["Statement"] if it["Sid"] != sid]} for each in whole]
        assert kept != whole, f"{self.trial.scenario}: no statement {sid}"
        less = [each for each in kept if each["Statement"]]
        return replace(self.trial, policies=_texts({**self.policies, "deployer": less}))


def applied(folder: Path) -> dict[str, Applied]:
    """Name -> project, all of them in the one account, which holds nothing yet; each gets a folder of its own."""
    _make_by_hand()
    for name, case in CASES.items():
        _init(name, folder / name, case.get("init", []))
    root = folder / "root"
    _join([folder / name / "infrastructure" for name in CASES], root)
    initialised(root).apply()
    return {name: _read_back(name, folder / name, case) for name, case in CASES.items()}


def _make_by_hand() -> None:
    """What is there before: the bucket of the company, and roles that somebody has written."""
    region = {"LocationConstraint": REGION}
    boto3.client("s3", region_name=REGION).create_bucket(Bucket=BUCKET, CreateBucketConfiguration=region)
    iam = boto3.client("iam", region_name=REGION)
    for case in CASES.values():
        if role := case.get("role"):
            iam.create_role(**role, AssumeRolePolicyDocument=_document(TRUST))
            made = iam.create_policy(PolicyName=role["RoleName"], PolicyDocument=_document(BY_HAND))
            iam.attach_role_policy(RoleName=role["RoleName"], PolicyArn=made["Policy"]["Arn"])


def _init(name: str, folder: Path, arguments: list[str]) -> None:
    shutil.copytree(FOLDER / name, folder)
    where = ["--folder", str(folder / "infrastructure")]
    result = CliRunner().invoke(main, ["init", str(_settings(folder)), "--write", *where, *arguments])
    assert result.exit_code == 0, result.output


def _settings(folder: Path) -> Path:
    return next(folder.glob("zappa_settings.*"))


def _join(infrastructures: list[Path], root: Path) -> None:
    """One root of several, as they stand but for the provider: they have the same, some held to the account."""
    shutil.copytree(infrastructures[0], root)
    leave_out_lifecycle(root / "zappa_iam")
    for name in ("main.tf", "outputs.tf"):
        (root / name).write_text("\n".join((each / name).read_text() for each in infrastructures))
    plain = re.compile(r"\n +allowed_account_ids.*")
    providers = {re.sub(" += ", " = ", plain.sub("", (each / "versions.tf").read_text())) for each in infrastructures}
    assert len(providers) == 1


def _read_back(name: str, folder: Path, case: Mapping[str, Any]) -> Applied:
    """The account's own words on group, role and bucket."""
    path = _settings(folder)
    stages = list(settings.load(path).stages.values())
    [names] = {(each.project, each.role.name.rpartition("/")[2], each.bucket) for each in stages}
    project, role_name, bucket = names
    role = boto3.client("iam", region_name=REGION).get_role(RoleName=role_name)["Role"]
    boto3.client("s3", region_name=REGION).head_bucket(Bucket=bucket)
    who = {"deployer": ("group", f"ZappaGroup-{project}"), "role": ("role", role_name)}
    policies = {principal: attached(kind, its_name) for principal, (kind, its_name) in who.items()}
    lacking = {principal: _audited(path, kind, its_name) for principal, (kind, its_name) in who.items()}
    table = {
        "why": case["why"],
        "features": [],
        "run": case.get("run", DEFAULT_RUN),
        "bucket": False,
        "commands": case.get("commands", {}),
        "files": {path.name: path.read_text(encoding="utf-8"), **case.get("files", {})},
        "setup": [*_there(role, str(bucket)), *case.get("setup", [])],
    }
    return Applied(
        folder, role["Arn"], policies, lacking, start.GuardedRun(name, table["run"], _texts(policies), table=table)
    )


def _audited(path: Path, kind: str, name: str) -> set[str]:
    """The actions that a group or role of the account lacks for a settings file."""
    arguments = ["audit", f"--{kind}", name, "--settings", str(path), "--json"]
    result = CliRunner().invoke(main, arguments, env={"AWS_DEFAULT_REGION": REGION})
    assert result.exit_code in (0, 1), result.output
    found = json.loads(result.stdout)["findings"]
    return {each["about"]["action"] for each in found if each["kind"] in ("lacking", "silent")}


def _there(role: Mapping[str, Any], bucket: str) -> list[dict[str, Any]]:
    """Calls that make role and bucket anew, where Zappa runs."""
    parameters = {"RoleName": role["RoleName"], "Path": role["Path"]}
    parameters["AssumeRolePolicyDocument"] = json.dumps(role["AssumeRolePolicyDocument"])
    place = {"Bucket": bucket, "CreateBucketConfiguration": {"LocationConstraint": REGION}}
    return [
        {"service": "iam", "operation": "CreateRole", "parameters": parameters},
        {"service": "s3", "operation": "CreateBucket", "parameters": place},
    ]


def _document(statement: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _texts(policies: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    return {principal: [json.dumps(each) for each in held] for principal, held in policies.items()}
