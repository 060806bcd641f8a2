"""Checking: the shape of every file in `scenarios/`, before any Zappa runs.

The recorder itself runs in Zappa's environment, which has no pydantic; this is for whoever starts it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, RootModel, StringConstraints

from zappa_iam.files import checked
from zappa_iam.files.faults import DataError
from zappa_iam.files.shapes import Model, Text

FOLDER = Path(__file__).parent / "scenarios"
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}([.][0-9]{1,4}){0,3}$")]
Settings = dict[str, Any]


class ScenariosError(DataError):
    """Every fault of `scenarios/`, one line each: where: what; what to do."""


class SetupCall(Model):
    """A call that makes what must exist before a command."""

    service: Text
    operation: Text
    parameters: dict[str, Any] = {}
    save: dict[str, str] = {}
    before: Text | None = None
    region: Text | None = None


class SettingsChange(Model):
    """Settings laid over the stage's before a command, once those that are then absent are taken away."""

    before: Text
    settings: Settings = {}
    absent: list[Text] = []


class DerivedCalls(Model):
    """Calls that AWS makes itself, or that cannot run offline, with the line of Zappa's that asks for them."""

    command: Text
    file: Text
    line: str
    page: Text
    calls: list[Annotated[list[Any], Field(min_length=3, max_length=3)]]
    since: Version = "0"
    principal: Text = "deployer"


class ScenarioTable(Model):
    """A scenario's file."""

    why: Text
    features: list[Text]
    run: list[Text] = Field(min_length=1)
    settings: Settings = {}
    since: Version = "0"
    absent: list[Text] = []
    package_megabytes: int = Field(default=0, ge=0, le=500)
    bucket: bool = True
    files: dict[str, str] = {}
    commands: dict[str, list[str]] = {}
    events: dict[str, dict[str, Any]] = {}
    setup: list[SetupCall] = []
    change: list[SettingsChange] = []
    derived: list[DerivedCalls] = []


class _Step(Model):
    name: Text
    commands: list[Text] = []
    settings: Settings = {}
    absent: list[Text] = []


class _LifeRow(Model):
    name: Text
    why: Text
    values: list[Settings] = []
    step: list[_Step] = []
    on: list[Text] = []
    commands: list[Text] = []
    first: list[Text] = []
    last: list[Text] = []
    features: list[Text] = []
    settings: Settings = {}
    absent: list[Text] = []
    since: Version = "0"
    like: str = ""
    files: dict[str, str] = {}
    setup: list[SetupCall] = []
    keeps: dict[str, Text] = {}
    covers: list[Text] = []
    few: str = ""


class _Life(Model):
    row: list[_LifeRow] = Field(min_length=1)


class _Base(Model):
    features: list[Text]
    settings: Settings = {}
    since: Version = "0"
    like: Text | None = None


class _Bases(RootModel[dict[str, _Base]]):
    pass


class _Commands(Model):
    commands: dict[str, list[str]]
    events: dict[str, dict[str, Any]]


class _Without(Model):
    settings: list[Text]
    why: Text


class _NoLife(Model):
    none: list[_Without]


class _LeftOut(Model):
    left: list[_Without]


class _Unrun(Model):
    function: Text
    operation: Text
    why: Text
    before: Version | None = None


class _Unruns(Model):
    unrun: list[_Unrun]


class _Value(Model):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)

    default: bool = False
    source: Text | None = Field(default=None, alias="from")
    leave: list[Text] = []
    settings: Settings = {}
    features: list[Text] = []
    without: list[Text] = []
    since: Version = "0"
    absent: list[Text] = []
    bucket: bool = True
    deploy: Text | None = None
    update: Text | None = None
    then: list[Text] = []
    files: dict[str, str] = {}
    events: dict[str, dict[str, Any]] = {}
    commands: dict[str, list[str]] = {}
    setup: list[SetupCall] = []
    change: list[SettingsChange] = []


class _Values(RootModel[dict[str, dict[str, _Value]]]):
    pass


class _Rows(Model):
    rows: list[list[Text]] = Field(min_length=1)


class _Refused(Model):
    with_: list[Text] = Field(alias="with")
    command: Text
    says: str
    settings: Settings = {}
    leave: list[Text] = []
    silent: bool = False


class _Ignored(Model):
    ignored: list[Text]
    with_: Text = Field(alias="with")
    why: Text
    source: Text
    but: list[Text] = []
    arguments: list[Text] = []


class _ByAws(Model):
    with_: list[Text] = Field(alias="with")
    why: Text
    source: Text


class _Refusals(Model):
    refused: list[_Refused]
    ignored: list[_Ignored]
    aws: list[_ByAws]


_NAMED: dict[str, type[Model] | type[RootModel[Any]]] = {
    "pairs/left_out.toml": _LeftOut,
    "pairs/refused.toml": _Refusals,
    "pairs/rows.toml": _Rows,
    "pairs/settings.toml": _Values,
    "shared/bases.toml": _Bases,
    "shared/commands.toml": _Commands,
    "shared/no_life.toml": _NoLife,
    "shared/unrun.toml": _Unruns,
}
"""Files that there is one of; those of `life` and of the folder itself are many."""


def check(folder: Path = FOLDER) -> None:
    """Raise ScenariosError with all faults of all files at once, those that are missing among them."""
    faults: list[str] = []
    for path, model in _files(folder):
        where = f"scenarios/{path.relative_to(folder).as_posix()}"
        before = len(faults)
        raw = checked.tables(path, where, faults)
        if len(faults) == before:
            checked.parsed(model, raw, where, faults)
    if faults:
        raise ScenariosError("\n".join(faults))


def _files(folder: Path) -> Iterator[tuple[Path, Any]]:
    for name, model in _NAMED.items():
        yield folder / name, model
    for path in sorted((folder / "life").glob("*.toml")):
        yield path, _Life
    for path in sorted({folder / "default.toml", *folder.glob("*.toml")}):
        yield path, ScenarioTable
