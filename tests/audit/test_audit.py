"""`zappa-iam audit`: what it finds in published policies, in ours, and in ours with something wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.shared import pages
from tests.shared.audited import EXAMPLE, GENERAL, GUIDE, ONE, OWN_ROLE, PEERS, S3, found, run, run_policy
from tests.shared.projects import CATALOG, PLANNED, SHOP, project
from tests.shared.settings_files import CASES
from zappa_iam import audit, policies
from zappa_iam.audit import lacking
from zappa_iam.audit.granted import known
from zappa_iam.audit.names import ActionNames
from zappa_iam.audit.needs import needs
from zappa_iam.audit.shapes import meets
from zappa_iam.audit.written import written
from zappa_iam.cli.audited import stages_of
from zappa_iam.iam import Policy
from zappa_iam.policies.statements import VERSION

AUDITS = ROOT / "docs" / "audits.md"
# Of the default features: what only a change of `tags` asks for, and one of two ways in which AWS may check a new API.
UNASKED = {("TagRestApi", f"apigateway:{method}") for method in ("DELETE", "POST", "PUT")}
UNASKED |= {("TagNewRestApi", "apigateway:PUT")}
PUBLISHED = {
    "the guide of 2018, deployer": ("deployer", GENERAL, S3),
    "the guide of 2018, role": ("role", str(GUIDE / "role_policy.json")),
    "Zappa's example, deployer": ("deployer", EXAMPLE),
    "Zappa's own role policy": ("role", OWN_ROLE),
}


def of_kind(report: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in report["findings"] if each["kind"] == kind]


def least(name: str, principal: str) -> list[Policy]:
    """What a plan's project needs, and no more."""
    held = policies.statements(project(PLANNED[name]), principal, CATALOG)
    return [Policy.parse({"Version": VERSION, "Statement": held}, name)]


# What is found in published policies, as docs/audits.md shows it.


def counted() -> Iterator[str]:
    """The page's table: a column for each published policy."""
    reports = {name: found("--for", *arguments) for name, arguments in PUBLISHED.items()}
    rows = {
        "needs that are allowed": lambda it: f"{it['summary']['met']} of {it['summary']['needed']}",
        "commands that fail": lambda it: commands(it, "lacking"),
        "commands that lose something in silence": lambda it: commands(it, "silent"),
        "known ways to more": lambda it: len(of_kind(it, "escalation")),
        "attacker's chains open": lambda it: len(of_kind(it, "chain")),
        "actions granted": lambda it: it["summary"]["granted"],
        "of these never used": lambda it: it["summary"]["unused"],
        "of these, permissions management": lambda it: it["summary"]["unused_levels"].get("Permissions management", 0),
        "names that are no actions": lambda it: listed(it, "no_action", "action"),
        "grants that never match": lambda it: listed(it, "never", "actions"),
    }
    yield f"| | {' | '.join(reports)} |\n|{' --- |' * (len(reports) + 1)}\n"
    for row, count in rows.items():
        yield f"| {row} | {' | '.join(str(count(report)) for report in reports.values())} |\n"


def commands(report: dict[str, Any], kind: str) -> str:
    return ", ".join(f"`{name}`" for name, lacks in report["summary"]["commands"].items() if lacks[kind]) or "none"


def listed(report: dict[str, Any], kind: str, key: str) -> str:
    names = [each["about"][key] for each in of_kind(report, kind)]
    flat = [name for each in names for name in (each if isinstance(each, list) else [each])]
    return ", ".join(f"`{name}`" for name in dict.fromkeys(flat)) or "none"


@pytest.mark.documents
def test_page_shows_what_is_found_in_published_policies(holds: pages.Holds) -> None:
    """The figures of docs/audits.md are those that the command finds."""
    holds("audits", "".join(counted()), AUDITS)


