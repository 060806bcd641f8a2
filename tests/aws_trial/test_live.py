"""`zappa-iam try`: a trial lives and leaves nothing, whatever happens to it; and it touches nothing of the user's."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import boto3
import pytest

import zappa_iam.cli.try_
from tests.shared.live_account import NAMES, Programs, account, guarded, programs, project, run
from zappa_iam import aws_trial, aws_words, catalog
from zappa_iam.account import caller
from zappa_iam.aws_trial import steps

__all__ = ["account", "guarded", "programs", "project"]

LIFE = ["deploy", "invoke", "status", "tail", "schedule", "update", "rollback"]
FEATURES = [
    "api_key",
    "apigateway",
    "async_response_table",
    "async_sns",
    "events",
    "function_url",
    "snap_start",
    "tags",
]
FEATURES += ["xray_tracing"]
MADE = ["terraform init", "terraform apply", "terraform output"]


def left() -> list[str]:
    """What the account holds."""
    iam, found = boto3.client("iam", region_name=NAMES.region), []
    found += [role["RoleName"] for role in iam.list_roles()["Roles"]]
    found += [policy["PolicyName"] for policy in iam.list_policies(Scope="Local")["Policies"]]
    found += [bucket["Name"] for bucket in boto3.client("s3", region_name=NAMES.region).list_buckets()["Buckets"]]
    region = {"region_name": NAMES.region}
    found += [it["FunctionName"] for it in boto3.client("lambda", **region).list_functions()["Functions"]]
    found += [it["logGroupName"] for it in boto3.client("logs", **region).describe_log_groups()["logGroups"]]
    found += [it["Name"] for it in boto3.client("events", **region).list_rules()["Rules"]]
    found += [it["name"] for it in boto3.client("apigateway", **region).get_rest_apis()["items"]]
    return found


@pytest.mark.usefixtures("account")
def test_a_project_lives_under_the_module_and_leaves_nothing(guarded: Path) -> None:
    """Real Terraform and Zappa: every command ends well under the policies; folder and account are empty again."""
    result = run("--yes", "--words", "words.jsonl")
    assert result.exit_code == 0, result.output
    steps = re.findall(r"^ *\d+:\d\d  (.+?)  \d+ s, ok$", result.output, re.M)
    assert steps == ["terraform init", "terraform apply", *LIFE, "undeploy", "terraform destroy"]
    assert f"removed, left by undeploy: table {NAMES.project}-results\n" in result.output
    assert result.output.endswith("all worked; nothing is left in the account\n")
    assert left() == []
    assert sorted(path.name for path in guarded.iterdir()) == ["module", "zappa_settings.json"]


@pytest.mark.usefixtures("account")
def test_a_refusal_becomes_a_word_and_an_interruption_destroys(guarded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a permission, update fails, and its refusal is a line of words; Ctrl-C then takes everything away."""
    monkeypatch.setenv("ZAPPA_IAM_TRY_LESS", "lambda:UpdateFunctionCode")
    monkeypatch.setenv("ZAPPA_IAM_TRY_INTERRUPTED", "rollback")
    monkeypatch.setattr(steps, "ZAPPA", {name: steps.ZAPPA[name] for name in ("deploy", "update", "rollback")})
    result = run("--yes", "--words", "words.jsonl")
    assert result.exit_code == 1, result.output
    assert "failed: update: botocore.exceptions.ClientError" in result.output, result.output
    [word] = aws_words.read(guarded / "words.jsonl")
    assert (word.action, word.principal, word.feature) == ("lambda:UpdateFunctionCode", "deployer", "core")
    assert word.resource == "arn:aws:lambda:us-west-2:123456789012:function:shop-dev"
    assert (word.grade, word.source) == ("refusal", f"zappa-iam try, Zappa {aws_trial.version()}")
    assert word.note
    assert word.note.startswith("update: lambda UpdateFunctionCode (zappa/core.py:")
    assert "ended early: stopped by SIGINT" in result.output
    assert re.search(r"undeploy  \d+ s, ok\n.*terraform destroy  \d+ s, ok\n", result.output, re.S), result.output
    assert left() == []
    assert (guarded / NAMES.project / "logs" / "update.txt").exists()


