"""`zappa-iam audit`: in which shapes policies come, the account's among them, and what it makes of input of no use."""

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

from tests.conftest import MODULE, PACKAGE
from tests.shared.audited import GENERAL, GUIDE, ONE, OWN_ROLE, S3, found, run, run_policy
from tests.shared.projects import SHOP
from zappa_iam.module import planning
from zappa_iam.policies.statements import VERSION
from zappa_iam.recorder import record


def shapes() -> dict[str, Any]:
    quoted = json.dumps(ONE)
    return {
        "document": ONE,
        "one_statement": {**ONE, "Statement": ONE["Statement"][0]},
        "named": {
            "one": ONE,
            "trust": {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]},
        },
        "list": [ONE],
        "get_policy_version": {"PolicyVersion": {"Document": ONE, "VersionId": "v1"}},
        "get_role_policy": {"RoleName": "r", "PolicyDocument": ONE},
        "template": {"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": ONE}}}},
        "template_of_a_user": {
            "Resources": {"U": {"Type": "AWS::IAM::User", "Properties": {"Policies": [{"PolicyDocument": ONE}]}}}
        },
        "in_a_url": {"PolicyDocument": quoted.replace("{", "%7B").replace('"', "%22")},
        "plan": {
            "planned_values": {
                "root_module": {"child_modules": [{"resources": [_row("aws_iam_policy", "any", quoted)]}]}
            }
        },
    }


def _row(kind: str, name: str, policy: str) -> dict[str, Any]:
    return {"type": kind, "name": name, "address": f"{kind}.{name}", "values": {"policy": policy}}


@pytest.mark.parametrize("shape", shapes())
def test_each_shape_of_a_policy_is_read(shape: str) -> None:
    """A document, several by name, what the AWS CLI prints, a plan."""
    report = found("-", pipe=json.dumps(shapes()[shape]))
    assert report["summary"]["granted"] == 1
    assert len(report["policies"]) == 1


def test_a_real_plan_is_read_for_each_principal(tmp_path: Path) -> None:
    """`terraform show -json` of a plan of the module: the deployer's policies, and the role's, and nothing to find."""
    root = {**planning.base(), "module": {"shop": {"source": str(MODULE), **planning.inputs({})}}}
    (tmp_path / "main.tf.json").write_text(json.dumps(root))
    for arguments in (("init", "-input=false"), ("plan", "-input=false", "-lock=false", "-out=plan")):
        planning._run(tmp_path, *arguments)
    (tmp_path / "plan.json").write_text(planning._run(tmp_path, "show", "-json", "plan"))
    for principal in ("deployer", "role"):
        report = found(str(tmp_path / "plan.json"), "--for", principal)
        assert report["findings"] == []
        assert all(name.startswith(f"module.shop.aws_iam_policy.{principal}[") for name in report["policies"])


@pytest.mark.parametrize("principal", ["deployer", "role"])
def test_a_template_of_ours_is_clean(principal: str) -> None:
    """What `policy --format cloudformation` prints is read for each principal, with the account that is told."""
    template = run_policy("--format", "cloudformation", *SHOP[:4], *SHOP[6:])
    assert "${AWS::AccountId}" in template
    report = found("-", "--for", principal, "--account", "210987654321", pipe=template)
    assert report["findings"] == []
    kind = "User" if principal == "deployer" else "Role"
    assert all(name.startswith(f"Zappa{kind}Policy") for name in report["policies"])


def test_what_only_a_stack_knows_is_a_placeholder() -> None:
    """An ARN of a resource of the template's is nobody's name; a partition and a region are those of the project."""
    place = [{"Ref": "AWS::Partition"}, "lambda", {"Ref": "AWS::Region"}, "1", "function:a"]
    resources = [{"Fn::Join": [":", ["arn", *place]]}, {"Fn::GetAtt": ["Made", "Arn"]}]
    statement = {"Effect": "Allow", "Action": "lambda:GetFunction", "Resource": resources}
    document = {"Version": VERSION, "Statement": [statement]}
    policy = {"Type": "AWS::IAM::Policy", "Properties": {"PolicyDocument": document}}
    report = found("-", "--region", "cn-north-1", pipe=json.dumps({"Resources": {"P": policy}}))
    [finding] = [each for each in report["findings"] if each["kind"] == "never"]
    assert "arn:<Made.Arn> holds a placeholder" in finding["message"]


def test_policies_count_together() -> None:
    """The guide's two documents for the deployer lack less than either alone."""
    alone = [found(path)["summary"]["met"] for path in (GENERAL, S3)]
    assert found(GENERAL, S3)["summary"]["met"] == sum(alone)


# The account's.


