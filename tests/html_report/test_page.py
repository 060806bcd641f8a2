"""The report: what it says is what the catalog, the recordings and the policies say; and the page says nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.conftest import PACKAGE, ROOT
from tests.shared.page_plans import HOSTILE, QUICKSTART, everything, plan_of, strangers, with_levels
from zappa_iam import catalog, html_report
from zappa_iam.audit import AuditError
from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.cli.audited import stages_of
from zappa_iam.cli.main import main
from zappa_iam.files import toml_files
from zappa_iam.html_report.conditions import said
from zappa_iam.html_report.facts import facts
from zappa_iam.html_report.forbidden import forbidden, policies_of
from zappa_iam.html_report.rendering import LIBRARIES, VENDORED
from zappa_iam.iam import decide
from zappa_iam.policies import Project, statements
from zappa_iam.reports import explain, grades, measures, published

CATALOG = catalog.load()
LARGEST = 1_500_000  # bytes of a page
TWO_STAGES = ROOT / "tests" / "sample_projects" / "two_stages" / "zappa_settings.json"


def reported(subject: html_report.Subject) -> dict[str, Any]:
    """The page's data."""
    return html_report.report(subject, stages_of(subject.project), CATALOG)


def of_project(project: Project) -> dict[str, Any]:
    """The page's data for a project that is told by options."""
    return reported(html_report.Subject("features", "options", project, html_report.published(project)))


@pytest.fixture(scope="module")
def quickstart() -> dict[str, Any]:
    """The report of what `zappa init` sets up."""
    return of_project(QUICKSTART)


@pytest.fixture(scope="module")
def largest() -> dict[str, Any]:
    """The report of a project with every feature."""
    return of_project(everything(CATALOG))


def values(report: dict[str, Any], principal: str, measure: str) -> dict[str, Any]:
    """The numbers of one measure by column."""
    rows = [row for row in report["measures"] if (row["principal"], row["measure"]) == (principal, measure)]
    [row] = rows
    return row["values"]  # type: ignore[no-any-return]


