"""SARIF: the report for programs that annotate code, as GitHub's code scanning."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from zappa_iam.audit.document import Document
from zappa_iam.audit.finding import KINDS, Finding
from zappa_iam.audit.reading import STDIN
from zappa_iam.audit.report import Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HELP = "https://github.com/zappa/Zappa"


def sarif(report: Report, version: str) -> dict[str, Any]:
    """The report as one run of SARIF 2.1.0."""
    rules = [
        {
            "id": f"zappa-iam/{kind}",
            "name": kind,
            "shortDescription": {"text": heading},
            "fullDescription": {"text": about},
        }
        for kind, (heading, about) in KINDS.items()
    ]
    driver = {"name": "zappa-iam", "version": version, "informationUri": _HELP, "rules": rules}
    results = [_result(each, report) for each in report.findings]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _result(finding: Finding, report: Report) -> dict[str, Any]:
    return {
        "ruleId": f"zappa-iam/{finding.kind}",
        "ruleIndex": list(KINDS).index(finding.kind),
        "level": finding.level,
        "message": {"text": finding.message},
        "locations": [_location(finding, report.documents)],
        "properties": dict(finding.about),
    }


def _location(finding: Finding, documents: Any) -> dict[str, Any]:
    """Where the finding is: the line that has its word, in the file of its policy or of the first that has it."""
    named = [each for each in documents if each.name == finding.policy] or list(documents)
    place = next((each for each in named if finding.word and _line(each, finding)), named[0])
    if place.file is None or place.file == STDIN:
        return {"logicalLocations": [{"fullyQualifiedName": place.name}]}
    uri = quote(Path(place.file).as_posix())
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": _line(place, finding) or 1}}}


def _line(document: Document, finding: Finding) -> int | None:
    """The first line that holds the finding's word; behind its statement's Sid, where that is written."""
    word = json.dumps(finding.word or "")[1:-1]
    start = 0
    if finding.sid and (found := re.search(rf'"Sid"\s*:\s*"{re.escape(finding.sid)}"', document.text)):
        start = found.start()
    found_at = document.text.find(word, start)
    found_at = document.text.find(word) if found_at < 0 else found_at
    return document.text.count("\n", 0, found_at) + 1 if found_at >= 0 else None
