"""Functions of different projects that are one to Zappa, or of which one's pattern or name reaches the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from zappa_iam.fleet.calls import FleetCall
from zappa_iam.fleet.fault import Fault, Path
from zappa_iam.fleet.shapes import AccountTable
from zappa_iam.policies.project import slug


class _Function(NamedTuple):
    """A function's name, or `shop-` of the pattern `shop-*`; whose it is, and where the manifest says so."""

    name: str
    project: str
    stage: str
    at: Path

    @property
    def pattern(self) -> bool:
        """Whether it stands for every function whose name begins so."""
        return self.stage == "*"


def overlaps(calls: Sequence[FleetCall], account: AccountTable) -> tuple[list[Fault], list[Fault]]:
    """The faults and the warnings of one account and region."""
    own = {call.project.name for call in calls}
    functions = sorted([*_functions(calls), *(each for each in _others(account) if each.project not in own)])
    names = [each.name for each in functions]
    faults: list[Fault] = []
    warnings: list[Fault] = []
    for function in functions:
        for other in _beginning(function, functions, names):
            if function.at == other.at:
                continue  # of one call: the module's own to refuse
            if other.name == function.name or function.pattern:
                faults.append(_fault(function, other))
            elif other.project != function.project and function.at:
                warnings.append(_warning(function, other))
    return [each for each in faults if each.at], warnings


def _functions(calls: Sequence[FleetCall]) -> Iterator[_Function]:
    for call in calls:
        for stage in call.project.stages:
            yield _Function(_name(call.project.name, stage), call.project.name, stage, call.at)


def _others(account: AccountTable) -> Iterator[_Function]:
    for project, stages in account.other_projects.items():
        yield from (_Function(_name(project, stage), project, stage, ()) for stage in stages)


def _name(project: str, stage: str) -> str:
    return f"{slug(project)}-" if stage == "*" else slug(f"{slug(project)}-{stage}")


def _beginning(function: _Function, functions: Sequence[_Function], names: Sequence[str]) -> Iterator[_Function]:
    """Those behind the function, in the names' order, that are it, or that its pattern or its rules' prefix reaches."""
    begin = function.name if function.pattern else f"{function.name}-"
    for place in range(bisect_left(names, function.name), len(names)):
        if names[place] == function.name:
            if functions[place] > function:
                yield functions[place]
        elif names[place].startswith(begin):
            yield functions[place]
        elif names[place] > begin:
            break


def _fault(function: _Function, other: _Function) -> Fault:
    one, two = (function, other) if function.at else (other, function)
    shown = f"{other.name}*" if other.pattern else other.name
    both = f"{one.stage} of {one.project} and {two.stage} of {two.project} are both {shown}"
    if one.project == two.project:
        return Fault(one.at, f"{both}; leave the stage out of one of the places")
    advice = "name the stages in place of *" if "*" in (one.stage, two.stage) else "rename a stage"
    return Fault(one.at, f"{both}; {advice}")


def _warning(function: _Function, other: _Function) -> Fault:
    shown = f"{other.name}*" if other.pattern else other.name
    message = (
        f"who deploys {function.stage} of {function.project} may change the event rules of {other.project}, as "
        f"{shown} begins with {function.name}-; rename a stage or a project"
    )
    return Fault(function.at, message)


def by_root(calls: Sequence[FleetCall]) -> Mapping[tuple[str, str], list[FleetCall]]:
    """Account and region -> calls, sorted."""
    found: dict[tuple[str, str], list[FleetCall]] = {}
    for call in sorted(calls, key=lambda call: (*call.root, call.key)):
        found.setdefault(call.root, []).append(call)
    return found
