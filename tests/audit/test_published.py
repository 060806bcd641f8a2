"""What audit finds in published policies, as the pages say it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.shared import pages
from tests.shared.audit_reports import of_kind
from tests.shared.audited import EXAMPLE, GENERAL, GUIDE, OWN_ROLE, PEERS, S3, found, run
from zappa_iam.audit import lacking

AUDITS = ROOT / "docs" / "audits.md"


PUBLISHED = {
    "the guide of 2018, deployer": ("deployer", GENERAL, S3),
    "the guide of 2018, role": ("role", str(GUIDE / "role_policy.json")),
    "Zappa's example, deployer": ("deployer", EXAMPLE),
    "Zappa's own role policy": ("role", OWN_ROLE),
}


def commands(report: dict[str, Any], kind: str) -> str:
    return ", ".join(f"`{name}`" for name, lacks in report["summary"]["commands"].items() if lacks[kind]) or "none"


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
