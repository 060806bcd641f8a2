"""From an empty account to a deployed project, by the example `github_actions`: Terraform, a workflow's token, Zappa.

Real Terraform applies the example on moto, a small issuer of ours makes the tokens that GitHub would for the example's
workflow, a stand-in of STS decides who gets a session, and real Zappa deploys with it, under the policies that the role
then has. None of it was run in AWS or in GitHub.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest

from tests.conftest import ROOT, initialised
from tests.shared import oidc_issuer, stand_in_sts
from tests.shared.examples import copied
from tests.shared.identity_cases import GITHUB
from tests.shared.live_account import GUARDED, leave_out_lifecycle, make_lifelike
from tests.shared.oidc_issuer import Issuer
from tests.shared.served_aws import served_aws
from zappa_iam import aws_trial
from zappa_iam.account import Caller
from zappa_iam.recorder import record

WORKFLOW = Path(".github") / "workflows" / "deploy.yml"
REPOSITORY = {"name": "octo-org/shop", "owner_id": "123456", "id": "456789"}
OLD = {"name": "octo-org/shop", "id": "456789"}
PUSH = {"ref": "refs/heads/main", "event_name": "push"}
SESSION = "shop-1"
APP = 'def app(environ, start_response):\n    start_response("200 OK", [])\n    return [b"ok"]\n'


class Example(NamedTuple):
    """The example, applied: its workflow, its outputs, GitHub's issuer, and a folder to deploy from."""

    workflow: dict[str, Any]
    role: str
    settings: dict[str, Any]
    github: Issuer
    folder: Path

    @property
    def job(self) -> dict[str, Any]:
        """The workflow's one job."""
        [job] = self.workflow["jobs"].values()
        return dict(job)

    def assume(self, token: str) -> boto3.Session:
        """The session that the role gives for a token."""
        return stand_in_sts.assume(self.role, token, SESSION, {GITHUB: self.github.jwks()})


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    """The example on moto's server, whose account held nothing."""
    with served_aws(), pytest.MonkeyPatch.context() as monkeypatch:
        make_lifelike(monkeypatch)
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
        assert boto3.client("iam").list_roles()["Roles"] == []
        root = tmp_path_factory.mktemp("example")
        folder = copied("github_actions", root)
        leave_out_lifecycle(root / "modules" / "zappa_iam")
        (folder / "moto_override.tf").write_text('provider "aws" {\n  s3_use_path_style = true\n}\n')
        test = initialised(folder)
        test.apply()
        outputs = test.output()
        project = root / "try" / "project"
        project.mkdir(parents=True)
        workflow, settings = oidc_issuer.read_workflow(folder / WORKFLOW), json.loads(outputs["zappa_settings"])
        yield Example(workflow, outputs["deployer_role_arn"], settings, Issuer(GITHUB), project)


def test_workflow_gets_what_it_needs_and_no_more() -> None:
    """It may ask for a token and read the code, names role, region and environment, and no input becomes shell code."""
    workflow = oidc_issuer.read_workflow(ROOT / "examples" / "github_actions" / WORKFLOW)
    [job] = workflow["jobs"].values()
    assert (workflow["permissions"], job["permissions"]) == ({}, {"contents": "read", "id-token": "write"})
    assert workflow["on"].keys() == {"push", "workflow_dispatch"}
    assert workflow["on"]["workflow_dispatch"]["inputs"]["command"]["options"] == ["update", "deploy"]
    assert job["environment"] == "production"
    [given] = [step["with"] for step in job["steps"] if "configure-aws-credentials" in step.get("uses", "")]
    assert given["aws-region"] == "us-west-2"
    assert given["role-to-assume"] == "${{ vars.DEPLOYER_ROLE_ARN }}"
    assert [step["run"] for step in job["steps"] if "${{" in step.get("run", "")] == []


def test_pipeline_deploys_from_an_empty_account(applied: Example) -> None:
    """The workflow's token is worth a session, and with it real Zappa deploys and updates under the role's policies."""
    token = applied.github.token(oidc_issuer.claims_of(applied.job, REPOSITORY, PUSH))
    session = applied.assume(token)
    who = session.client("sts", region_name="us-west-2").get_caller_identity()["Arn"]
    assert who == f"arn:aws:sts::123456789012:assumed-role/ZappaDeployer-shop-production/{SESSION}"
    (applied.folder / "app.py").write_text(APP)
    stage = {**applied.settings, "project_name": "shop", "app_function": "app.app", "runtime": "python3.13"}
    (applied.folder / "zappa_settings.json").write_text(json.dumps({"production": stage}))
    update, deploy = applied.workflow["on"]["workflow_dispatch"]["inputs"]["command"]["options"]
    assert _refused(applied, session, deploy, less="lambda:CreateFunction") == ["CreateFunction"]
    assert _refused(applied, session, deploy) == _refused(applied, session, update) == []
    functions = boto3.client("lambda").list_functions()["Functions"]
    assert [(it["FunctionName"], it["Role"]) for it in functions] == [("shop-production", applied.settings["role_arn"])]


