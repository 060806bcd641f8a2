"""Settings, held against the oracle: Zappa itself, `ZappaCLI.load_settings`."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.shared.settings_files import RICH, agrees, placed
from zappa_iam import settings
from zappa_iam.recorder import record

VERSION = record.versions()[-1]
Answer = Callable[[Path, str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def zappa() -> Iterator[Answer]:
    """Real Zappa in a process of its own, which reads stage after stage; ended with the tests."""
    try:
        python = record.interpreter(VERSION)
    except record.RecordError as missing:
        pytest.skip(str(missing))
    environment = {"PATH": os.environ["PATH"], "HOME": os.devnull, "LANG": "C.UTF-8", "AWS_CONFIG_FILE": os.devnull}
    command = [str(python), str(ROOT / "tests" / "shared" / "zappa_oracle.py")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdin
        assert process.stdout
        asked, answers = process.stdin, process.stdout

        def ask(folder: Path, file: str, stage: str) -> dict[str, Any]:
            asked.write(json.dumps([str(folder), file, stage]) + "\n")
            asked.flush()
            found: dict[str, Any] = json.loads(answers.readline())
            return found

        yield ask
        asked.close()


@pytest.mark.parametrize("case", RICH, ids=[case["file"] for case in RICH])
def test_zappa_reads_the_cases_the_same(zappa: Answer, case: dict[str, Any], tmp_path: Path) -> None:
    """Zappa itself loads each stage that we accept, with our answers, and none that we refuse."""
    path = placed(case, "rich", tmp_path)
    try:
        found = settings.load(path)
    except settings.SettingsError:
        assert "error" in zappa(path.parent, path.name, "dev")
        return
    for name, stage in found.stages.items():
        said = zappa(path.parent, path.name, name)
        assert agrees(stage, said), said
    for refusal in found.refusals:
        assert "error" in zappa(path.parent, path.name, refusal.stage), refusal


NAMES = st.text("abcABC09-_ üß.", min_size=1, max_size=12)
BOOLEANS = st.sampled_from([True, False, None, "false", "true", 0, 1, ""])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "project_name": st.one_of(NAMES, st.sampled_from(["", None, 7, "shop", "_shop", "a" * 81, "shop\n"])),
    "aws_region": st.sampled_from(["us-west-2", None, "eu-west-1", ""]),
    "s3_bucket": st.sampled_from(["packages", None, "", "zappa-1"]),
    "manage_roles": BOOLEANS,
    "role_name": st.sampled_from(["Role", "", "a/b"]),
    "role_arn": st.sampled_from(["arn:aws:iam::123456789012:role/a/Role", "", None, "Role"]),
    "extends": st.sampled_from(["dev", "base", None, "", "nowhere"]),
    "use_apigateway": BOOLEANS,
    "apigateway_enabled": BOOLEANS,
    "apigateway_version": st.sampled_from(["v1", "v2", None]),
    "apigateway_lambda_qualifier": st.sampled_from([None, "current", 3]),
    "vpc_config": st.sampled_from([{}, None, {"SubnetIds": []}, {"SubnetIds": ["subnet-1"]}]),
    "efs_config": st.sampled_from([None, True, [], {}, {"LocalMountPath": "/srv"}, [{"LocalMountPath": "/mnt/a"}] * 2]),
    "ephemeral_storage": st.sampled_from([{}, {"Size": 512}, {"Size": 10241}, {"Size": 10240}]),
    "num_retained_versions": st.sampled_from([None, 0, 1, 2, True, "5", 5.0]),
    "provisioned_concurrency": st.sampled_from([None, 0, 1, 5, True, "1"]),
    "lambda_concurrency": st.sampled_from([None, 0, 2]),
    "snap_start": st.sampled_from(["None", "PublishedVersions", None, ""]),
    "environment_variables": st.sampled_from([{}, {"A": "1"}, {"A": 1}]),
    "binary_support": BOOLEANS,
    "additional_text_mimetypes": st.sampled_from([None, [], ["text/x"]]),
    "function_url_config": st.sampled_from([{}, {"authorizer": "AWS_IAM"}]),
    "websocket_handler_module": st.sampled_from([None, "", "a.b", "a.py", "a/b", 3]),
    "attach_policy": st.sampled_from(["policy.json", "missing.json"]),
    "tags": st.sampled_from([{}, {"a": "b"}]),
}
STAGES = st.dictionaries(
    st.sampled_from(["dev", "base", "größe", "a b", "x_1"]), st.fixed_dictionaries({}, optional=VALUES)
)


@effort(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=STAGES.filter(bool), separators=st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]))
def test_zappa_reads_what_hypothesis_makes_up_the_same(
    zappa: Answer, tmp_path: Path, tables: dict[str, Any], separators: tuple[str, str]
) -> None:
    """Whatever the settings are, a stage is accepted or refused as Zappa does, with the same answers."""
    folder = tmp_path / "My Shop"
    folder.mkdir(exist_ok=True)
    (folder / "policy.json").write_text("{}")
    path = folder / "zappa_settings.json"
    path.write_text(json.dumps(tables, separators=separators), encoding="utf-8")
    found = settings.load(path)
    refused = {refusal.stage for refusal in found.refusals}
    assert refused | set(found.stages) == set(tables)
    for name in tables:
        said = zappa(folder, path.name, name)
        assert ("error" in said) == (name in refused), (name, said, found.refusals)
        if name in found.stages:
            assert agrees(found.stages[name], said), (name, said)
