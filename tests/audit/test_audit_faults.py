"""Input of no use: a line for each fault, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import PACKAGE
from tests.shared.audit_reports import planned_row
from tests.shared.audited import GENERAL, GUIDE, ONE, OWN_ROLE, S3, run
from zappa_iam.policies.statements import VERSION
from zappa_iam.recorder import record

BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "no JSON at line 1 column 1"),
    "no_json": (b"deployer: yes", "no JSON at line 1 column 1"),
    "truncated": (json.dumps(ONE).encode()[:-9], "no JSON at line 1"),
    "not_utf8": (b'{"Version": "\xff"}', "byte 14 is not UTF-8; save the file as UTF-8"),
    "deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply for a policy"),
    "deep_list": (b"[" * 100_000 + b"]" * 100_000, "nested too deeply for a policy"),
    "nothing": (b"{}", "holds no policy for the deployer; name a policy document"),
    "number": (b"7", "holds no policy for the deployer"),
    "long_number": (b"9" * 5000, "name a policy's JSON"),
    "trust": ((GUIDE / "trust_policy.json").read_bytes(), "says who may do something (Principal)"),
    "statements": (b'{"Statement": [7, {"Effect": "allow"}]}', "Statement[0]: no JSON object; write {...}"),
    "huge": (json.dumps({**ONE, "Statement": ONE["Statement"] * 120_000}).encode(), "and IAM takes 10240 at the most"),
    "huge_word": (b'{"Version": "' + b"x" * 10_000_000 + b'", "Statement": []}', "and IAM takes 10240 at the most"),
    "unknown_plan": (
        json.dumps(
            {"planned_values": {"root_module": {"resources": [{"type": "aws_iam_policy", "values": {}}]}}}
        ).encode(),
        "its policy is known after apply only",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_line_and_status_2(name: str, tmp_path: Path) -> None:
    """Where, what and what to do, in under five seconds; nothing on standard output, no report written."""
    content, said = BAD[name]
    path = tmp_path / "policy.json"
    path.write_bytes(content)
    started = time.monotonic()
    result = run(str(path), "--sarif", str(tmp_path / "made.sarif"))
    assert time.monotonic() - started < 5
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert all(
        line.startswith(str(path)) for line in result.stderr.splitlines() if "aws_iam_policy" not in name and line
    )
    assert not (tmp_path / "made.sarif").exists()


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """A FIFO, a folder, nothing, a name that is none: a line, and no waiting."""
    os.mkfifo(tmp_path / "pipe")
    for name, said in (
        ("pipe", "is no file; name a file, or write - and pipe"),
        (".", "is no file"),
        ("none", "no such file"),
    ):
        result = run(str(tmp_path / name))
        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr
    assert run("a\0b").exit_code == 2
    assert run().stderr.startswith("audit: names no policy; give a file, - for standard input, or --user")
    assert run(S3, "--user", "ann").stderr.startswith("audit: give files, or one of --user, --role and --group")
    assert run(S3, "--features", "teleport").stderr.startswith("features: unknown teleport")


def test_all_faults_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    """Two files of no use make two lines, and what the third holds is not printed."""
    (tmp_path / "one.json").write_text("{")
    (tmp_path / "two.json").write_text("[]")
    result = run(str(tmp_path / "one.json"), str(tmp_path / "two.json"), S3)
    assert len(result.stderr.splitlines()) == 2


def test_a_large_plan_takes_no_five_seconds(tmp_path: Path) -> None:
    """10 MB of a plan, with policies among much else."""
    text = json.dumps(json.loads(Path(GENERAL).read_text()))
    rows = [planned_row("aws_iam_policy", f"p{number}", text) for number in range(300)]
    other = [{"type": "aws_instance", "values": {"tags": {"n": "x" * 1000}}} for _ in range(9500)]
    (tmp_path / "plan.json").write_text(json.dumps({"planned_values": {"root_module": {"resources": rows + other}}}))
    assert (tmp_path / "plan.json").stat().st_size > 10_000_000
    started = time.monotonic()
    assert run(str(tmp_path / "plan.json")).exit_code == 1
    assert time.monotonic() - started < 5


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["Allow", "Deny", "s3:*", "*", VERSION]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "Version",
                    "Statement",
                    "Effect",
                    "Action",
                    "NotAction",
                    "Resource",
                    "Condition",
                    "Sid",
                    "Id",
                    "StringLike",
                    "planned_values",
                    "Resources",
                    "Properties",
                    "Fn::Join",
                    "Ref",
                    "root_module",
                    "resources",
                    "child_modules",
                    "values",
                    "policy",
                    "type",
                    "PolicyDocument",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


STATEMENT = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "Deny"])},
    optional={
        "Action": st.sampled_from(["s3:*", "*", "lambda:Get?*", ["iam:PassRole", "x:y"], "*:*", "***"]),
        "NotAction": st.sampled_from(["s3:*", ["iam:*"]]),
        "Resource": st.sampled_from(
            ["*", "arn:*", "arn:aws:s3:::a", ["arn:aws:lambda:*:*:function:b-*", "arn:a:b:c:d:*a*a*a"]]
        ),
        "NotResource": st.just("arn:aws:s3:::a"),
        "Sid": st.text(max_size=5) | st.integers(),
        "Condition": JSON | st.just({"StringLike": {"aws:PrincipalTag/a": ["*", "b"]}}),
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JSON | st.builds(lambda held: {"Version": VERSION, "Statement": held}, st.lists(STATEMENT | JSON, max_size=3)))
def test_whatever_json_there_is_no_traceback(value: Any) -> None:
    """A report with 0 or 1, or lines with 2; never a trace."""
    result = run("-", pipe=json.dumps(value))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code in (0, 1, 2)
    assert bool(result.stderr) is (result.exit_code == 2)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_whatever_bytes_there_is_no_traceback(content: bytes) -> None:
    """Bytes that are no policy: a line, status 2."""
    result = run("-", pipe=content)
    assert isinstance(result.exception, SystemExit)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


def test_other_commands_do_not_load_it() -> None:
    """`render` and `explain` start without what audit and policy need."""
    code = "import sys, zappa_iam.cli.explain, zappa_iam.cli.render; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=True)
    assert "zappa_iam.audit" not in done.stdout
    assert "zappa_iam.policies" not in done.stdout


def test_the_role_policy_is_zappas_own() -> None:
    """The copy beside the peers' documents is that of the newest Zappa, word for word."""
    try:
        python = record.interpreter(record.versions()[-1])
    except record.RecordError as missing:
        pytest.skip(str(missing))
    [path] = python.parent.parent.glob("lib/python3*/site-packages/zappa/policies/attach_policy.json")
    assert Path(OWN_ROLE).read_bytes() == path.read_bytes()