def _refused(applied: Example, session: boto3.Session, command: str, less: str = "") -> list[str]:
    """Run the workflow's command of real Zappa in the session, whose calls are refused as AWS would; what is refused.

    The role's policies are looked up by the session's own identity; `less` is an action to leave out of them.
    """
    try:
        python = record.interpreter(aws_trial.version())
    except record.RecordError as missing:
        pytest.skip(str(missing))
    environment = Caller("123456789012", "us-west-2", session).environment(os.environ)
    environment |= {"VIRTUAL_ENV": str(python.parent.parent), "ZAPPA_IAM_TRY_LESS": less}
    report = applied.folder.parent / "report.json"
    program = [str(python), "-P", "-c", GUARDED, str(report), command, applied.job["environment"]]
    done = subprocess.run(
        program, cwd=applied.folder, env=environment, capture_output=True, text=True, check=False, timeout=240
    )
    assert bool(done.returncode) is bool(less), done.stdout + done.stderr
    return [call["operation"] for call in json.loads(report.read_text()) if call["outcome"].startswith("AccessDenied")]


Attempt = Callable[[Example], str]
# Who else would like the session: a token, and how STS refuses it.
OTHERS: dict[str, tuple[Attempt, str]] = {
    "a pull request of a fork, with the environment": (
        lambda it: it.github.token(
            oidc_issuer.claims_of(it.job, REPOSITORY, {"ref": "refs/pull/7/merge", "event_name": "pull_request"})
        ),
        f"AccessDenied: not authorized to perform sts:AssumeRoleWithWebIdentity ({GITHUB}:ref)",
    ),
    "a pull request without it": (
        lambda it: it.github.token(
            oidc_issuer.claims_of({}, OLD, {"ref": "refs/pull/7/merge", "event_name": "pull_request"})
        ),
        f"AccessDenied: not authorized to perform sts:AssumeRoleWithWebIdentity ({GITHUB}:ref, {GITHUB}:sub)",
    ),
    "a push to main without the environment": (
        lambda it: it.github.token(oidc_issuer.claims_of({}, REPOSITORY, PUSH)),
        f"AccessDenied: not authorized to perform sts:AssumeRoleWithWebIdentity ({GITHUB}:sub)",
    ),
    "a repository that took over the name": (
        lambda it: it.github.token(oidc_issuer.claims_of(it.job, {**REPOSITORY, "id": "777"}, PUSH)),
        f"AccessDenied: not authorized to perform sts:AssumeRoleWithWebIdentity ({GITHUB}:repository_id, {GITHUB}:sub)",
    ),
    "a repository whose name begins alike": (
        lambda it: it.github.token(oidc_issuer.claims_of(it.job, {**REPOSITORY, "name": "octo-org/shop-two"}, PUSH)),
        f"AccessDenied: not authorized to perform sts:AssumeRoleWithWebIdentity ({GITHUB}:sub)",
    ),
    "a token for another service": (
        lambda it: it.github.token({**oidc_issuer.claims_of(it.job, REPOSITORY, PUSH), "aud": "vault"}),
        "InvalidIdentityToken: incorrect audience vault",
    ),
    "a token that somebody else signed": (
        lambda it: Issuer(GITHUB).token(oidc_issuer.claims_of(it.job, REPOSITORY, PUSH)),
        "InvalidIdentityToken: ",
    ),
    "a token from yesterday": (
        lambda it: it.github.token(oidc_issuer.claims_of(it.job, REPOSITORY, PUSH), lasting=-1000),
        "InvalidIdentityToken: ",
    ),
    "a token of an issuer that the account does not know": (
        lambda it: Issuer("gitlab.com").token(oidc_issuer.claims_of(it.job, REPOSITORY, PUSH)),
        "InvalidIdentityToken: ",
    ),
}


def test_session_is_refused_to_others(applied: Example) -> None:
    """Nobody else's token is worth a session, each for the reason that it should be; an old repository's is."""
    for who, (attempt, wanted) in OTHERS.items():
        with pytest.raises(stand_in_sts.RefusedError) as caught:
            applied.assume(attempt(applied))
        assert str(caught.value).startswith(wanted), who
    assert applied.assume(applied.github.token(oidc_issuer.claims_of(applied.job, OLD, PUSH)))
