"""The permissions of the page, filtered and unfolded."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.shared.browsing import SHOWN, until

FILTERS: dict[str, Callable[[dict[str, Any], dict[str, Any]], list[str]]] = {
    "service": lambda held, action: [action["service"]],
    "command": lambda held, action: action["commands"],
    "level": lambda held, action: [action["level"]],
    "grade": lambda held, action: [action["grade"]],
    "principal": lambda held, action: [held["principal"]],
    "breaks": lambda held, action: [action["breaks"]["how"]] if action["breaks"] else [],
}
"""Filter -> the values for which a statement's action is shown."""


def test_filters_show_what_fits_and_hide_the_rest(
    opened: Callable[..., Page], reports: dict[str, dict[str, Any]]
) -> None:
    """Each value of each filter: just the permissions that the data has for it, counted aloud, none of them folded."""
    found, report = opened("features"), reports["features"]
    rows = [
        (held, action) for feature in report["grants"] for held in feature["statements"] for action in held["actions"]
    ]
    for name, wanted in FILTERS.items():
        box = found.locator(f"select[name={name}]")
        values = [value for value in box.evaluate("(it) => [...it.options].map((each) => each.value)") if value]
        assert len(values) > 1
        for value in values:
            box.select_option(value)
            fitting = [action["action"] for held, action in rows if value in wanted(held, action)]
            assert fitting
            shown = found.evaluate(f"{SHOWN}.map((row) => row.querySelector('summary code').textContent)")
            assert sorted(shown) == sorted(fitting)
            assert found.locator("output").text_content() == f"{len(fitting)} of {len(rows)} permissions"
            assert found.evaluate(f"{SHOWN}.every((row) => row.checkVisibility())")
        box.select_option("")


def test_filters_work_together_and_go_back(opened: Callable[..., Page]) -> None:
    """A search within a filter; nothing left says so; and all come back."""
    found = opened("features")
    found.get_by_role("combobox", name="Who", exact=True).select_option("role")
    found.get_by_role("searchbox").fill("SQS")
    shown = found.evaluate(f"{SHOWN}.map((row) => row.dataset.service + row.dataset.principal)")
    assert set(shown) == {"sqsrole"}
    assert found.locator(".feature:visible").count() == 1
    found.get_by_role("searchbox").fill("no such thing")
    assert found.get_by_text("No permission fits these filters.").is_visible()
    assert found.locator(".feature:visible").count() == 0
    found.get_by_role("button", name="Show all").click()
    until(found, f"{SHOWN}.length === document.querySelectorAll('.grant').length")


def test_permissions_of_a_fleet_are_filtered_by_project(opened: Callable[..., Page]) -> None:
    """Those of the features that a project has, and no others."""
    found = opened("fleet")
    found.get_by_role("combobox", name="Project", exact=True).select_option("partner-api")
    shown = found.evaluate(f"{SHOWN}.map((row) => row.closest('.feature').querySelector('summary code').textContent)")
    assert set(shown) == {"core", "s3_bucket", "apigateway_v2", "events"}
    assert found.get_by_role("table", name="Projects by root").locator("tbody tr").count() == 15


def test_every_action_opens_to_what_is_known_of_it(opened: Callable[..., Page]) -> None:
    """By a click and by the keyboard: commands, what breaks, Zappa's lines, whose word; and the policy's JSON."""
    found = opened("features")
    grant = found.locator(".grant", has_text="lambda:GetPolicy").first
    grant.locator("summary").click()
    said = grant.inner_text()
    for part in ("Asked for by", "deploy", "Without it", "20 KB", "Where in Zappa", "0.63.0: ", "On whose word"):
        assert part in said
    other = found.locator(".grant").nth(0)
    other.locator("summary").focus()
    found.keyboard.press("Enter")
    assert other.get_attribute("open") is not None
    found.keyboard.press("Space")
    assert other.get_attribute("open") is None
    policy = found.locator("details.policy").first
    policy.locator("summary").click()
    assert json.loads(policy.locator("pre").inner_text())["Sid"] == "ManageFunction"
    empty = "[...document.querySelectorAll('.grant')].filter((it) => !it.querySelector('dd')?.textContent.trim())"
    denying = "[...document.querySelectorAll('.statement')].filter((it) => it.querySelector('.deny'))"
    inside = f"{denying}.flatMap((it) => [...it.querySelectorAll('.grant')]).length"
    assert found.evaluate(f"{empty}.length") == found.evaluate(inside)
