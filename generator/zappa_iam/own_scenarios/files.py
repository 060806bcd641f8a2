"""Scenario files from anywhere: read, checked, and turned into inputs of the module."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field

from zappa_iam.catalog.model import Catalog
from zappa_iam.files import checked
from zappa_iam.files.shapes import Model, Text
from zappa_iam.recorder.scenario import DEFAULT_RUN, Scenario, completed, states
from zappa_iam.recorder.scenario_shapes import SettingsChange, SetupCall
from zappa_iam.settings.features import used


class FileError(Exception):
    """Every fault of the files, one line each: where: what; what to do."""


class File(Model):
    """A scenario file; all but its settings may be left out."""

    why: Text = "A project of one's own."
    features: list[Text] | None = None
    resources: dict[str, list[str]] = {}
    settings: dict[str, Any] = {}
    run: list[Text] = Field(default=DEFAULT_RUN, min_length=1)
    absent: list[Text] = []
    package_megabytes: int = Field(default=0, ge=0, le=500)
    bucket: bool = True
    files: dict[str, str] = {}
    commands: dict[str, list[str]] = {}
    events: dict[str, dict[str, Any]] = {}
    setup: list[SetupCall] = []
    change: list[SettingsChange] = []


class ScenarioFile(NamedTuple):
    """One file: the scenario that the recorder runs, and the features and values that the module is planned with."""

    path: Path
    scenario: Scenario
    features: list[str]
    resources: dict[str, list[str]]


def read(paths: Sequence[Path], catalog: Catalog) -> list[ScenarioFile]:
    """The scenarios of these files; FileError with all faults of all files at once."""
    found: list[ScenarioFile] = []
    faults: list[str] = []
    names: dict[str, Path] = {}
    for path in paths:
        if path.stem in names:
            faults.append(f"{path}: has the name of {names[path.stem]}; give each scenario a name of its own")
        names.setdefault(path.stem, path)
        try:
            given = _given(path, _file(path), catalog)
        except FileError as error:
            faults += str(error).splitlines()
            continue
        faults += [f"{path}: {fault}" for fault in _faults(given, catalog)]
        found.append(given)
    if faults:
        raise FileError("\n".join(faults))
    return found


def _file(path: Path) -> File:
    faults: list[str] = []
    file = checked.read(File, path, str(path), faults)
    if file is None:
        lines = [fault.replace("restore it from version control", "name a scenario file") for fault in faults]
        raise FileError("\n".join(lines))
    return file


def _given(path: Path, file: File, catalog: Catalog) -> ScenarioFile:
    """The scenario, complete; features and values are those of all its settings, unless the file has its own."""
    table = file.model_dump(exclude={"resources", "features"}, exclude_none=True)
    scenario = completed(path.stem, {**table, "features": file.features or []})
    uses = [use for _, settings in states(scenario) for use in used(settings)]
    features = sorted({use.feature for use in uses} if file.features is None else set(file.features))
    values: dict[str, set[str]] = {}
    for use in uses:
        if use.values and use.feature in features:
            values.setdefault(use.feature, set()).update(use.values)
    known = {name: sorted(found) for name, found in values.items() if catalog.taken(name)}
    return ScenarioFile(path, scenario, features, known | file.resources)


def _faults(given: ScenarioFile, catalog: Catalog) -> list[str]:
    known = {feature.name for feature in catalog.features if feature.selectable}
    scenario = given.scenario
    commands = [*scenario.commands, *scenario.events]
    found = [
        f'unknown feature "{name}"; write some of: {", ".join(sorted(known))}'
        for name in given.features
        if name not in known
    ]
    found += [
        f'run: unknown command "{name}"; write it under [commands], or one of: {", ".join(commands)}'
        for name in scenario.run
        if name not in commands
    ]
    placed = [("setup", step.get("before")) for step in scenario.setup] + [
        ("change", it["before"]) for it in scenario.change
    ]
    found += [
        f'{kind}: before "{name}", which is not run; name a command of `run`'
        for kind, name in placed
        if name and name not in scenario.run
    ]
    for name, values in given.resources.items():
        taken = catalog.taken(name)
        if taken is None:
            found.append(f"resources: {name} takes none; leave it out")
        elif not values:
            found.append(f"resources: {name} is empty; write as in {taken.example}, or leave it out")
    return found
