"""An account for `zappa-iam try`: moto's server, and real or made-up programs in the places of Terraform and Zappa."""

from __future__ import annotations

import json
import re
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.conftest import MODULE, PACKAGE, ROOT
from zappa_iam import aws_trial
from zappa_iam.cli.main import main
from zappa_iam.iam import Policy, Request, decide
from zappa_iam.recorder import record

NAMES = aws_trial.TrialNames("123456789012", "us-west-2", "zappa-iam-try-0a1b2c3d")
SETTINGS = """{"dev": {
  "app_function": "shop.app", "aws_region": "us-west-2", "project_name": "shop", "s3_bucket": "shop-packages",
  "api_key_required": true, "async_source": "sns", "async_response_table": "results", "function_url_enabled": true,
  "snap_start": "PublishedVersions", "tags": {"team": "web"}, "xray_tracing": true, "domain": "shop.example.com",
  "events": [
    {"function": "shop.tidy", "expression": "rate(1 day)"},
    {"function": "shop.take", "event_source": {"arn": "arn:aws:sqs:us-west-2:123456789012:orders"}}
  ]
}}"""
PATHS = [str(ROOT), str(PACKAGE.parent)]
GUARDED = f"import sys; sys.path += {PATHS!r}; from tests.shared import guarded_zappa; guarded_zappa.main()"
TERRAFORM = """#!/bin/sh
echo "terraform $1" >> {log}
[ "$1" = output ] && echo '{outputs}'
{more}
exit 0
"""
ZAPPA = 'echo "zappa $2" >> {log}\n{more}\nexit 0\n'


def bucket_permission(bucket: Any, action: str, resource: str) -> Any:
    """Whether a bucket's policy denies: moto takes a statement whose condition does not hold for a denial.

    Ours denies what does not come over TLS. AWS's clients speak nothing else; loopback stands for it.
    """
    from moto.iam.access_control import PermissionResult

    if bucket.policy is None:
        return PermissionResult.NEUTRAL
    text = re.sub(r'"Principal": *("[*]"|\{[^}]*\}),?', "", bucket.policy.decode())
    decision = decide([Policy.parse(text)], Request(action, resource, {"aws:SecureTransport": "true"}))
    denied = decision.effect == "explicit_deny"
    return PermissionResult.DENIED if denied else PermissionResult.NEUTRAL


@pytest.fixture
def account(aws: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """moto's server as an account that holds nothing, before and after."""
    make_lifelike(monkeypatch)
    _reset(aws)
    yield aws
    _reset(aws)


def make_lifelike(monkeypatch: pytest.MonkeyPatch) -> None:
    """moto deploys without Docker, decides on bucket policies as AWS does, and deletes all that a bucket holds."""
    import moto.s3.models
    from moto.core.config import default_user_config

    monkeypatch.setitem(default_user_config, "lambda", {"use_docker": False})
    monkeypatch.setattr(moto.s3.models.FakeBucket, "get_permission", bucket_permission)
    # moto fails on the deletion of a delete marker's version, which has nothing to dispose of
    monkeypatch.setattr(moto.s3.models.FakeDeleteMarker, "dispose", lambda _: None, raising=False)


def leave_out_lifecycle(module: Path) -> None:
    """Of a copy of the module: the provider waits a minute until AWS has it everywhere; test_apply.py does."""
    bucket = module / "bucket.tf"
    text, left_out = re.subn(
        r'resource "aws_s3_bucket_lifecycle_configuration".*?\n}\n', "", bucket.read_text(), flags=re.S
    )
    assert left_out == 1
    bucket.write_text(text)


def _reset(address: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(f"{address}/moto-api/reset", method="POST")) as answer:
        assert answer.status == 200


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a settings file, the working one; the names that a trial draws are NAMES."""
    (tmp_path / "zappa_settings.json").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(aws_trial, "drawn", lambda account, region: NAMES._replace(account=account, region=region))
    return tmp_path


@pytest.fixture
def guarded(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Real Terraform and real Zappa, whose calls are refused as AWS would, and no waiting for IAM."""
    module = project / "module"
    shutil.copytree(MODULE, module)
    leave_out_lifecycle(module)
    try:
        python = str(record.interpreter(aws_trial.version()))
    except record.RecordError as missing:
        pytest.skip(str(missing))
    monkeypatch.setattr(aws_trial, "zappa", lambda: [python, "-P", "-c", GUARDED])
    monkeypatch.setattr(aws_trial.Plan.__new__, "__defaults__", (0.0, module))
    return project


class Programs:
    """Programs in the places of Terraform and Zappa that do nothing but write down that they ran."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._log = folder, folder / "ran"
        self._log.write_text("")
        self.terraform("")
        self.zappa("")
        monkeypatch.setenv("ZAPPA_IAM_TERRAFORM", str(folder / "terraform"))
        monkeypatch.setattr(aws_trial, "zappa", lambda: ["/bin/sh", str(folder / "zappa")])
        monkeypatch.setattr(aws_trial.Plan.__new__, "__defaults__", (0.0, MODULE))

    def terraform(self, more: str) -> None:
        """Terraform does this, too, in the shell's words."""
        arn = f"arn:aws:iam::{NAMES.account}:role/{NAMES.deployer}"
        outputs = json.dumps({"deployer_arn": {"value": arn}, "zappa_settings": {"value": {"role_arn": arn}}})
        path = self._folder / "terraform"
        path.write_text(TERRAFORM.format(log=self._log, outputs=outputs, more=more))
        path.chmod(0o755)

    def zappa(self, more: str) -> None:
        """Zappa does this, too; `$2` is its command."""
        (self._folder / "zappa").write_text(ZAPPA.format(log=self._log, more=more))

    @property
    def ran(self) -> list[str]:
        """Which commands ran, in their order."""
        return self._log.read_text().splitlines()


@pytest.fixture
def programs(project: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """No Terraform and no Zappa, but programs that write down that they ran."""
    return Programs(project, monkeypatch)


def run(*arguments: str) -> Result:
    """`zappa-iam try` of the settings file here."""
    given = ["--settings", "zappa_settings.json", "--account", NAMES.account, *arguments]
    return CliRunner().invoke(main, ["try", *given])
