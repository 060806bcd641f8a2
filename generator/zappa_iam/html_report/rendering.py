"""Rendering: a report's data as one HTML file that needs nothing beside it, and runs no script but its own."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from zappa_iam.files import caching
from zappa_iam.files.jinja import CheckedCache, environment

FOLDER = Path(__file__).parent / "templates"
VENDORED = Path(__file__).parent / "vendored"
LIBRARIES = ("d3.min.js", "plot.umd.min.js")
_DRAWN = (
    "columns",
    "levels",
    "access",
    "measures",
    "reach",
    "certainty",
    "releases",
    "identities",
    "reaches",
    "words",
    "fleet",
)


def rendered(report: Mapping[str, Any]) -> str:
    """The page. Every value is escaped; what the scripts draw is data in the page that nothing runs."""
    script = _script()
    drawn = {name: report[name] for name in _DRAWN}
    drawn["releases"] = [
        {"new": each["new"], "added": _count(each, "added"), "needless": _count(each, "needless")}
        for each in report["releases"]
    ]
    template = templates().get_template("report.html.j2")
    return template.render(
        report=report,
        style=Markup((FOLDER / "report.css").read_text(encoding="utf-8")),
        script=Markup(script),
        digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        drawn=Markup(json.dumps(drawn, ensure_ascii=False).replace("<", "\\u003c")),
        licences=[(VENDORED / f"{name}.LICENSE.txt").read_text(encoding="utf-8") for name in ("d3", "plot")],
    )


def _count(release: Mapping[str, Any], change: str) -> int:
    return len({(it["principal"], it["action"]) for it in release["changes"] if it["change"] == change})


@cache
def _script() -> str:
    """The libraries and ours as one script: ours draws and hides, and decides nothing."""
    paths = [*(VENDORED / name for name in LIBRARIES), FOLDER / "charts.js", FOLDER / "filters.js"]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@cache
def templates() -> Environment:
    """The room's templates, every value in them escaped."""
    cache = CheckedCache(caching.CACHE / "page" / "templates")
    found = environment(FOLDER, cache).overlay(autoescape=True)
    found.filters["prose"] = _prose
    found.filters["json"] = lambda value: json.dumps(value, indent=2, ensure_ascii=False)
    return found


def _prose(text: str) -> Markup:
    """A sentence of ours, with `names` as code; all else in it is text."""
    return Markup(re.sub("`([^`]*)`", r"<code>\1</code>", str(escape(text))))
