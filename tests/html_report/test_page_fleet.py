"""The report of a fleet: each project in its place, each feature once, and the numbers of the largest project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from zappa_iam import catalog, html_report
from zappa_iam.cli.audited import stages_of
from zappa_iam.cli.main import main
from zappa_iam.cli.reported import of_fleet

MANIFEST = ROOT / "examples" / "fleet" / "fleet.yaml"
CATALOG = catalog.load()


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """The report of examples/fleet."""
    return html_report.report(*of_fleet(MANIFEST, CATALOG), CATALOG)


def test_fleet_has_each_project_in_its_place(report: dict[str, Any]) -> None:
    """Six accounts, ten roots: who deploys what, where, with which features."""
    assert len({each["account"] for each in report["fleet"]}) == 6
    assert len({each["root"] for each in report["fleet"]}) == 10
    [partner] = [each for each in report["fleet"] if each["project"] == "partner-api"]
    assert partner["root"] == "partners/us-east-1"
    assert partner["deployers"] == ["gitlab"]
    assert partner["features"] == ["apigateway_v2", "events"]
    assert report["summary"][0] == "15 deployments in 6 accounts, in 10 roots; each is listed below."


def test_fleet_shows_each_feature_once_with_its_projects(report: dict[str, Any]) -> None:
    """A feature that the measured project has not is shown with the names of one that has it."""
    found = {each["feature"]: each for each in report["grants"]}
    assert found["event_source_sqs"]["projects"] == ["newsletter"]
    assert found["core"]["projects"] == [each for each, _ in report["choices"]["projects"]]
    named = {arn for each in found["event_source_sqs"]["statements"] for arn in each["resources"]}
    assert report["project"]["name"] == "bookshop"
    assert any(arn.endswith(":letters") for arn in named)
    assert {each["feature"] for each in report["chains"]} >= {"event_source_sqs", "vpc_config", "xray_tracing"}
    on = {feature for each in report["fleet"] for feature in each["features"]}
    assert on.isdisjoint(each["feature"] for each in report["not_granted"])


def test_fleet_of_three_hundred_projects_fits_on_a_page() -> None:
    """Rows are short: with six hundred deployments in twenty accounts the page is far from its limit."""
    [some, *_] = of_fleet(MANIFEST, CATALOG)
    project = some.fleet[0].project
    many = [
        html_report.placed(
            project._replace(name=f"shop-{number}", account=f"{number % 20:012}"),
            stages_of(project),
            f"account-{number % 20}/{project.region}",
            ["release"],
            CATALOG,
        )
        for number in range(600)
    ]
    text = html_report.rendered(html_report.report(some._replace(fleet=many), stages_of(project), CATALOG))
    assert len(text.encode()) < 1_500_000


def test_command_takes_a_manifest(tmp_path: Path) -> None:
    """It is told from settings by its accounts and projects; a fault of it is one line each, as `fleet` says it."""
    result = CliRunner().invoke(main, ["report", str(MANIFEST), "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["kind"] == "fleet"
    broken = tmp_path / "fleet.yaml"
    broken.write_text("accounts: {one: {id: '1', regions: [us-west-2]}}\nprojects: {shop: {account: two}}\n")
    refused = CliRunner().invoke(main, ["report", str(broken)])
    assert refused.exit_code == 2
    assert refused.output.startswith("fleet.yaml:")
    assert "Traceback" not in refused.output


@pytest.mark.documents
def test_fleet_has_a_report(report: dict[str, Any], request: pytest.FixtureRequest) -> None:
    """`make docs` leaves it in .cache/reports."""
    text = html_report.rendered(report)
    assert "What 6 projects may do in AWS" in text
    if request.config.getoption("--write-docs"):
        folder = ROOT / ".cache" / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "fleet.html").write_text(text, encoding="utf-8")
