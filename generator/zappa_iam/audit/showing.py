"""Showing: the report for people: ten seconds of summary, then each finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zappa_iam.audit.finding import KINDS
from zappa_iam.audit.report import Report

_SHOWN = 4
_MOST = 120  # findings of a kind; a policy that allows everything has hundreds


def lines(report: Report) -> Iterator[str]:
    """The report as lines of text: the summary, an empty line, and the findings by kind."""
    yield from summary(report)
    for kind, (heading, _) in KINDS.items():
        found = [each for each in report.findings if each.kind == kind]
        if found:
            yield ""
            yield f"{heading[:1].upper()}{heading[1:]}:"
            if kind == "unused":
                found.sort(key=lambda each: -each.about["levels"].get("Permissions management", 0))
            yield from (f"  {each.level}: {_placed(each.policy, report)}{each.message}" for each in found[:_MOST])
            if len(found) > _MOST:
                yield f"  and {len(found) - _MOST} more: see --json"


def summary(report: Report) -> Iterator[str]:
    """What was read as whose, and a line for each kind of finding."""
    project = report.project
    read = [each.name for each in report.documents if not each.bounds]
    yield f"{', '.join(read[:_SHOWN])}{_more(read)}: for the {report.principal} of {', '.join(project.functions)}"
    yield f"  features     {', '.join(project.features)}"
    names = {"account": project.account, "region": project.region, "bucket": project.bucket, "role": project.role}
    yield f"  read with    {', '.join(f'{kind} {name}' for kind, name in names.items())}"
    yield f"  needs        {report.met} of the {report.needed} things that Zappa asks for are allowed"
    if bounds := [each.name for each in report.documents if each.bounds]:
        yield f"  bounded by   {', '.join(bounds)}: what that does not allow, is not"
    if report.assumed:
        yield f"  assumed      that conditions on {', '.join(report.assumed)} are met: no request tells"
    yield from _rows(report)
    yield f"  {_verdict(report)}"


def _rows(report: Report) -> Iterator[str]:
    if fails := _commands(report, "lacking"):
        yield f"  fails        {fails}"
    if silent := _commands(report, "silent"):
        yield f"  in silence   {silent}: goes on, and something is lost"
    if methods := [each.about["method"] for each in report.findings if each.kind == "escalation"]:
        yield f"  escalation   {len(methods)} known ways to more: {', '.join(methods[:_SHOWN])}{_more(methods)}"
    if chains := [each.about["chain"] for each in report.findings if each.kind == "chain"]:
        yield f"  chains       {len(chains)} of the attacker's are open, each below"
    levels = ", ".join(f"{count} {level.lower()}" for level, count in report.levels().items())
    unused = report.count("unused")
    yield f"  grants       {report.actions} actions, of which Zappa never uses {unused}" + (
        f" ({levels})" if unused else ""
    )
    for kind, row in (("no_action", "no actions"), ("never", "never match"), ("repeated", "said twice")):
        if words := [each.word or "" for each in report.findings if each.kind == kind]:
            yield f"  {row:12} {len(words)}: {', '.join(words[:_SHOWN])}{_more(words)}"


def _commands(report: Report, kind: str) -> str:
    """The commands that the findings of a kind are about, each with how many actions it lacks."""
    found = Counter(command for command, lacks in report.commands().items() for _ in lacks[kind])
    return ", ".join(f"{command} ({count})" for command, count in found.items())


def _verdict(report: Report) -> str:
    if not report.findings:
        return "clean"
    counts = {level: sum(each.level == level for each in report.findings) for level in ("error", "warning", "note")}
    return "findings     " + ", ".join(
        f"{count} {level}s" if count > 1 else f"1 {level}" for level, count in counts.items() if count
    )


def _more(names: list[str], shown: int = _SHOWN) -> str:
    return f" and {len(names) - shown} more" if len(names) > shown else ""


def _placed(policy: str | None, report: Report) -> str:
    """The policy that a finding is about, where there are several."""
    return f"{policy}: " if policy and len(report.documents) > 1 else ""
