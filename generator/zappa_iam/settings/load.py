"""Loading: a whole settings file, stage by stage."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from zappa_iam.settings import reading
from zappa_iam.settings.reading import SettingsError
from zappa_iam.settings.refusals import StageRefusal, extended, refusals
from zappa_iam.settings.stage import Stage, stage_of
from zappa_iam.settings.warning import Warning
from zappa_iam.settings.warnings import of_file, of_stage
from zappa_iam.settings.websocket import imports_websocket

NAMES = ("zappa_settings.json", "zappa_settings.toml", "zappa_settings.yml", "zappa_settings.yaml")
LARGEST = 64 * 1024 * 1024  # bytes; no settings are as long


class Settings(NamedTuple):
    """A settings file: the stages that Zappa accepts, those that it refuses, and what to look at."""

    path: Path
    stages: dict[str, Stage]
    refusals: list[StageRefusal]
    warnings: list[Warning]


def find(folder: Path) -> Path:
    """The settings file that Zappa would take in this folder; SettingsError where there is none."""
    for name in NAMES:
        if (folder / name).is_file():
            return folder / name
    known = ", ".join(NAMES)
    raise SettingsError("not_found", f"{folder}: no settings file; run `zappa init`, or name one of: {known}")


def load(path: Path) -> Settings:
    """Read a settings file; SettingsError where the whole of it is of no use."""
    suffix = reading.suffix_of(path)
    try:
        if not path.is_file():
            raise SettingsError("not_found", f"{path}: no such file; name a zappa_settings file")
        if path.stat().st_size > LARGEST:
            raise SettingsError("not_readable", f"{path}: larger than {LARGEST} bytes; these are no settings")
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError("not_readable", f"{path}: {error.strerror or error}; make it readable") from None
    return parse(content, suffix, path)


def parse(content: bytes, suffix: str, path: Path) -> Settings:
    """The settings of a file's content, as if it lay at `path`, whose folder is the project's."""
    where = path.name
    tables, repeated = reading.tables_of(reading.text_of(content, where), suffix, where)
    websocket = imports_websocket(path.parent)
    stages: dict[str, Stage] = {}
    refused: list[StageRefusal] = []
    warnings: list[Warning] = []
    for name in tables:
        settings = _settings(name, tables)
        complaints = [settings] if isinstance(settings, StageRefusal) else list(refusals(name, settings, path.parent))
        if complaints or isinstance(settings, StageRefusal):
            refused += complaints
            continue
        stages[name] = stage_of(name, settings, dict(tables[name]), path.parent, websocket)
        warnings += of_stage(stages[name], websocket)
    return Settings(path, stages, refused, [*warnings, *of_file(stages, repeated)])


def _settings(name: Any, tables: Mapping[Any, Any]) -> dict[Any, Any] | StageRefusal:
    if not isinstance(name, str):
        return StageRefusal(
            "stage_not_text", str(name), f"{name!r} is no name of a stage, as it is not text; put it in quotes"
        )
    return extended(name, tables)
