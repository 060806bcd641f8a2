"""The types of what operations/*.toml says; which keys there are, and what they mean, is `rows`'s."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict

from zappa_iam.files import checked
from zappa_iam.files.shapes import Model, Text


class _Typed(Model):
    """A table whose keys are checked elsewhere."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True, defer_build=True)


class _Alternative(_Typed):
    resource: Text | None = None
    context: dict[str, str | list[str]] = {}
    via: str | None = None
    request_tags: Text | None = None
    resource_tags: bool = False


class _Request(_Alternative):
    operations: list[Text] = []
    type: Text | None = None
    on: list[Text] = []
    when: list[Text] = []
    unless: list[Text] = []
    action: Text | None = None
    actions: list[Text] = []
    resource: Text | list[Text] | None = None  # type: ignore[assignment]  # an alternative has one
    requested_region: Text | None = None
    source: list[Text] = []
    note: str = ""
    grade: Text | None = None
    wrong: str = ""
    alternatives: list[_Alternative] = []


class _Free(_Typed):
    operations: list[Text]


class _File(_Typed):
    service: Text | None = None
    prefix: Text | None = None
    reference: Text | None = None
    grade: Text | None = None
    requested_region: Text | None = None
    via: str | None = None
    resources: dict[str, Text] = {}
    request: list[_Request] = []
    free: list[_Free] = []
    physical: dict[str, Text] = {}
    create_only: dict[str, list[Text]] = {}


def type_faults(raw: dict[str, Any], where: str) -> list[str]:
    """A line for each value of one file that has another type than it must have."""
    faults: list[str] = []
    checked.parsed(_File, raw, where, faults)
    return faults
