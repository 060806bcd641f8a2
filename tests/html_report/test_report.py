"""What the report says of each permission is what the catalog, the recordings and the policies say."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import PACKAGE
from tests.shared.page_plans import QUICKSTART
from tests.shared.page_reports import CATALOG, actions, of_project
from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.html_report.facts import facts
from zappa_iam.policies import statements
from zappa_iam.reports import explain, grades


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
