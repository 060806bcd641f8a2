"""Provenance: each statement's source is a place in Zappa that exists, and one that was seen to ask for it."""

from __future__ import annotations

from functools import cache

import pytest

from tests.shared.zappa_source import symbols
from zappa_iam import catalog
from zappa_iam.catalog.grant import Grant
from zappa_iam.evidence.recordings import asks, read, versions

AWS = "AWS itself, derived from a line of Zappa"
STATEMENTS = {
    statement.sid: (feature, principal, statement)
    for feature in catalog.load().features
    for principal in ("deployer", "role")
    for statement in feature.grants(principal)
}
ALWAYS = [feature.name for feature in catalog.load().features if feature.about.always]
TRUSTS = {trust.sid: trust for feature in catalog.load().features for trust in feature.trust}


def places(sources: list[str]) -> set[str]:
    """The sources that are places in Zappa: `file symbol`."""
    return {source for source in sources if source.startswith("zappa/")}


@cache
def callers() -> dict[tuple[str, str, str], set[str]]:
    """(feature, principal, action) -> the functions of Zappa recorded to ask for it, and AWS where it does."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for recording in (each for version in versions() for each in read(version).values()):
        for ask in asks(recording):
            recorded = f"{ask.file} {ask.function.split('.<locals>')[0]}"
            caller = recorded if ask.origin == "recorded" else AWS
            for feature in (*recording["features"], *ALWAYS):
                key = (feature, ask.permission.to, ask.permission.action)
                found.setdefault(key, set()).add(caller)
    return found


@pytest.mark.parametrize("sid", [*STATEMENTS, *TRUSTS])
def test_source_exists(sid: str) -> None:
    """Each statement names at least one place in Zappa, and each is in the newest one; beside it stands AWS's page."""
    sources = STATEMENTS[sid][2].source if sid in STATEMENTS else TRUSTS[sid].source
    assert places(sources)
    for file, symbol in (place.split(" ") for place in places(sources)):
        assert symbol in symbols(file), f"{sid}: {file} has no {symbol}"
    assert any(source.startswith("https://docs.aws.amazon.com/") for source in sources)


@pytest.mark.parametrize("sid", STATEMENTS)
def test_source_was_seen_to_ask(sid: str) -> None:
    """Where Zappa is recorded to ask for one of the statement's actions, one of its sources is a function that did."""
    feature, principal, statement = STATEMENTS[sid]
    seen = _seen(feature.name, principal, statement)
    assert not seen or AWS in seen or places(statement.source) & seen, sorted(seen)


def _seen(feature: str, principal: str, statement: Grant) -> set[str]:
    return {caller for action in statement.actions for caller in callers().get((feature, principal, action), set())}
