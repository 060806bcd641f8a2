"""One scenario, run: a project folder, what AWS holds before, then each command through Zappa's own entry point."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import boto3
import jmespath
import moto
import zappa
import zappa.cli

from . import patches
from .capture import REGION, Capture
from .derived import derived_calls
from .function import run_event
from .names import StableNames
from .scenario import Scenario, states

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": REGION,
    "MOTO_ACCOUNT_ID": "123456789012",
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",  # a second of making machine images, which nobody asks for
    "AWS_CONFIG_FILE": "aws_config",  # of the project's folder, where the scenario brings one
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "VIRTUAL_ENV": sys.prefix,
}
BUCKET = "my-awesome-zappa-bucket"
ROLE = "ZappaDjangoRole"
SETTINGS = "zappa_settings"
APP = (Path(__file__).resolve().parent / "app.txt").read_text(encoding="utf-8")


def run_scenario(scenario: Scenario) -> dict[str, Any]:
    """The scenario's evidence."""
    names = StableNames()
    capture = Capture(names)
    with prepared(scenario, capture) as run:
        exits = {command: run(command) for command in scenario.run}
    evidence: dict[str, Any] = {
        "zappa": zappa.__version__,
        "scenario": scenario.name,
        "settings": scenario.settings,
        "features": scenario.features,
        "exits": exits,
        "calls": names.stable(capture.calls) + derived_calls(scenario, Path(zappa.__file__).parent),
    }
    if capture.templates:
        evidence["templates"] = names.stable(capture.templates)
    return evidence


@contextlib.contextmanager
def prepared(scenario: Scenario, capture: Capture) -> Iterator[Callable[[str], int]]:
    """A project folder, the working one meanwhile, before a moto that holds what the scenario needs.

    Yields what runs the scenario's commands, each once and in their order, and returns each one's exit status.
    """
    names = capture.names
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, ENVIRONMENT),
        patches.applied(scenario.package_megabytes),
        moto.mock_aws(config={"lambda": {"use_docker": False}}),
        capture.recording(),
    ):
        os.environ.pop("AWS_PROFILE", None)
        project = Path(folder) / "project"
        project.mkdir()
        with contextlib.chdir(project):
            with capture.muted():
                _prepare(scenario, names)
            settings = dict(states(scenario))

            def run(command: str) -> int:
                with capture.muted():
                    _make(scenario, names, command)
                _write_settings(scenario, names.real(settings[command]), names)
                return _run(scenario, capture, command)

            yield run


def _prepare(scenario: Scenario, names: StableNames) -> None:
    """The project's files, the bucket, the role, and the scenario's own setup."""
    for name, text in ({"app.py": APP} | scenario.files).items():
        Path(name).write_text(text, encoding="utf-8")
    with zipfile.ZipFile("../package.zip", "w") as archive:
        archive.writestr("app.py", APP)
    boto3.client("iam").create_role(RoleName=ROLE, AssumeRolePolicyDocument="{}")
    if scenario.bucket:
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket=BUCKET, Key="package.zip", Body=Path("../package.zip").read_bytes())
    _make(scenario, names, "")


def _make(scenario: Scenario, names: StableNames, command: str) -> None:
    """Make what the setup says must exist before this command; without `before`, from the start."""
    for step in scenario.setup:
        if step.get("before", "") != command:
            continue
        client = boto3.client(step["service"], region_name=step.get("region"))
        response = client._make_api_call(step["operation"], names.real(step.get("parameters", {})))
        for stable, path in step.get("save", {}).items():
            names.fix(jmespath.search(path, response), stable)


def _write_settings(scenario: Scenario, settings: dict[str, Any], names: StableNames) -> None:
    """The settings file that the scenario brings, else these settings as those of stage dev."""
    own = {name: names.real(text) for name, text in scenario.files.items() if name.startswith(SETTINGS)}
    for name, text in (own or {f"{SETTINGS}.json": json.dumps({"dev": settings})}).items():
        Path(name).write_text(text, encoding="utf-8")


def _run(scenario: Scenario, capture: Capture, command: str) -> int:
    """Run one command or handler event, quietly; 0 when it ended well."""
    capture.command = command
    random.seed(command)
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        if command in scenario.events:
            capture.principal = "role"
            code = run_event(capture.names.real(scenario.events[command]), capture)
            capture.principal = "deployer"
        else:
            code = run_command(scenario.commands[command])
    capture.said[command] = output.getvalue()
    if os.environ.get("RECORDER_VERBOSE"):
        sys.stderr.write(f"--- {scenario.name}: {command}: {code}\n{output.getvalue()}\n")
    return code


def run_command(arguments: list[str]) -> int:
    """Zappa's entry point as the shell would call it; its exit status."""
    with mock.patch.object(sys, "argv", ["zappa", *arguments]):
        try:
            zappa.cli.handle()
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else int(bool(end.code))
    return 0
