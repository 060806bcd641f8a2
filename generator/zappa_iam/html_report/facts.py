"""Facts: what recordings and AWS's words say of each grant of any project; kept, as to read them takes seconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple

from zappa_iam import aws_words, requests
from zappa_iam.audit.recorded import recorded, spoken
from zappa_iam.catalog.grant import PRINCIPALS, Grant
from zappa_iam.catalog.model import Catalog
from zappa_iam.evidence import recordings
from zappa_iam.files import caching
from zappa_iam.html_report.keys import key
from zappa_iam.reports import grades, release_diff
from zappa_iam.reports.callers import CallSite, add, by_version

ENTRY = caching.CACHE / "page" / "facts.json"
_SCENARIOS = 6  # that are named of all that ask for something
_SHOWN = 3  # lines of Zappa that a change names


class Fact(NamedTuple):
    """What is known of one action of one statement.

    `grade` and `sources` say on whose word it stands; `commands` and `scenarios` ask for it, `asking` of these in all;
    `places` are lines of Zappa by version, and `recorded` is false where AWS asks, not Zappa. `refused` is AWS's own
    refusal, where there is one, and `if_wrong` what happens if a guess is wrong.
    """

    grade: str
    sources: list[str]
    commands: list[str]
    scenarios: list[str]
    asking: int
    places: list[dict[str, Any]]
    recorded: bool
    refused: dict[str, Any] | None
    if_wrong: str


class Facts(NamedTuple):
    """A fact for each grant, by principal, sid and action; and what each release of Zappa changed."""

    grants: dict[str, Fact]
    versions: list[str]
    releases: list[dict[str, Any]]

    def of(self, principal: str, sid: str, action: str) -> Fact | None:
        """What is known of a grant; None of one that is not the catalog's."""
        return self.grants.get(f"{principal} {sid} {action}")


def facts(catalog: Catalog) -> Facts:
    """All facts; found anew where what they come from changed."""
    wanted = key()
    content = caching.read(ENTRY, wanted)
    if content is None:
        content = _found(catalog)
        caching.write(ENTRY, content, wanted)
    grants, versions, releases = content
    return Facts({name: Fact(*each) for name, each in grants.items()}, versions, releases)


def are_kept() -> bool:
    """Whether the facts need not be found anew, which takes seconds."""
    return caching.read(ENTRY, key()) is not None


def _found(catalog: Catalog) -> list[Any]:
    versions = recordings.versions()
    read = {version: recordings.read(version) for version in versions}
    graded = grades.grades(catalog, recordings=read[versions[-1]])
    asked = {
        version: {name: release_diff.asked_of(each) for name, each in found.items()} for version, found in read.items()
    }
    uses, named = _uses(asked), _features(read)
    commands, said = _commands(catalog), _words()
    guessed = {row.action: row.wrong for row in requests.load() if row.grade == "assumed"}
    grants = {}
    for feature in catalog.features:
        on = {name for name, features in named.items() if feature.about.always or feature.name in features}
        for principal in PRINCIPALS:
            for sid, action in _granted(feature.grants(principal)):
                known = graded.get(grades.Allowed(principal, sid, action), grades.Known("reference", ()))
                asking = commands.get((principal, sid, action), [])
                word = said.get((principal, feature.name, action)) if known.grade == "refusal" else None
                fact = _fact(known, uses.get((principal, action), {}), on, asking, word)
                if known.grade == "assumed":
                    fact = fact._replace(if_wrong=guessed.get(action, ""))
                grants[f"{principal} {sid} {action}"] = fact
    return [grants, versions, list(_releases(asked, read, catalog))]


def _granted(statements: Sequence[Grant]) -> Iterator[tuple[str, str]]:
    """The sid and each action of every statement that allows."""
    for statement in statements:
        yield from ((statement.sid, action) for action in statement.actions if statement.effect == "Allow")


def _fact(
    known: grades.Known, uses: Mapping[Any, CallSite], on: set[str], commands: list[str], word: aws_words.Word | None
) -> Fact:
    here = [use for use in uses.values() if on & use.settings.keys()]
    asking = sorted(
        {name for use in here for name in use.settings} & on, key=lambda name: (name.startswith("life"), name)
    )
    places = [
        {"place": f"{use.file} {use.function}", "lines": list(by_version(use.lines, recordings.versions()))}
        for use in here
    ]
    asked = commands or list(dict.fromkeys(spoken(command) for use in here for command in use.commands))
    return Fact(
        known.grade,
        list(known.sources),
        asked,
        asking[:_SCENARIOS],
        len(asking),
        places,
        any(use.origin == "recorded" for use in here),
        {"resource": word.resource, "source": word.source, "note": word.note} if word else None,
        "",
    )


def _uses(asked: Mapping[str, release_diff.Asked]) -> dict[tuple[str, str], dict[Any, CallSite]]:
    """Principal and action -> the places of Zappa that ask, each with its scenarios, commands, and lines by version."""
    found: dict[tuple[str, str], dict[Any, CallSite]] = {}
    for version, scenarios in asked.items():
        for scenario, permissions in scenarios.items():
            for ask in chain.from_iterable(permissions.values()):
                place = (ask.permission.action, ask.permission.to, ask.file, ask.function, ask.origin)
                here = found.setdefault((ask.permission.to, ask.permission.action), {})
                add(here.setdefault(place, CallSite(*place, [], {}, {})), version, scenario, ask, {})
    return found


def _features(read: Mapping[str, Mapping[str, recordings.Recording]]) -> dict[str, set[str]]:
    """Scenario -> its features, in whatever version."""
    found: dict[str, set[str]] = {}
    for scenarios in read.values():
        for name, recording in scenarios.items():
            found.setdefault(name, set()).update(recording["features"])
    return found


def _commands(catalog: Catalog) -> dict[tuple[str, str, str], list[str]]:
    """Principal, sid and action -> the commands of the newest Zappa that ask for it of that statement."""
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for each in recorded(catalog):
        for principal, needs in each.needs.items():
            for need in needs:
                asking = found.setdefault((principal, need.sid, need.action), {})
                asking.update(dict.fromkeys(need.commands))
    return {grant: list(commands) for grant, commands in found.items()}


def _words() -> dict[tuple[str, str, str], aws_words.Word]:
    """Principal, feature and action -> the first of AWS's refusals."""
    found: dict[tuple[str, str, str], aws_words.Word] = {}
    for word in aws_words.read():
        if word.grade == "refusal" and word.allowed is not False:
            found.setdefault((word.principal, word.feature, word.action), word)
    return found


def _releases(
    asked: Mapping[str, release_diff.Asked], read: Mapping[str, Mapping[str, recordings.Recording]], catalog: Catalog
) -> Iterator[dict[str, Any]]:
    """What each release asks for that the one before did not, and what no longer, by action."""
    for old, new in pairwise(asked):
        features = {name: recording["features"] for name, recording in read[new].items()}
        found = release_diff.compare_asked(old, new, asked[old], asked[new], features, catalog)
        changes = [
            {
                "change": each.change,
                "principal": each.permission.to,
                "action": each.permission.action,
                "on": each.permission.on,
                "commands": list(dict.fromkeys(map(spoken, each.commands))),
                "source": each.source[:_SHOWN],
                "granted_by": each.coverage.granted_by,
                "elsewhere": each.elsewhere,
            }
            for each in found.changes
        ]
        yield {"old": old, "new": new, "compared": found.compared, "scenarios": found.new, "changes": changes}