def actions(report: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each action with its statement."""
    held = [each for feature in report["grants"] for each in feature["statements"]]
    return [(each, action) for each in held for action in each["actions"]]


def test_report_has_each_grant_of_the_catalog(largest: dict[str, Any]) -> None:
    """With every feature on, each action of each statement is there, with its grade and what it stands on."""
    granted = {(each.to, each.sid, each.action) for each in explain.grants(CATALOG)}
    shown = {
        (held["principal"], held["sid"], action["action"])
        for held, action in actions(largest)
        if held["effect"] == "Allow"
    }
    assert shown == granted
    counted = grades.counted(CATALOG, grades.grades(CATALOG))
    assert {row["grade"]: row["grants"] for row in largest["certainty"]} == counted


def test_report_has_the_statements_of_the_policies(quickstart: dict[str, Any]) -> None:
    """The JSON that is shown is what `zappa-iam policy` prints, statement for statement."""
    for principal in PRINCIPALS:
        shown = [
            each["json"]
            for feature in quickstart["grants"]
            for each in feature["statements"]
            if each["principal"] == principal
        ]
        assert shown == statements(QUICKSTART, principal, CATALOG)


def test_every_grant_says_what_breaks_without_it(largest: dict[str, Any]) -> None:
    """Loudly where a command of Zappa's asks, in silence where the page on silent denials says so, else unseen."""
    found = {
        (held["sid"], action["action"]): action["breaks"]
        for held, action in actions(largest)
        if held["effect"] == "Allow"
    }
    silent = json.loads((PACKAGE / "audit" / "silent.json").read_text())
    assert {key for key, each in found.items() if each["how"] == "silently"} == {
        (row["sid"], row["action"]) for row in silent
    }
    assert found["ManageFunction", "lambda:CreateFunction"]["how"] == "loudly"
    assert found["WriteLogs", "logs:PutLogEvents"]["how"] == "unseen"
    assert all(each["commands"] for each in found.values() if each["how"] == "loudly")


def test_facts_name_the_line_of_each_release() -> None:
    """What explain shows of an action is there: Zappa's place, and its line by release."""
    fact = facts(CATALOG).of("deployer", "ManageFunction", "lambda:CreateFunction")
    assert fact
    assert fact.commands == ["deploy"]
    [place] = fact.places
    assert place["place"] == "zappa/core.py Zappa.create_lambda_function"
    assert place["lines"][-1].startswith("0.63.0: ")


def test_forbidden_requests_are_denied_by_the_module_and_not_by_the_guide(quickstart: dict[str, Any]) -> None:
    """Ours denies every one of hundreds, and Zappa's example, which is on everything, hardly any."""
    found = values(quickstart, "deployer", "forbidden")
    assert found["ours"]["count"] == found["ours"]["of"] > 500
    assert found["guide"]["count"] < found["ours"]["of"] / 5
    assert found["example"]["count"] < found["ours"]["of"] / 5
    assert values(quickstart, "role", "forbidden")["own_role"]["count"] < 10


def test_forbidden_requests_have_the_projects_names() -> None:
    """They are about the project's neighbours, in its account and region; the other stage's are not among them."""
    project = QUICKSTART._replace(
        account="111122223333", region="eu-central-1", name="shop", stages=("dev", "production"), bucket="acme"
    )
    found = forbidden(project, stages_of(project)[0], CATALOG)
    assert not [each for each in found if "us-west-2:123456789012" in each.request.resource]
    assert not [each for each in found if "shop-production" in each.request.resource]
    policies = {to: policies_of(project, to, CATALOG) for to in PRINCIPALS}
    assert [each for each in found if decide(policies[each.principal], each.request).allowed] == []


def test_measures_are_those_of_the_published_policies(quickstart: dict[str, Any]) -> None:
    """What README's comparison says of the guide and of Zappa's example, the page says, too."""
    others = published.policies(**published.RECORDED)
    actions_known = measures.actions_of([each for peer in others.values() for held in peer.values() for each in held])
    for key, peer in (("guide", others[published.GUIDE]), ("example", others[published.ZAPPA])):
        for to, held in peer.items():
            assert values(quickstart, to, "actions")[key]["count"] == measures.width(held, actions_known).expanded
    assert values(quickstart, "deployer", "actions")["ours"]["count"] == 41
    escalation = values(quickstart, "deployer", "escalation")
    assert (escalation["guide"]["count"], escalation["example"]["count"], escalation["ours"]["count"]) == (4, 5, 0)
    assert values(quickstart, "deployer", "unlimited")["ours"]["count"] == 0
    met = values(quickstart, "deployer", "needed")["ours"]
    assert met["count"] == met["of"] > 100


def test_left_open_is_what_a_chain_shows_to_be_open(quickstart: dict[str, Any], largest: dict[str, Any]) -> None:
    """What only other inputs open is not there; with every feature all else that the catalog names is."""
    said = {each["can"] for each in quickstart["left_open"]}
    core = next(feature for feature in CATALOG.features if feature.name == "core")
    by_name = {each.name: each.can for each in core.left_open}
    assert by_name["code_as_role" if "code_as_role" in by_name else next(iter(by_name))] in said
    assert by_name["every_project"] not in said
    assert len(largest["left_open"]) > len(said)
    wide = of_project(QUICKSTART._replace(name="*", stages=("*",)))
    assert by_name["every_project"] in {each["can"] for each in wide["left_open"]}


def test_what_is_not_granted_is_named(quickstart: dict[str, Any], largest: dict[str, Any]) -> None:
    """Each feature is either granted or named as not granted."""
    granted = {each["feature"] for each in quickstart["grants"]}
    off = {each["feature"] for each in quickstart["not_granted"]}
    assert granted & off == set()
    assert granted | off >= {feature.name for feature in CATALOG.features if feature.selectable}
    assert largest["not_granted"] == []


def test_policies_of_the_user_are_the_column_before() -> None:
    """A policy that is given stands beside ours, conditions that no request tells taken for met, and said."""
    document = {"Effect": "Allow", "Action": "lambda:*", "Resource": "*"}
    document["Condition"] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    from zappa_iam.iam import Policy

    held = html_report.given("mine", {"deployer": [Policy.parse({"Version": "2012-10-17", "Statement": document})]})
    found = reported(html_report.Subject("features", "options", QUICKSTART, [held]))
    assert [each["name"] for each in found["columns"]] == ["mine", "With zappa-iam"]
    assert found["columns"][0]["assumed"] == ["aws:MultiFactorAuthPresent"]
    assert values(found, "deployer", "actions")["before"]["count"] > 60
    assert values(found, "role", "actions").keys() == {"ours"}


@pytest.mark.parametrize("project", [QUICKSTART, everything(CATALOG)], ids=["quickstart", "everything"])
def test_plan_of_ours_is_recognised_and_explained(project: Project) -> None:
    """A plan of our module is the page of its project: every statement with its reason, and equal to the catalog's."""
    subject = html_report.subject_of_plan(plan_of(project, CATALOG), "plan.json", None, CATALOG)
    assert subject.kind == "plan"
    assert subject.notes == ["The plan's statements are, one for one, those of zappa-iam for this project."]
    assert set(subject.project.features) == set(project.features)
    found = reported(subject)
    assert all(held["why"] for held, _ in actions(found))
    assert "" not in {each["feature"] for each in found["grants"]}


def test_plan_that_somebody_changed_says_which_statement() -> None:
    """A statement that is wider than the catalog's is named, and one that says something else has no reason."""
    plan = plan_of(QUICKSTART, CATALOG)
    [first, *_] = plan["planned_values"]["root_module"]["child_modules"][0]["resources"]
    first["values"]["policy"] = first["values"]["policy"].replace('"lambda:CreateFunction"', '"lambda:*"')
    subject = html_report.subject_of_plan(plan, "plan.json", None, CATALOG)
    assert subject.kind == "plan"
    assert "ManageFunction" in subject.notes[0]
    found = reported(subject)
    [stranger] = [each for each in found["grants"] if not each["feature"]]
    assert [each["why"] for each in stranger["statements"]] == [None]


def test_plan_of_deployers_that_may_do_less_shows_what_all_may() -> None:
    """Their policies are within the others', and the page says so; one that goes beyond is named."""
    less = with_levels(plan_of(QUICKSTART, CATALOG), {"ManageFunction": ["lambda:GetFunction"]})
    subject = html_report.subject_of_plan(less, "plan.json", None, CATALOG)
    assert subject.notes[0].startswith("Some deployers have less; their policies are within those of who may do all")
    assert (
        subject.documents
        == html_report.subject_of_plan(plan_of(QUICKSTART, CATALOG), "plan.json", None, CATALOG).documents
    )
    more = with_levels(plan_of(QUICKSTART, CATALOG), {"ManageFunction": ["lambda:AddPermission"]})
    found = html_report.subject_of_plan(more, "plan.json", None, CATALOG)
    assert found.notes[0] == "Deployers that should have less have more in: ManageFunction."


def test_plan_of_several_projects_shows_the_one_that_is_named() -> None:
    """The largest by default, with a note on the others; another by its address; one that is not there is refused."""
    one, two = (
        plan_of(QUICKSTART._replace(name=name, stages=stages), CATALOG, f"module.{name}")
        for name, stages in (("shop", ("dev",)), ("blog", ("dev", "production")))
    )
    for part in ("planned_values", "configuration"):
        root = one[part]["root_module"]
        for key, more in two[part]["root_module"].items():
            root[key] = root[key] + more if isinstance(more, list) else {**root[key], **more}
    largest = html_report.subject_of_plan(one, "plan.json", None, CATALOG)
    assert largest.project.name == "blog"
    assert "module.shop" in largest.notes[0]
    assert html_report.subject_of_plan(one, "plan.json", "module.shop", CATALOG).project.name == "shop"
    with pytest.raises(AuditError, match=r"no module module\.other of zappa-iam's; there are: module\.blog, module"):
        html_report.subject_of_plan(one, "plan.json", "module.other", CATALOG)


def test_plan_of_somebody_else_has_no_reasons() -> None:
    """It says so first, shows what can be seen, and makes nothing up."""
    found = reported(html_report.subject_of_plan(strangers(), "plan.json", None, CATALOG))
    assert found["kind"] == "foreign plan"
    assert found["summary"][0].startswith("Not ours: zappa-iam did not write these policies, and of their 2 statements")
    assert [each["feature"] for each in found["grants"]] == [""]
    assert {held["why"] for held, _ in actions(found)} == {None}
    assert {action["grade"] for _, action in actions(found)} == {"unknown"}
    assert values(found, "deployer", "escalation")["ours"]["count"] > 3
    assert found["left_open"] == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"Version": "2012-10-17"}, "plan.json: is no plan; name what `terraform show -json PLAN` prints"),
        ({"planned_values": {}}, "plan.json: holds no policy; name the plan of a root that makes some"),
    ],
    ids=["policy", "empty"],
)
def test_plan_of_no_use_is_refused(content: dict[str, Any], message: str) -> None:
    """One line: where, what, and what to do."""
    with pytest.raises(AuditError) as caught:
        html_report.subject_of_plan(content, "plan.json", None, CATALOG)
    assert str(caught.value) == message


