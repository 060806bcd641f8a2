"""Grades: how each grant is known to be needed, from the rows of its requests and from AWS's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from zappa_iam import aws_words
from zappa_iam.catalog.feature import Feature
from zappa_iam.catalog.grant import PRINCIPALS, Grant
from zappa_iam.catalog.model import Catalog
from zappa_iam.doctor.resources import fits
from zappa_iam.evidence.recordings import read, rows_of, versions
from zappa_iam.iam import Request
from zappa_iam.requests import Rows, load, matches_of_evidence
from zappa_iam.requests.rows import GRADES

Recordings = Mapping[str, Mapping[str, Any]]
Said = tuple[str, tuple[str, ...]]  # the grade, and who says so
Asked = tuple[str, set[str], Request, Said]  # principal, features, request


class Known(NamedTuple):
    """The best grade of a grant's action (`GRADES`, the surest first), and the sources."""

    grade: str
    sources: tuple[str, ...]


class Allowed(NamedTuple):
    """One action that one grant allows."""

    principal: str
    sid: str
    action: str


def grades(catalog: Catalog, action: str | None = None, recordings: Recordings | None = None) -> dict[Allowed, Known]:
    """How each allowed action is known; only one action, in any case, if one is given.

    This takes the requests of the newest Zappa's recordings, and AWS's words, that fit the grant's resources.
    """
    known = recordings if recordings is not None else read(versions()[-1])
    rows = rows_of(action) if action else load()
    return _serving(catalog, [*_asked(known.values(), rows), *_said(action)])


def needed(catalog: Catalog, recordings: Iterable[Mapping[str, Any]]) -> set[Allowed]:
    """The grants that allow something that the recordings ask for."""
    return set(_serving(catalog, _asked(recordings, load())))


def _serving(catalog: Catalog, asked: Iterable[Asked]) -> dict[Allowed, Known]:
    """The grants that fit what is asked, each with the best grade of its requests."""
    found: dict[Allowed, Known] = {}
    features = {feature.name: feature for feature in catalog.features}
    always = {name for name, feature in features.items() if feature.about.always}
    fitting: dict[tuple[str, str], bool] = {}
    for principal, on, request, said in asked:
        for name in on | always:
            for statement in _allowing(features.get(name), principal, request):
                key = (statement.sid, request.resource)
                if key not in fitting:
                    fitting[key] = next(fits(statement, request.resource, catalog), None) is not None
                if fitting[key]:
                    _add(found, Allowed(principal, statement.sid, request.action), said)
    return found


def counted(catalog: Catalog, found: Mapping[Allowed, Known]) -> dict[str, int]:
    """Grade -> how many grants have it. A grant that no recording asks for counts as known from AWS's documentation."""
    every = [
        Allowed(principal, statement.sid, action)
        for feature in catalog.features
        for principal in PRINCIPALS
        for statement in feature.grants(principal)
        if statement.effect == "Allow"
        for action in statement.actions
    ]
    by = [found[each].grade if each in found else "reference" for each in every]
    return {grade: by.count(grade) for grade in GRADES}


def _asked(recordings: Iterable[Mapping[str, Any]], rows: Rows) -> Iterator[Asked]:
    """Principal, features, request and its row's word, each once."""
    seen = set()
    for recording in recordings:
        on = frozenset(recording["features"])
        for call, row, request in matches_of_evidence(recording, rows):
            key = (call.principal, on, request.action, request.resource, row.grade)
            if key not in seen:
                seen.add(key)
                yield call.principal, set(on), request, (row.grade, row.source)


def _said(action: str | None) -> Iterator[Asked]:
    for word in aws_words.read():
        if word.allowed and (action is None or word.action.lower() == action.lower()):
            yield word.principal, {word.feature}, word.request, (word.grade, (word.source,))


def _allowing(feature: Feature | None, principal: str, request: Request) -> Iterator[Grant]:
    for statement in feature.grants(principal) if feature else ():
        if statement.effect == "Allow" and request.action in statement.actions:
            yield statement


def _add(found: dict[Allowed, Known], key: Allowed, said: Said) -> None:
    grade, sources = said
    now = found.get(key)
    if now is None or GRADES.index(grade) < GRADES.index(now.grade):
        found[key] = Known(grade, sources)
    elif grade == now.grade:
        found[key] = Known(grade, tuple(dict.fromkeys((*now.sources, *sources))))
