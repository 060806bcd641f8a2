"""Granted: the actions that policies allow on anything, and those of them that Zappa never asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from zappa_iam import catalog
from zappa_iam.audit.finding import Finding, Level
from zappa_iam.audit.names import ActionNames
from zappa_iam.audit.need import Need
from zappa_iam.catalog import actions
from zappa_iam.catalog.actions import Actions
from zappa_iam.catalog.model import Catalog
from zappa_iam.files import caching, toml_files
from zappa_iam.iam import Policy, Statement
from zappa_iam.policies import Project

_HARMLESS = {"List", "Read"}
_SHOWN = 3


def known() -> Actions:
    """Every action of AWS's, and what the catalog's exceptions add."""
    raw = toml_files.read(catalog.FOLDER / "exceptions.toml", "exceptions.toml")
    return actions.load(None, actions.Exceptions.model_validate(raw), caching.CACHE / "audit")


def granted(policies: Sequence[Policy], names: ActionNames) -> list[str]:
    """The actions that some statement allows on some resource, less those that one denies on all."""
    statements = [each for policy in policies for each in policy.statements]
    allowing = [each for each in statements if each.effect == "Allow"]
    denying = [each for each in statements if each.effect == "Deny" and _whole(each)]
    allowed, denied = _covered(allowing, names), _covered(denying, names)
    return [name for name in names.spelled.values() if name in allowed and name not in denied]


def _covered(statements: Sequence[Statement], names: ActionNames) -> set[str]:
    """The actions of all these statements."""
    found: set[str] = set()
    for statement in statements:
        named = {name for action in statement.actions for name in names.matched(action)}
        found |= set(names.spelled.values()) - named if statement.not_action else named
    return found


def _whole(statement: Statement) -> bool:
    """Whether it is on every resource, without a condition."""
    return "*" in statement.resources and not statement.not_resource and not statement.conditions


def wanted(project: Project, principal: str, needs: Sequence[Need], catalog: Catalog) -> set[str]:
    """The actions that the project's features come to, in lower case: those recorded, and those that AWS asks for."""
    found = {need.action.lower() for need in needs}
    return found | {name.lower() for feature in project.on(catalog) for name in feature.allowed(principal)}


def unused(
    allowed: Sequence[str], wanted: set[str], principal: str, known: Actions, catalog: Catalog
) -> Iterator[Finding]:
    """A finding for each service of which actions are granted that the project never uses."""
    ours = {name.lower() for feature in catalog.features for name in feature.allowed(principal)}
    services: dict[str, list[str]] = {}
    for name in allowed:
        if name.lower() not in wanted:
            services.setdefault(name.split(":")[0], []).append(name)
    for service, names in sorted(services.items()):
        levels = Counter(known.levels.get(name, "Write") for name in names)
        counts = ", ".join(f"{count} {level.lower()}" for level, count in sorted(levels.items()))
        others = [name for name in names if name.lower() in ours]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        message = f"{service}: {_actions(len(names))} ({counts}): {', '.join(names[:_SHOWN])}{more}."
        if others:
            message += f" Features of Zappa's that are off would use {len(others)} of them."
        level: Level = "note" if set(levels) <= _HARMLESS else "warning"
        about = {"service": service, "levels": dict(sorted(levels.items())), "actions": names, "other_features": others}
        yield Finding("unused", level, message, about, word=f"{service}:")


def _actions(count: int) -> str:
    return f"{count} actions" if count > 1 else "one action"
