"""Provenance: each statement's source is a place in Zappa that exists, and one that was seen to ask for it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from zappa_iam import catalog
from zappa_iam.catalog.model import Grant
from zappa_iam.evidence.recordings import asks, read, versions
from zappa_iam.recorder import record

AWS = "AWS itself, derived from a line of Zappa"
NEWEST = record.versions()[0]
STATEMENTS = {
    statement.sid: (feature, principal, statement)
    for feature in catalog.load().features
    for principal in ("deployer", "role")
    for statement in feature.grants(principal)
}
ALWAYS = [feature.name for feature in catalog.load().features if feature.feature.always]
TRUSTS = {trust.sid: trust for feature in catalog.load().features for trust in feature.trust}


def places(sources: list[str]) -> set[str]:
    """The sources that are places in Zappa: `file symbol`."""
    return {source for source in sources if source.startswith("zappa/")}


@cache
def symbols(file: str) -> frozenset[str]:
    """The dotted names of a file of the newest Zappa: classes, functions and what is assigned in them."""
    root = next((record.interpreter(NEWEST).parent.parent / "lib").glob("python*/site-packages"))
    return frozenset(_names(ast.parse(Path(root, file).read_text(encoding="utf-8")), ""))


def _names(node: ast.AST, prefix: str) -> set[str]:
    found: set[str] = set()
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef):
            found |= {prefix + child.name} | _names(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.Assign):
            found |= {prefix + target.id for target in child.targets if isinstance(target, ast.Name)}
        elif isinstance(child, ast.stmt):
            found |= _names(child, prefix)
    return found


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
