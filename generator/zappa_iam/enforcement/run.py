"""One scenario under policies, and what becomes of it when the policies lack an action."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from itertools import takewhile
from pathlib import Path
from typing import Any

from zappa_iam.iam import Part, Policy, without
from zappa_iam.recorder.scenario import completed, load_scenarios
from zappa_iam.recorder.session import prepared

from .fork import forked
from .guard import Guard

Job = dict[str, Any]
Report = dict[str, Any]


def run_job(job: Job) -> Report:
    """Exit status by command, every call, and the same for each mutant, in the job's order.

    A job names a `scenario`, whose `table` it holds where it is none of ours, the commands to `run` and the `policies`
    from a command on, documents by principal. Each of its `mutants` is a `part` of a `principal`'s policies to drop
    `before` a command: a copy of this process then goes on without it up to the first command that fails, to the next
    policies, or to the end.
    """
    name, table = job["scenario"], job["table"]
    scenario = replace(completed(name, table) if table else _scenarios()[name], run=job["run"])
    guard = Guard({})
    exits: dict[str, int] = {}
    reports: dict[int, Report] = {}
    with prepared(scenario, guard) as run:
        for place, command in enumerate(scenario.run):
            for name, documents in job["policies"].get(command, {}).items():
                guard.policies = {**guard.policies, name: [_parsed(it) for it in documents]}
            due = [index for index, mutant in enumerate(job["mutants"]) if mutant["before"] == command]
            rest = scenario.run[place + 1 :]
            same = list(takewhile(lambda it: it not in job["policies"], rest))
            go_on = partial(_run_mutant, guard, run, [command, *same])
            reports |= zip(due, forked(go_on, [job["mutants"][index] for index in due]), strict=True)
            exits[command] = run(command)
    return {**_report(guard, exits), "mutants": [reports[index] for index in sorted(reports)]}


_scenarios = cache(load_scenarios)
_parsed = cache(Policy.parse)


def _run_mutant(guard: Guard, run: Callable[[str], int], commands: list[str], mutant: dict[str, Any]) -> Report:
    name = mutant["principal"]
    guard.policies = {**guard.policies, name: without(guard.policies[name], Part(*mutant["part"]))}
    guard.calls.clear()
    exits: dict[str, int] = {}
    with _copied_folder():
        for command in commands:
            exits[command] = run(command)
            if exits[command]:
                break
    return {**_report(guard, exits), "mutants": []}


def _report(guard: Guard, exits: dict[str, int]) -> Report:
    return {"exits": exits, "calls": guard.names.stable(guard.calls), "faults": guard.faults}


@contextlib.contextmanager
def _copied_folder() -> Iterator[None]:
    """The project's folder and what lies beside it, copied, so that no other process writes into it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(Path.cwd().parent, copy)
        with contextlib.chdir(copy / Path.cwd().name):
            yield