def test_page_is_made_of_the_json_alone(quickstart: dict[str, Any]) -> None:
    """What `--json` prints makes the page, byte for byte."""
    assert html_report.rendered(json.loads(json.dumps(quickstart))) == html_report.rendered(quickstart)


def test_page_of_the_largest_project_is_small(largest: dict[str, Any]) -> None:
    """Every feature on, the page has less than 1.5 MB."""
    assert len(html_report.rendered(largest).encode()) < LARGEST


def test_page_is_whole_and_runs_its_own_script_alone(quickstart: dict[str, Any]) -> None:
    """It names nothing to load, and its policy lets run one script, by its hash."""
    text = html_report.rendered(quickstart)
    assert (
        re.findall(
            r"<(?:link|img|iframe|object|embed)\b|\bsrc=|@import|url\(",
            re.sub(r"<script>.*</script>", "", text, flags=re.DOTALL),
        )
        == []
    )
    [script] = re.findall(r"<script>(.*)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in text


def test_values_stay_text() -> None:
    """A name that is markup is escaped wherever it stands: in the page, and in the data that the scripts draw."""
    found = reported(html_report.subject_of_plan(strangers(HOSTILE), f"{HOSTILE}.json", None, CATALOG))
    found["warnings"] = [{"kind": "any", "stage": HOSTILE, "message": HOSTILE}]
    text = html_report.rendered(found)
    assert "pwned" in text
    assert re.findall(r"<(?:script|img)[^>]*>(?=window\.pwned)|<img", text) == []


def test_libraries_are_those_that_were_published() -> None:
    """Each file that draws has the hash on record, names its version, and has its licence beside it."""
    rows = toml_files.read(VENDORED / "vendored.toml", "vendored.toml")["library"]
    assert [row["file"] for row in rows] == list(LIBRARIES)
    for row in rows:
        content = (VENDORED / row["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"], row["file"]
        assert f"v{row['version']}".encode() in content[:200]
        assert "Permission to use, copy, modify" in (VENDORED / row["licence"]).read_text(encoding="utf-8")
        assert row["integrity"].startswith("sha512-")


def run(*words: str) -> Any:
    """The command's result."""
    return CliRunner().invoke(main, ["report", *words])


def test_command_writes_the_page_and_prints_the_data(tmp_path: Path) -> None:
    """The page of a settings file, with `init`'s warnings; written over itself, and over nothing else."""
    output = tmp_path / "report.html"
    result = run(str(TWO_STAGES), "--output", str(output))
    assert result.exit_code == 0, result.output
    assert result.output.endswith(" kB; open it in a browser\n")
    found = json.loads(run(str(TWO_STAGES), "--json").output)
    assert found["kind"] == "settings"
    assert found["warnings"]
    assert "Nobody has said the account: 123456789012 stands for it." in found["notes"]
    assert html_report.rendered(found) == output.read_text(encoding="utf-8")
    assert run(str(TWO_STAGES), "--output", str(output)).exit_code == 0
    output.write_text("mine")
    refused = run(str(TWO_STAGES), "--output", str(output))
    assert refused.exit_code == 2
    assert refused.output == f"{output}: is there, and is no report; name another file, or write over it with --force\n"
    assert output.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_command_reads_a_plan_and_policies(tmp_path: Path) -> None:
    """A plan of ours beside a policy that is there today."""
    plan, policy = tmp_path / "plan.json", tmp_path / "policy.json"
    plan.write_text(json.dumps(plan_of(QUICKSTART, CATALOG)))
    wide = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy.write_text(json.dumps({"Version": "2012-10-17", "Statement": [wide]}))
    found = json.loads(run("--plan", str(plan), "--policy", str(policy), "--json").output)
    assert [each["key"] for each in found["columns"]] == ["before", "ours"]
    assert found["source"] == "plan.json"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--features", "events", "--plan", "x.json"], "report: give a settings file, --features and --project, or"),
        (["--module", "module.a", "--features", "events"], "--module: is a module of a plan; give --plan, too"),
        (["--plan", "missing.json"], "missing.json: no such file; name a file, or write -"),
        (["--features", "event"], "features: "),
        (["missing.json"], "missing.json: "),
    ],
    ids=["both", "module", "plan", "feature", "settings"],
)
def test_command_refuses_in_one_line(words: list[str], message: str) -> None:
    """Input of no use ends in one line and exit status 2."""
    result = run(*words)
    assert result.exit_code == 2
    assert result.output.startswith(message)
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize(
    ("test", "key", "values", "says"),
    [
        ("StringEquals", "aws:RequestedRegion", ["us-west-2", "eu-west-1"], "only in us-west-2 or eu-west-1"),
        ("StringEqualsIfExists", "aws:ResourceAccount", ["1"], "only things of account 1, where AWS tells"),
        ("StringLike", "aws:ResourceTag/Team", ["web"], "only things that have the tag Team = web"),
        ("ForAnyValue:StringEquals", "aws:CalledVia", ["x.amazonaws.com"], "only through x.amazonaws.com"),
        ("Null", "aws:ResourceTag/Team", ["true"], "aws:ResourceTag/Team Null true"),
        ("StringNotEquals", "aws:RequestedRegion", ["us-west-2"], "aws:RequestedRegion StringNotEquals us-west-2"),
        ("ForAllValues:StringEquals", "aws:CalledVia", ["x"], "aws:CalledVia ForAllValues:StringEquals x"),
    ],
)
def test_condition_is_said_in_words_that_fit_it(test: str, key: str, values: list[str], says: str) -> None:
    """What no words of ours say as it is stays as the policy has it."""
    assert said(test, key, values) == says


@pytest.mark.parametrize("odd", [None, 12, [], {}, [None], {"a": None}, HOSTILE], ids=lambda odd: type(odd).__name__)
def test_plan_with_inputs_of_another_shape_is_read(odd: Any) -> None:
    """An input that is no text, or none, is left; the policies then say the names."""
    plan = plan_of(QUICKSTART, CATALOG)
    [call] = plan["configuration"]["root_module"]["module_calls"].values()
    for name in ("stages", "resources", "bucket_kms_key_arn", "features"):
        call["expressions"][name] = {"constant_value": odd}
    call["expressions"]["project_name"] = odd
    subject = html_report.subject_of_plan(plan, "plan.json", None, CATALOG)
    assert subject.project.functions == ["my-project-dev"]


def test_plan_whose_resource_is_of_no_type_is_read() -> None:
    """A row of which nobody can say what it is counts for nothing."""
    plan = plan_of(QUICKSTART, CATALOG)
    [module] = plan["planned_values"]["root_module"]["child_modules"]
    module["resources"].append({"address": "odd", "type": {}, "name": [], "values": {}})
    assert html_report.subject_of_plan(plan, "plan.json", None, CATALOG).kind == "plan"