@pytest.mark.usefixtures("account")
def test_the_last_minute_ends_what_runs_and_destroys(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deploy that does not end is ended; what it began is undeployed, and the module destroyed."""
    monkeypatch.setattr(zappa_iam.cli.try_, "SECONDS", 2)
    programs.zappa('[ "$2" = deploy ] && exec sleep 600')
    result = run("--yes", "--minutes", "1")
    assert result.exit_code == 1
    assert "ended early: its time is up" in result.output
    assert programs.ran == [*MADE, "zappa deploy", "zappa undeploy", "terraform destroy"]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_in_the_middle_of_apply_destroy(programs: Programs, number: signal.Signals) -> None:
    """Nothing was deployed, so nothing is undeployed; a second signal, while destroying, changes nothing."""
    kill = f"kill -{number.value} $PPID"
    programs.terraform(f'case "$1" in apply) {kill}; exec sleep 600;; destroy) {kill}; sleep 0.5;; esac')
    result = run("--yes")
    assert result.exit_code == 1
    assert f"ended early: stopped by {number.name}" in result.output
    assert programs.ran == ["terraform init", "terraform apply", "terraform destroy"]
    assert signal.getsignal(number) in (signal.default_int_handler, signal.SIG_DFL)


@pytest.mark.usefixtures("account")
def test_what_destroy_leaves_is_named_with_what_removes_it(programs: Programs, project: Path) -> None:
    """A destroy that fails is tried again; then role and bucket are named, and where Terraform's state is."""
    boto3.client("iam", region_name=NAMES.region).create_role(RoleName=NAMES.role, AssumeRolePolicyDocument="{}")
    place = {"LocationConstraint": NAMES.region}
    boto3.client("s3", region_name=NAMES.region).create_bucket(Bucket=NAMES.bucket, CreateBucketConfiguration=place)
    programs.terraform('[ "$1" = destroy ] && { echo "Error: no"; exit 1; }')
    result = run("--yes")
    assert result.exit_code == 1
    assert programs.ran[-2:] == ["terraform destroy", "terraform destroy"]
    assert f"left: role {NAMES.role}: aws iam delete-role --role-name {NAMES.role}" in result.output
    assert f"left: bucket {NAMES.bucket}: aws s3 rb --force s3://{NAMES.bucket}" in result.output
    assert f"run it again: terraform -chdir={project / NAMES.project / 'terraform'} destroy" in result.output
    assert "nothing is left" not in result.output


@pytest.mark.usefixtures("account")
def test_what_undeploy_leaves_is_removed(programs: Programs) -> None:
    """A function, its rule and its log that are still there after undeploy are removed, and said to be."""
    region = {"region_name": NAMES.region}
    iam = boto3.client("iam", **region)
    role = iam.create_role(RoleName="other", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    code = {"ImageUri": "123456789012.dkr.ecr.us-west-2.amazonaws.com/shop@sha256:" + "0" * 64}
    functions, events = boto3.client("lambda", **region), boto3.client("events", **region)
    functions.create_function(FunctionName=NAMES.function, Role=role, Code=code, PackageType="Image")
    events.put_rule(Name="keep-warm", ScheduleExpression="rate(1 day)")
    events.put_targets(Rule="keep-warm", Targets=[{"Id": "1", "Arn": NAMES.function_arn}])
    boto3.client("logs", **region).create_log_group(logGroupName=f"/aws/lambda/{NAMES.function}")
    result = run("--yes")
    said = f"rule keep-warm, function {NAMES.function}, log group /aws/lambda/{NAMES.function}"
    assert f"removed, left by undeploy: {said}" in result.output
    assert (result.exit_code, left()) == (0, ["other"]), result.output
    assert programs.ran == [*MADE, *(f"zappa {name}" for name in LIFE), "zappa undeploy", "terraform destroy"]


@pytest.mark.usefixtures("account")
def test_a_failed_apply_deploys_nothing_and_destroys(programs: Programs) -> None:
    """What apply made before it failed is destroyed; its own words are the reason."""
    programs.terraform('[ "$1" = apply ] && { echo "Error: no more roles"; exit 1; }')
    result = run("--yes")
    assert result.exit_code == 1
    assert "failed: terraform apply: Error: no more roles" in result.output
    assert programs.ran == ["terraform init", "terraform apply", "terraform destroy"]


@pytest.mark.usefixtures("account", "project")
def test_a_reader_who_goes_away_stops_nothing(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody takes the lines any more, as behind `| head`, everything is taken away all the same."""
    plan = aws_trial.Plan(NAMES, CHOICE, catalog.load(), Path.cwd() / NAMES.project, 60)
    plan.folder.mkdir()

    def broken(_: str) -> None:
        raise BrokenPipeError

    outcome = aws_trial.Trial(plan, caller(NAMES.account, NAMES.region, None), aws_trial.zappa(), broken).run()
    assert outcome.well
    assert programs.ran[-2:] == ["zappa undeploy", "terraform destroy"]


CHOICE = aws_trial.Choice({}, [], {}, {}, {}, {})


def test_dry_run_says_all_and_asks_nobody(programs: Programs) -> None:
    """Names, features, what is left out and why, and the commands; AWS is not asked: there is none here."""
    result = run("--dry-run", "--yes")
    assert (result.exit_code, programs.ran) == (0, [])
    assert f"features: {', '.join(FEATURES)}\n" in result.output
    assert "not tried: domain: the name is yours\n" in result.output
    assert "tried otherwise: events: schedules start a function that does nothing" in result.output
    assert f"bucket {NAMES.bucket}\n" in result.output
    assert f"it runs: {', '.join(LIFE)}\n" in result.output
