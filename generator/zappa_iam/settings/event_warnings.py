"""Warnings about events: sources, schedules, and the size of the function's policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zappa_iam.settings.features import EVENT_SOURCES, event_source, events, scheduled
from zappa_iam.settings.stage import Stage
from zappa_iam.settings.warning import Finding

_SOURCES = ", ".join(EVENT_SOURCES)
_STATEMENT = 230  # characters that AddPermission adds to a function's policy for one rule, but for the names
_POLICY_LIMIT = 20480  # bytes, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html


def scheduling(stage: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    listed = settings.get("events")
    if listed and not isinstance(listed, list):
        yield "events_not_a_list", "events: is no list, so that Zappa schedules nothing; write them in brackets"
        return
    for event in events(settings):
        name = event.get("function")
        if scheduled(event) and event.get("event_source"):
            yield (
                "event_source_beside_expression",
                f"events: {name}: Zappa ignores its event_source beside an expression",
            )
        service, arn = event_source(event) or (None, "")
        if service is not None and service not in EVENT_SOURCES:
            yield "event_source_unknown", f"events: {name}: Zappa knows no source {arn}; write one of: {_SOURCES}"
    if (size := _policy_size(stage, settings)) > _POLICY_LIMIT:
        yield (
            "function_policy_limit",
            f"events: the function's own policy comes to about {size} bytes, a statement for each, and Lambda takes "
            f"{_POLICY_LIMIT}; spread them over stages, or start several from one",
        )


def _policy_size(stage: Stage, settings: Mapping[Any, Any]) -> int:
    """Bytes that the schedules add to the function's policy: Zappa adds a statement for each rule."""
    rules = sum(_expressions(event) for event in events(settings)) + bool(settings.get("keep_warm", True))
    return rules * (_STATEMENT + 2 * len(stage.function))


def _expressions(event: Mapping[Any, Any]) -> int:
    several = event.get("expressions")
    return 1 if event.get("expression") else len(several) if isinstance(several, list) else bool(several)
