"""The summary: the page in a few sentences and a few large numbers, for who reads no further."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zappa_iam.html_report.subject import OURS

SURE = ("refusal", "live")
_CARDS = (
    ("actions", "actions may be called by {}"),
    ("unlimited", "of them on everything, without a condition"),
    ("forbidden", "requests for other people's things are denied"),
    ("chains", "known attacks stay open"),
)


def cards(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The large numbers, each with the same number of the policies that the reader may have today."""
    other, found = _other(report), []
    who = report["identities"]["deployer"].replace("Who", "who", 1)
    for measure, label in _CARDS:
        values = _values(report, "deployer", measure)
        if OURS in values:
            there = values.get(other["key"]) if other else None
            name = other["name"] if other and there else None
            found.append({"label": label.format(who), **values[OURS], "other": there, "name": name})
    certain = {row["grade"]: row["grants"] for row in report["certainty"]}
    sure, whole = sum(certain.get(grade, 0) for grade in SURE), sum(certain.values())
    label = "grants stand on AWS's own words"
    known = whole and not certain.get("unknown")
    return [*found, {"label": label, "count": sure, "of": whole, "other": None, "name": None}] if known else found


def sentences(report: Mapping[str, Any]) -> list[str]:
    """The page in a few sentences."""
    return list(_strangers(report) if report["kind"] == "foreign plan" else _own(report))


def _own(report: Mapping[str, Any]) -> Iterator[str]:
    other = _other(report)
    if fleet := report["fleet"]:
        roots, accounts = ({each[what] for each in fleet} for what in ("root", "account"))
        yield f"{len(fleet)} deployments in {len(accounts)} accounts, in {len(roots)} roots; each is listed below."
        yield f"The numbers are those of {report['project']['name']}, the one with the most features."
    for principal, who in (("deployer", "Whoever deploys"), ("role", "The function's code")):
        values = _values(report, principal, "actions")
        if OURS in values:
            there = [each for each in report["columns"] if each["key"] in values and each["key"] != OURS]
            beside = f"; {_in_text(there[0]['name'])} grants {values[there[0]['key']]['count']}" if there else ""
            yield f"{who} may call {values[OURS]['count']} actions of AWS{beside}."
    forbidden = _values(report, "deployer", "forbidden")
    if OURS in forbidden:
        ours = forbidden[OURS]
        beside = f"; {_in_text(other['name'])} denies {forbidden[other['key']]['count']}" if other else ""
        yield f"Of {ours['of']} requests for other people's things, {ours['count']} are denied{beside}."
    opened = len(report["left_open"])
    yield (
        f"AWS leaves {opened} things open that no policy can close; each is below, with what to do about it."
        if opened
        else "Nothing stays open that the attacks on record would find."
    )
    yield "Whoever deploys decides what code runs, so that what the function's code may do, they may do, too."


def _strangers(report: Mapping[str, Any]) -> Iterator[str]:
    count = sum(len(feature["statements"]) for feature in report["grants"])
    yield f"Not ours: zappa-iam did not write these policies, and of their {count} statements no reasons are known."
    yield "What is said of them is what anybody can see: what they grant, on what, and what that opens."
    yield "Whether Zappa needs it is judged for what `zappa init` sets up; nobody has said what the project uses."


def _other(report: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The first column beside ours that has policies of whoever deploys."""
    values = _values(report, "deployer", "actions")
    return next((each for each in report["columns"] if each["key"] in values and each["key"] != OURS), None)


def _values(report: Mapping[str, Any], principal: str, measure: str) -> Mapping[str, Any]:
    rows: Sequence[Mapping[str, Any]] = report["measures"]
    return next(row["values"] for row in rows if (row["principal"], row["measure"]) == (principal, measure))


def _in_text(name: str) -> str:
    """A column's name within a sentence."""
    return name[:1].lower() + name[1:] if name.startswith(("The ", "This ", "What ")) else name
