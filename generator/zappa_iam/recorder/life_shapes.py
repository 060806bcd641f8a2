"""The shape of the files in `scenarios/life/`: what a setting's life is made of."""

from __future__ import annotations

from pydantic import Field

from zappa_iam.files.shapes import Model, Text
from zappa_iam.recorder.scenario_shapes import Settings, SetupCall, Version


class Step(Model):
    name: Text
    commands: list[Text] = []
    settings: Settings = {}
    absent: list[Text] = []


class LifeRow(Model):
    name: Text
    why: Text
    values: list[Settings] = []
    step: list[Step] = []
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


class Life(Model):
    row: list[LifeRow] = Field(min_length=1)
