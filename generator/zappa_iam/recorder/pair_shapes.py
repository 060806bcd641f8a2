"""The shapes of the files in `scenarios/pairs/`: settings together, of which there is one each."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field, RootModel

from zappa_iam.files.shapes import Model, Text
from zappa_iam.recorder.scenario_shapes import Settings, SettingsChange, SetupCall, Version
from zappa_iam.recorder.shared_shapes import Without


class Value(Model):
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


class Values(RootModel[dict[str, dict[str, Value]]]):
    pass


class Rows(Model):
    rows: list[list[Text]] = Field(min_length=1)


class Refused(Model):
    with_: list[Text] = Field(alias="with")
    command: Text
    says: str
    settings: Settings = {}
    leave: list[Text] = []
    silent: bool = False


class Ignored(Model):
    ignored: list[Text]
    with_: Text = Field(alias="with")
    why: Text
    source: Text
    but: list[Text] = []
    arguments: list[Text] = []


class ByAws(Model):
    with_: list[Text] = Field(alias="with")
    why: Text
    source: Text


class Refusals(Model):
    refused: list[Refused]
    ignored: list[Ignored]
    aws: list[ByAws]


class LeftOut(Model):
    left: list[Without]
