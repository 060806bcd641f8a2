"""The shape of a scenario's file."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from zappa_iam.files.shapes import Model, Text

Version = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}([.][0-9]{1,4}){0,3}$")]
Settings = dict[str, Any]


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