@pytest.mark.documents
def test_page_shows_the_summary(holds: pages.Holds, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's first lines of a report are those that are printed."""
    monkeypatch.chdir(PEERS)
    lines = run("zappa_example_policy.json").stdout.split("\n\n")[0].splitlines()
    holds(
        "audit",
        "\n".join(["```console", "$ zappa-iam audit zappa_example_policy.json", *lines, "```", ""]),
        pages.AUDITS,
    )


@pytest.mark.documents
def test_silent_denials_are_those_of_the_page(request: pytest.FixtureRequest) -> None:
    """What audit says of silence is the table of docs/silent-denials.md; `make docs` writes it anew."""
    rows = pages.rows(pages.split(pages.SILENT_DENIALS, "silent")[1])
    keys = ("feature", "sid", "action", "commands", "lost", "notices")
    wanted = [
        dict(zip(keys, [cell.strip("`") if index < 3 else cell for index, cell in enumerate(row)], strict=True))
        for row in rows
    ]
    for row in wanted:
        row["commands"] = [name.strip("` ") for name in row["commands"].split(",")]
    text = json.dumps(wanted, indent=1, ensure_ascii=False) + "\n"
    if request.config.getoption("--write-docs"):
        lacking.PATH.write_text(text, encoding="utf-8")
    assert lacking.PATH.read_text(encoding="utf-8") == text, (
        "generator/zappa_iam/audit/silent.json: run `make docs` and commit"
    )


def test_guide_loses_logs_and_figures_in_silence() -> None:
    """By command: what the guide's deployer lacks, and what is lost of it; the same as the page on silent denials."""
    report = found(GENERAL, S3)
    assert report["summary"]["commands"] == {
        "undeploy": {"lacking": [], "silent": ["logs:DeleteLogGroup"]},
        "status": {"lacking": [], "silent": ["cloudwatch:GetMetricStatistics"]},
    }
    lost = {each["about"]["lost"] for each in of_kind(report, "silent")}
    assert "Invocations and errors are shown as zero." in lost


# Ours, and ours less something.


@pytest.mark.parametrize("principal", ["deployer", "role"])
@pytest.mark.parametrize("name", ["quickstart", "every_project", "everything_longest", "recorded_certify", "china"])
def test_least_privilege_is_clean(name: str, principal: str) -> None:
    """In the module's own policies there is nothing to find, for the project that they are for."""
    case = project(PLANNED[name])
    documents = [audit.Document("ours", policy) for policy in least(name, principal)]
    report = audit.audit(documents, case, stages_of(case), principal, CATALOG)
    assert [each.message for each in report.findings] == []
    assert report.needed == report.met > 0


@pytest.mark.parametrize("name", [name for name in PLANNED if name.startswith("recorded_")])
def test_needs_are_met_by_what_terraform_plans(name: str) -> None:
    """Each recorded request, turned to a project's names, is one that the project's own policies allow."""
    case = project(PLANNED[name])
    for principal in ("deployer", "role"):
        asked = needs(case, stages_of(case), principal, CATALOG)
        assert [need for need in asked if not need.met(least(name, principal))] == []
        assert asked


OTHERS = [
    ("15-sources.json", "dev"),
    ("09-own-role.yaml", "pathed"),
    ("09-own-role.yaml", "by_name"),
    ("23-fleet.yaml", "west"),
    ("12-function-url.json", None),
]


@pytest.mark.parametrize(("case", "stage"), OTHERS)
@pytest.mark.parametrize("principal", ["deployer", "role"])
def test_policies_of_other_names_are_clean(case: str, stage: str | None, principal: str) -> None:
    """What `policy` prints for settings with names of their own, `audit` finds nothing in, for the same settings."""
    path = str(CASES / "rich" / case)
    chosen = ["--for", principal, "--account", "210987654321", *(["--stage", stage] if stage else [])]
    report = found("-", "--settings", path, *chosen, pipe=run_policy(path, *chosen))
    kept = [each for each in report["findings"] if "ZappaLambdaExecutionRole" not in each["message"]]
    assert kept == []
    assert report["summary"]["met"] > 0


def test_each_action_that_is_missing_is_found() -> None:
    """Ours less any one action: a finding names it, and the commands; what is lost in silence is said as such."""
    case = project(PLANNED["quickstart"])
    asked = needs(case, stages_of(case), "deployer", CATALOG)
    [policy] = least("quickstart", "deployer")
    silent = lacking.silent_denials()
    unfound = set()
    for place, statement in enumerate(policy.statements):
        for index, action in enumerate(statement.actions):
            mutant = policy.with_statement(place, statement.without_action(index))
            lacks = [each for each in lacking.lacking(asked, [mutant]) if each.about["statement"] == statement.sid]
            for each in lacks:
                assert each.about["action"] == action
                assert each.about["commands"]
                assert each.kind == ("silent" if (statement.sid, action) in silent else "lacking")
            unfound |= set() if lacks else {(statement.sid, action)}
    assert unfound == UNASKED


def test_a_queue_that_is_missing_is_found_by_its_name() -> None:
    """Of two queues in the settings, the one that the policy leaves out is named."""
    path = str(CASES / "rich" / "15-sources.json")
    made = run_policy(path, "--for", "role")
    less = made.replace("arn:aws:sqs:us-west-2:123456789012:parcels.fifo", "arn:aws:sqs:us-west-2:123456789012:other")
    assert made != less
    lacks = of_kind(found("-", "--settings", path, "--for", "role", pipe=less), "lacking")
    assert {each["about"]["action"] for each in lacks} >= {"sqs:ReceiveMessage", "sqs:DeleteMessage"}
    for each in lacks:
        assert each["about"]["resources"] == ["arn:aws:sqs:us-west-2:123456789012:parcels.fifo"]


def test_every_scope_is_of_a_type_that_its_action_has() -> None:
    """In no planned project a statement of ours names an action that is none, or can never match."""
    names = ActionNames(known())
    for name in PLANNED:
        for principal in ("deployer", "role"):
            assert list(written(least(name, principal), names)) == []


# What is wrong with how a policy is written.


WRITTEN = {
    "no_action": (
        {"Action": "lambda:GetFunktion"},
        "no_action",
        "is no action of AWS's; did you mean lambda:GetFunction?",
    ),
    "no_service": ({"Action": "lamda:GetFunction"}, "no_action", "AWS has no service lamda; take it out"),
    "no_pattern": ({"Action": "lambda:Frobnicate*"}, "no_action", "lambda:Frobnicate* fits no action of AWS's"),
    "object": (
        {"Action": "s3:ListBucket", "Resource": "arn:aws:s3:::shop/*"},
        "never",
        "s3:ListBucket is never decided on",
    ),
    "no_resource": (
        {"Action": "s3:ListAllMyBuckets", "Resource": "arn:aws:s3:::shop"},
        "never",
        "it has no resource, write *",
    ),
    "region": (
        {"Action": "iam:GetRole", "Resource": "arn:aws:iam:us-west-2:1:role/a"},
        "never",
        "iam:GetRole is never",
    ),
    "placeholder": (
        {"Resource": "arn:aws:s3:::<your bucket>/*"},
        "never",
        "holds a placeholder, <your bucket>; fill it in",
    ),
    "key": ({"Condition": {"StringEquals": {"lambda:FunctionArn": "x"}}}, "never", "sends lambda:FunctionArn"),
    "twice": ({"Action": ["s3:*", "s3:GetObject"]}, "repeated", "s3:GetObject says nothing beside s3:*"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_wrong_is_found(name: str) -> None:
    """Each with where and what to write."""
    changes, kind, said = WRITTEN[name]
    document = {"Version": VERSION, "Statement": [{**ONE["Statement"][0], **changes}]}
    messages = [each["message"] for each in of_kind(found("-", pipe=json.dumps(document)), kind)]
    assert any(said in message for message in messages), messages


def test_a_variable_needs_the_version() -> None:
    """Without the version of 2012 a variable is plain text."""
    document = {"Statement": [{**ONE["Statement"][0], "Resource": "arn:aws:s3:::shop/${aws:username}/*"}]}
    [finding] = of_kind(found("-", pipe=json.dumps(document)), "never")
    assert 'without "Version": "2012-10-17"' in finding["message"]
    assert of_kind(found("-", pipe=json.dumps({**document, "Version": VERSION})), "never") == []


@settings(deadline=None)
@given(st.text("ab*?:", max_size=8), st.text("ab:", max_size=8))
def test_a_pattern_meets_the_form_that_an_arn_of_it_has(pattern: str, text: str) -> None:
    """Where an ARN fits a pattern, the pattern meets the ARN itself as a form, and the form of anything."""
    from zappa_iam.iam.pattern import compile_pattern

    arn = f"arn:aws:s3:r:a:{text}"
    wide = f"arn:aws:s3:r:a:{pattern}"
    if compile_pattern(wide, "resource")(arn, {}):
        assert meets(wide, arn)
        assert meets(wide, "arn:${Partition}:s3:${Region}:${Account}:${Name}")
    elif not set(pattern) & set("*?"):
        assert not meets(wide, arn)


@pytest.mark.parametrize("key", ["aws:SourceIp", "aws:MultiFactorAuthPresent", "aws:PrincipalTag/team"])
def test_conditions_on_who_deploys_are_taken_for_met(key: str) -> None:
    """An Allow from an address, and a Deny without a second factor, are no reason to say that Zappa fails."""
    test = "IpAddress" if key == "aws:SourceIp" else "BoolIfExists" if "Multi" in key else "StringEquals"
    value = {"aws:SourceIp": "192.0.2.0/24", "aws:MultiFactorAuthPresent": "false"}.get(key, "web")
    allowing = [with_condition(each, test, key, value) for each in least_statements()]
    denying = [
        *least_statements(),
        {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {test: {key: value}}},
    ]
    for statements in (allowing, denying):
        report = found("-", pipe=json.dumps({"Version": VERSION, "Statement": statements}))
        assert of_kind(report, "lacking") == of_kind(report, "silent") == []
        assert report["summary"]["assumed"] == [key]


def with_condition(statement: dict[str, Any], test: str, key: str, value: str) -> dict[str, Any]:
    """The statement with one condition more."""
    before = statement.get("Condition", {})
    return {**statement, "Condition": {**before, test: {**before.get(test, {}), key: value}}}


def test_a_deny_takes_away_what_is_granted() -> None:
    """Actions denied on everything are not counted as granted, and open no escalation."""
    allow = {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}
    deny = {"Effect": "Deny", "Action": ["iam:Put*", "iam:Attach*", "iam:Create*"], "Resource": "*"}
    wide = found("-", pipe=json.dumps({"Version": VERSION, "Statement": [allow]}))
    less = found("-", pipe=json.dumps({"Version": VERSION, "Statement": [allow, deny]}))
    methods = {each["about"]["method"] for each in of_kind(less, "escalation")}
    assert methods < {each["about"]["method"] for each in of_kind(wide, "escalation")}
    assert not methods & {"PutRolePolicy", "AttachRolePolicy", "CreateAccessKey"}
    assert "iam:PutRolePolicy" not in str(of_kind(less, "unused"))


# Names that nobody tells.


def test_names_are_read_out_of_the_policies() -> None:
    """Account, region, bucket, function and role of a policy are taken for the project's, and said."""
    made = run_policy("--project", "kiosk", "--stage", "live", *_options("kiosk-role", "eu-west-1", "kiosk-packages"))
    report = found("-", pipe=made)
    assert report["project"] | {"features": None} == {
        "functions": ["kiosk-live"],
        "features": None,
        "account": "210987654321",
        "region": "eu-west-1",
        "bucket": "kiosk-packages",
        "role": "/kiosk-role",
    }
    assert report["findings"] == []


def _options(role: str, region: str, bucket: str) -> list[str]:
    return ["--for", "deployer", "--role", role, "--region", region, "--bucket", bucket, "--account", "210987654321"]


def test_what_is_told_counts_more_than_what_is_read() -> None:
    """A policy for one bucket, held against a project with another, lacks all that is done in the bucket."""
    made = run_policy("--for", "deployer", *SHOP)
    report = found("-", "--bucket", "another-bucket", pipe=made)
    assert "s3:PutObject" in {each["about"]["action"] for each in of_kind(report, "lacking")}


# What programs get.


def test_sarif_points_at_lines(tmp_path: Path) -> None:
    """SARIF 2.1.0: a rule for each result, a level that there is, and the line in the file that holds the word."""
    assert run(GENERAL, S3, "--sarif", str(tmp_path / "made.sarif"), "--fail-on", "never").exit_code == 0
    report = json.loads((tmp_path / "made.sarif").read_text())
    assert (report["version"], len(report["runs"])) == ("2.1.0", 1)
    driver = report["runs"][0]["tool"]["driver"]
    rules = [rule["id"] for rule in driver["rules"]]
    assert (driver["name"], len(set(rules))) == ("zappa-iam", len(rules))
    results = report["runs"][0]["results"]
    assert len(results) == len(found(GENERAL, S3)["findings"])
    for each in results:
        assert rules[each["ruleIndex"]] == each["ruleId"]
        assert each["level"] in ("error", "warning", "note")
        assert each["message"]["text"]
        place = each["locations"][0]["physicalLocation"]
        lines = Path("/" + place["artifactLocation"]["uri"].lstrip("/")).read_text().splitlines()
        assert 1 <= place["region"]["startLine"] <= len(lines)
    [typo] = [each for each in results if each["ruleId"] == "zappa-iam/no_action"]
    place = typo["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("user_s3_policy.json")
    assert "s3:CreateMultipartUpload" in Path(S3).read_text().splitlines()[place["region"]["startLine"] - 1]


def test_fail_on_says_from_where() -> None:
    """The exit status is 1 from the level up that is asked for; the report is the same."""
    note = json.dumps({"Version": VERSION, "Statement": [*least_statements(), *ONE["Statement"]]})
    report = found("-", pipe=note)
    assert {each["level"] for each in report["findings"]} <= {"note", "warning"}
    assert run("-", pipe=note).exit_code == 1
    assert run("-", "--fail-on", "error", pipe=note).exit_code == 0
    assert run("-", "--fail-on", "never", pipe=json.dumps(ONE)).exit_code == 0


def least_statements() -> list[dict[str, Any]]:
    return policies.statements(project(PLANNED["quickstart"]), "deployer", CATALOG)