@pytest.fixture
def region(monkeypatch: pytest.MonkeyPatch) -> None:
    """A region for boto3, which needs one beside an endpoint of one's own."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")


@pytest.mark.usefixtures("aws", "region")
def test_policies_of_the_account_are_read() -> None:
    """Of a user: attached and inline, and its groups'; of a role and a group; by calls that only read."""
    import boto3

    iam = boto3.client("iam")
    documents = [run_policy("--for", "deployer", *SHOP), run_policy("--for", "role", *SHOP)]
    arns = [
        iam.create_policy(PolicyName=f"p{number}", PolicyDocument=text)["Policy"]["Arn"]
        for number, text in enumerate(documents)
    ]
    iam.create_user(UserName="ann")
    iam.create_group(GroupName="deployers")
    iam.add_user_to_group(GroupName="deployers", UserName="ann")
    iam.attach_group_policy(GroupName="deployers", PolicyArn=arns[0])
    assert found("--user", "ann")["findings"] == []
    assert found("--group", "deployers")["findings"] == []
    iam.put_user_policy(UserName="ann", PolicyName="more", PolicyDocument=json.dumps(ONE))
    assert found("--user", "ann")["policies"] == ["user ann: more", arns[0]]
    trust = run_policy("--for", "trust", *SHOP)
    iam.create_role(RoleName="ShopRole", AssumeRolePolicyDocument=trust)
    iam.attach_role_policy(RoleName="ShopRole", PolicyArn=arns[1])
    report = found("--role", "ShopRole", "--features", "apigateway,events")
    assert (report["for"], report["findings"]) == ("role", [])


@pytest.mark.usefixtures("aws", "region")
def test_a_boundary_takes_away() -> None:
    """What the role's policies allow and its boundary does not, it lacks."""
    import boto3

    iam = boto3.client("iam")
    own = iam.create_policy(PolicyName="own", PolicyDocument=run_policy("--for", "role", *SHOP))["Policy"]["Arn"]
    wide = [{"Effect": "Allow", "NotAction": ["lambda:*"], "Resource": "*"}]
    document = json.dumps({"Version": VERSION, "Statement": wide})
    bounds = iam.create_policy(PolicyName="bounds", PolicyDocument=document)["Policy"]["Arn"]
    trust = run_policy("--for", "trust", *SHOP)
    iam.create_role(RoleName="ShopRole", AssumeRolePolicyDocument=trust, PermissionsBoundary=bounds)
    iam.attach_role_policy(RoleName="ShopRole", PolicyArn=own)
    report = found("--role", "ShopRole")
    assert report["policies"] == [own, bounds]
    assert {each["about"]["action"] for each in report["findings"]} == {"lambda:InvokeFunction"}
    assert f"bounded by   {bounds}" in run("--role", "ShopRole").stdout


def test_a_boundary_may_be_a_file(tmp_path: Path) -> None:
    """A boundary that allows all changes nothing; one that allows reads alone leaves no way to more."""
    (tmp_path / "all.json").write_text(json.dumps(ONE).replace("s3:GetObject", "*"))
    (tmp_path / "reads.json").write_text(json.dumps(ONE).replace("s3:GetObject", "cloudformation:DescribeStacks"))
    whole, same = found(GENERAL, S3), found(GENERAL, S3, "--boundary", str(tmp_path / "all.json"))
    assert same["findings"] == whole["findings"]
    less = found(GENERAL, S3, "--boundary", str(tmp_path / "reads.json"))
    assert less["summary"]["granted"] == 1
    assert less["summary"]["escalation"] == less["summary"]["chain"] == 0


@pytest.mark.usefixtures("aws", "region")
def test_nobody_of_that_name_is_a_line() -> None:
    """A user that is not there, and a role without a policy: a line, status 2."""
    import boto3

    nobody = run("--user", "bob")
    assert (nobody.exit_code, nobody.stdout) == (2, "")
    assert nobody.stderr.startswith("user bob: NoSuchEntity: ")
    boto3.client("iam").create_user(UserName="cid")
    empty = run("--user", "cid")
    assert empty.stderr == "user cid: has no policy, so that it may do nothing; name another\n"


def test_without_boto3_or_credentials_a_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is needed for files; where one is, the message says what to do."""
    monkeypatch.setitem(sys.modules, "boto3", None)
    assert run("--user", "ann").stderr == "boto3: not installed; run `pip install boto3`, or name the policies' files\n"
    monkeypatch.delitem(sys.modules, "boto3")
    result = run("--user", "ann")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "; give boto3 credentials and a region" in result.stderr


# Input of no use.


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
    rows = [_row("aws_iam_policy", f"p{number}", text) for number in range(300)]
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
        python = record.interpreter(record.versions()[0])
    except record.RecordError as missing:
        pytest.skip(str(missing))
    [path] = python.parent.parent.glob("lib/python3*/site-packages/zappa/policies/attach_policy.json")
    assert Path(OWN_ROLE).read_bytes() == path.read_bytes()
