"""Lacking: what Zappa asks for and the policies do not allow, by command: what fails, and what is lost in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from zappa_iam.audit.finding import Finding
from zappa_iam.audit.need import Need
from zappa_iam.files import checked
from zappa_iam.files.shapes import Model
from zappa_iam.iam import Policy

PATH = Path(__file__).parent / "silent.json"


class Silent(Model):
    """One row of docs/silent-denials.md: what is lost without the statement's action, and who notices."""

    feature: str
    sid: str
    action: str
    commands: list[str]
    lost: str
    notices: str


class Silences(Model):
    """The whole of silent.json."""

    row: list[Silent]


@cache
def silent_denials(path: Path = PATH) -> dict[tuple[str, str], Silent]:
    """Statement and action -> what is lost without it, where nothing fails; a test holds it against the page."""
    found = checked.whole_json(Silences, path, f"audit/{path.name}", key="row")
    return {(row.sid, row.action): row for row in found.row}


def _plainest(need: Need) -> str:
    """The resource, in the shortest of the forms in which AWS may name it."""
    return min((request.resource for form in need.forms for request in form), key=len)


def lacking(needs: Sequence[Need], *layers: list[Policy]) -> Iterator[Finding]:
    """A finding for each statement's action that is not allowed, with the commands that ask for it."""
    groups: dict[tuple[str, str, str], list[Need]] = {}
    for need in needs:
        if not need.met(*layers):
            groups.setdefault((need.feature, need.sid, need.action), []).append(need)
    for (feature, sid, action), found in groups.items():
        commands = list(dict.fromkeys(command for need in found for command in need.commands))
        resources = list(dict.fromkeys(_plainest(need) for need in found))
        row = silent_denials().get((sid, action))
        about = {
            "action": action,
            "feature": feature,
            "statement": sid,
            "commands": commands,
            "resources": resources,
            **({"lost": row.lost, "notices": row.notices} if row else {}),
        }
        where = resources[0] + (f" and {len(resources) - 1} more" if resources[1:] else "")
        said = f"{', '.join(commands)}: {action} on {where} is not allowed ({feature}: {sid})"
        message = f"{said}, and Zappa goes on. {row.lost}" if row else f"{said}."
        yield Finding("silent" if row else "lacking", "error", message, about)
