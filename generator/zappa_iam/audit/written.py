"""Written: names that are no actions, grants that can hold for nothing, and names that say nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zappa_iam.audit.finding import Finding
from zappa_iam.audit.names import ActionNames
from zappa_iam.audit.shapes import meets
from zappa_iam.iam import Policy, Statement
from zappa_iam.iam.pattern import compile_pattern

_SHOWN = 3


def written(policies: Sequence[Policy], names: ActionNames) -> Iterator[Finding]:
    """What is wrong with how each statement is written."""
    for policy in policies:
        for place, statement in enumerate(policy.statements):
            sid = statement.sid or f"Statement[{place}]"
            for finding in (*_no_actions(statement, sid, names), *_never(statement, sid, names)):
                yield finding._replace(policy=policy.name, sid=sid)
            if repeated := _repeated(statement, sid):
                yield repeated._replace(policy=policy.name, sid=sid)


def _no_actions(statement: Statement, sid: str, names: ActionNames) -> Iterator[Finding]:
    for action in statement.actions:
        if not names.matched(action):
            kind = "fits no action" if re.search("[*?]", action) else "is no action"
            message = f"{sid}: {action} {kind} of AWS's; {names.near(action)}"
            yield Finding("no_action", "warning", message, {"action": action}, word=action)


def _never(statement: Statement, sid: str, names: ActionNames) -> Iterator[Finding]:
    """Resources that no action of the statement has, and keys that no service of it sends."""
    if statement.effect == "Deny" or statement.not_action or statement.not_resource:
        return
    for resource in statement.resources:
        if found := re.search(r"<[^>]*>|\[[^\]]*\]", resource):
            message = f"{sid}: {resource} holds a placeholder, {found[0]}; fill it in"
            yield Finding("never", "warning", message, {"resource": resource}, word=resource)
        elif "${" in resource and not statement.variables:
            message = (
                f'{sid}: {resource} holds a variable, which is plain text without "Version": "2012-10-17"; write it'
            )
            yield Finding("never", "warning", message, {"resource": resource}, word=resource)
    useless = [action for action in statement.actions if names.matched(action) and not _fits(action, statement, names)]
    if useless:
        on = ", ".join(statement.resources[:_SHOWN]) + (" and others" if len(statement.resources) > _SHOWN else "")
        verb = "is" if len(useless) == 1 else "are"
        message = f"{sid}: {', '.join(useless)} {verb} never decided on {on}; {_advice(useless[0], names)}"
        about = {"actions": useless, "resources": list(statement.resources)}
        yield Finding("never", "warning", message, about, word=useless[0])
    services = {name.split(":")[0].lower() for action in statement.actions for name in names.matched(action)}
    for condition in statement.conditions:
        if (
            services
            and not condition.operator.endswith(("IfExists", "Null"))
            and _unsent(condition.key, services, names)
        ):
            message = (
                f"{sid}: no action of it sends {condition.key}, so that {condition.operator} never holds; fix the key"
            )
            yield Finding("never", "warning", message, {"key": condition.key}, word=condition.key)


def _fits(action: str, statement: Statement, names: ActionNames) -> bool:
    """Whether AWS decides the action, or any that the pattern fits, on some of the statement's resources."""
    if "*" in statement.resources:
        return True
    return any(
        meets(resource, names.known.arns[kind])
        for name in names.matched(action)
        for kind in names.known.types[name]
        if kind in names.known.arns
        for resource in statement.resources
    )


def _advice(action: str, names: ActionNames) -> str:
    """On what the action is decided."""
    name = names.matched(action)[0]
    arns = [names.known.arns[kind] for kind in names.known.types[name] if kind in names.known.arns]
    return f"write {' or '.join(arns[:_SHOWN])}" if arns else "it has no resource, write *"


def _unsent(key: str, services: set[str], names: ActionNames) -> bool:
    """Whether the key is of a service of which the statement has no action; AWS's own keys are everybody's."""
    prefix = key.split(":")[0].lower()
    if prefix == "aws" or prefix not in names.known.keys:
        return False
    sent = [known for service in services for known in names.known.keys.get(service, ())]
    return not any(_is(key.lower(), pattern) for pattern in sent)


def _is(key: str, pattern: str) -> bool:
    return key.startswith(pattern.split("${")[0]) if "${" in pattern else key == pattern


def _repeated(statement: Statement, sid: str) -> Finding | None:
    """The names that a pattern of the same statement covers."""
    patterns = [text for text in statement.actions if re.search("[*?]", text)]
    tests = {text: compile_pattern(text.lower(), "text", variables=False, fold=True) for text in patterns}
    covered = [
        action
        for action in statement.actions
        if any(text != action and test(action.lower(), {}) for text, test in tests.items())
    ]
    if not covered or statement.not_action:
        return None
    shown = ", ".join(covered[:_SHOWN]) + (f" and {len(covered) - _SHOWN} more" if len(covered) > _SHOWN else "")
    message = f"{sid}: {shown} {'says' if len(covered) == 1 else 'say'} nothing beside {', '.join(patterns[:_SHOWN])}"
    return Finding("repeated", "note", message, {"actions": covered, "patterns": patterns}, word=covered[0])
