"""Commands of Zappa: what each asks AWS for in the recordings, and the grants that allow it."""

from __future__ import annotations

from collections.abc import Iterable

from zappa_iam.catalog.model import Catalog
from zappa_iam.evidence.recordings import Recording
from zappa_iam.reports.callers import Recordings, plain
from zappa_iam.reports.grades import needed
from zappa_iam.reports.grants import GrantedAction, grants


def commands(recordings: Recordings) -> list[str]:
    """The recorded commands, each once, without what AWS and Zappa's handler do by themselves."""
    every = {call["command"] for each in _flat(recordings) for call in each["calls"]}
    return sorted({plain(name) for name in every if not name.startswith("(")})


def of_command(recordings: Recordings, command: str) -> Recordings:
    """The recordings with only the command's calls, with any options: `update` means `update --zip` too."""
    return {
        version: {
            scenario: {**recording, "calls": [call for call in recording["calls"] if _is(call["command"], command)]}
            for scenario, recording in by_scenario.items()
        }
        for version, by_scenario in recordings.items()
    }


def count(recordings: Recordings) -> int:
    """How many of the recordings have a call."""
    return sum(bool(each["calls"]) for each in _flat(recordings))


def grants_for(catalog: Catalog, recordings: Recordings) -> list[GrantedAction]:
    """The grants that allow what these recordings ask for, in the catalog's order."""
    allowed = needed(catalog, _flat(recordings))
    return [grant for grant in grants(catalog) if (grant.to, grant.sid, grant.action) in allowed]


def _is(recorded: str, command: str) -> bool:
    return recorded == command or recorded.startswith(f"{command} ")


def _flat(recordings: Recordings) -> Iterable[Recording]:
    return (recording for by_scenario in recordings.values() for recording in by_scenario.values())
