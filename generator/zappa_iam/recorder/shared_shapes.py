"""The shapes of the files in `scenarios/shared/`, of which there is one each."""

from __future__ import annotations

from typing import Any

from pydantic import RootModel

from zappa_iam.files.shapes import Model, Text
from zappa_iam.recorder.scenario_shapes import Settings, Version


class Base(Model):
    features: list[Text]
    settings: Settings = {}
    since: Version = "0"
    like: Text | None = None


class Bases(RootModel[dict[str, Base]]):
    pass


class Commands(Model):
    commands: dict[str, list[str]]
    events: dict[str, dict[str, Any]]


class Without(Model):
    settings: list[Text]
    why: Text


class NoLife(Model):
    none: list[Without]


class Unrun(Model):
    function: Text
    operation: Text
    why: Text
    before: Version | None = None


class Unruns(Model):
    unrun: list[Unrun]
