"""What to change in the settings, so that Zappa uses the role and the bucket that the module makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zappa_iam.root_module.calls import ModuleCall
from zappa_iam.settings import Stage

_ABSENT = object()
# What stands for a key that a stage must not inherit: nothing for Zappa, but for the role, which it manages by default.
_NONE = {"manage_roles": True, "role_arn": None}


def changes(calls: Sequence[ModuleCall], stages: Mapping[str, Stage]) -> dict[str, dict[str, Any]]:
    """Stage -> key -> value, as few as make every stage what it should be; stages inherit from those they extend."""
    wanted = {name: _wanted(call, stages[name]) for call in calls for name in call.stages}
    found: dict[str, dict[str, Any]] = {}
    settled: dict[str, Mapping[Any, Any]] = {}
    for name in stages:
        _settle(name, stages, wanted, found, settled)
    return {name: found[name] for name in stages if found[name]}


def _wanted(call: ModuleCall, stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if stage.region is None:
        found["aws_region"] = call.region
    if stage.bucket is None:
        found["s3_bucket"] = call.bucket
    if stage.role.managed:
        found["manage_roles"] = False
        found |= {"role_arn": call.role_arn} if call.role_arn else {"role_name": call.role_name}
    return found


def _settle(
    name: str,
    stages: Mapping[str, Stage],
    wanted: Mapping[str, Mapping[str, Any]],
    found: dict[str, dict[str, Any]],
    settled: dict[str, Mapping[Any, Any]],
) -> Mapping[Any, Any]:
    """The stage's settings after all changes; adds its own to `found`, after those of the stage that it extends."""
    if name in settled:
        return settled[name]
    stage = stages[name]
    parent = stage.own.get("extends")
    base = _settle(parent, stages, wanted, found, settled) if isinstance(parent, str) and parent in stages else {}
    now = {**base, **stage.own}
    ought = {**{key: stage.settings.get(key, _ABSENT) for key in _NONE}, **wanted.get(name, {})}
    found[name] = {
        key: _NONE[key] if value is _ABSENT else value
        for key, value in ought.items()
        if now.get(key, _ABSENT) != value and not (value is _ABSENT and now.get(key) == _NONE[key])
    }
    settled[name] = {**now, **found[name]}
    return settled[name]
