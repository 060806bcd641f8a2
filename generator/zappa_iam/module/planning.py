"""Planning: the module's policies for sets of inputs, as the real Terraform plans them, without credentials.

plans = policies({"shop": {"project_name": "shop", "stages": ["dev"], ...}}, module, folder)
decide(plans["shop"]["deployer"], request)
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zappa_iam.iam import Policy
from zappa_iam.module import terraform
from zappa_iam.module.surroundings import without_account

ACCOUNT = "123456789012"
REGION = "us-west-2"
# The inputs of a case that says nothing else: the names of the recorded project.
REQUIRED = {"bucket_name": "my-awesome-zappa-bucket", "region": REGION, "role_name": "ZappaDjangoRole"}
PROJECT: dict[str, Any] = {"project_name": "shop", "stages": ["dev"]}
DEFAULTS = {"package_expiration_days": 30}  # nullable with a default: null would mean null, not the default
OFFLINE = {
    "access_key": "testing",
    "secret_key": "testing",
    "skip_credentials_validation": True,
    "skip_metadata_api_check": True,
    "skip_requesting_account_id": True,
}
SECONDS = 300
_NUMBER = re.compile("_[0-9]+$")  # of a second policy, and so on
Cases = Mapping[str, Mapping[str, Any]]
Policies = dict[str, list[Policy]]


class PlanError(RuntimeError):
    """Terraform cannot plan a case; Terraform's words, in few lines."""


def inputs(case: Mapping[str, Any]) -> dict[str, Any]:
    """All inputs of one case. Project and stage are added, except for the guide's profile, which has none."""
    return {"account_id": ACCOUNT, **REQUIRED, **({} if "policy_profile" in case else PROJECT), **case}


def base() -> dict[str, Any]:
    """What every root needs, in Terraform's JSON syntax: an offline provider."""
    provider = {**OFFLINE, "region": REGION}
    return {"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}}, "provider": {"aws": provider}}


def instances(cases: Cases, module: str) -> dict[str, Any]:
    """One module block with an instance for each case.

    Terraform's graph grows with the blocks, and its plan with the instances. The graph costs more: 40 instances take a
    third of the time of 40 blocks. An input that a case leaves out is null, which for a variable that is not nullable
    means its default.
    """
    given = {name: {**DEFAULTS, **inputs(case)} for name, case in cases.items()}
    names = sorted({name for each in given.values() for name in each})
    return {
        "source": module,
        "for_each": "${{" + ", ".join(f"{key} = {_expression(each)}" for key, each in given.items()) + "}}",
        **{name: '${lookup(each.value, "' + name + '", null)}' for name in names},
    }


def _expression(value: Mapping[str, Any]) -> str:
    """Inputs as a Terraform expression, in JSON."""
    return json.dumps({key: item for key, item in value.items() if item is not None})


def policies(cases: Cases, module: Path, folder: Path) -> dict[str, Policies]:
    """Case -> principal -> planned policies; the root is written into an empty folder. Raises PlanError."""
    root = {**base(), "module": {"case": instances(cases, str(module))}}
    (folder / "main.tf.json").write_text(json.dumps(root), encoding="utf-8")
    return {case(module["address"]): policies_of(module) for module in modules(plan(folder))}


def plan(folder: Path) -> dict[str, Any]:
    """The plan of the root in a folder, as Terraform shows it in JSON. Raises PlanError."""
    _run(folder, "init", "-input=false", "-no-color")
    _run(folder, "plan", "-input=false", "-json", "-lock=false", "-out=plan")
    found: dict[str, Any] = json.loads(_run(folder, "show", "-json", "plan"))
    return found


def modules(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The module instances of a plan."""
    found: list[dict[str, Any]] = plan["planned_values"]["root_module"].get("child_modules", [])
    return found


def case(address: str) -> str:
    """The case that a module instance of `instances` is for."""
    return address.partition('["')[2].removesuffix('"]')


def policies_of(module: Mapping[str, Any]) -> Policies:
    """The planned policies of one instance by principal."""
    found: Policies = {"deployer": [], "role": []}
    for row in module.get("resources", []):
        if row["type"] == "aws_iam_policy":
            policy = Policy.parse(row["values"]["policy"], row["address"])
            found.setdefault(principal_of(row["address"]), []).append(policy)
    return found


def principal_of(address: str) -> str:
    """Whose the policy at an address is: the role's, the deployer's, or as `update (dev)` a level's."""
    name, key = address.rpartition("aws_iam_policy.")[2].rstrip('"]').split('["')
    return _NUMBER.sub("", key) if name == "level" else name


def _run(folder: Path, *arguments: str) -> str:
    """What Terraform prints; PlanError with its own words where it fails."""
    command = [str(terraform.executable()), *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=without_account(terraform.environment()),
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise PlanError(f"terraform {arguments[0]}: took over {SECONDS} seconds; try again") from None
    if done.returncode:
        raise PlanError(f"terraform {arguments[0]}: {_said(done.stdout) or ' '.join(done.stderr.split())[:1500]}")
    return done.stdout


def _said(output: str) -> str:
    """What Terraform's errors say, each once: of a refused input, the module's own sentence."""
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    errors = [line["diagnostic"] for line in lines if line.get("@level") == "error" and "diagnostic" in line]
    details = [str(it.get("detail") or it["summary"]).partition("\n\nThis was checked by")[0] for it in errors]
    return " ".join(dict.fromkeys(" ".join(detail.split()) for detail in details))
