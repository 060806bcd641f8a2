"""One scenario under policies, and what becomes of it when the policies lack an action."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from generator.iam import Part, Policy, without
from generator.recorder.scenario import load_scenarios
from generator.recorder.session import prepared

from .fork import forked
from .guard import Guard

Job = dict[str, Any]
Report = dict[str, Any]


def run_job(job: Job) -> Report:
    """Exit status by command, every call, and the same for each mutant, in the job's order.

    A job names a `scenario`, the commands to `run` and the `policies`, documents by principal. Each of its `mutants`
    is a `part` of a `principal`'s policies to drop `before` a command: a copy of this process then goes on without it
    up to the first command that fails, or to the end.
    """
    scenario = replace(load_scenarios()[job["scenario"]], run=job["run"])
    guard = Guard({name: [Policy.parse(it) for it in documents] for name, documents in job["policies"].items()})
    exits: dict[str, int] = {}
    reports: dict[int, Report] = {}
    with prepared(scenario, guard) as run:
        for place, command in enumerate(scenario.run):
            due = [index for index, mutant in enumerate(job["mutants"]) if mutant["before"] == command]
            go_on = partial(_run_mutant, guard, run, scenario.run[place:])
            reports |= zip(due, forked(go_on, [job["mutants"][index] for index in due]), strict=True)
            exits[command] = run(command)
    return {**_report(guard, exits), "mutants": [reports[index] for index in sorted(reports)]}


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
