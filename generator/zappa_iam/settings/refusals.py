"""Refusals: the stages that Zappa 0.63 itself refuses to load, in the order in which it looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

Table = Mapping[Any, Any]

_FUNCTION_NAME = re.compile(r"^[a-zA-Z0-9-_]+$")  # zappa/utilities.py validate_name; `$` lets a last newline pass
_MODULE = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$")
_POLICY_FILES = ("apigateway_policy", "assume_policy", "attach_policy")
_LONGEST_NAME = 80  # characters, as validate_name counts them
_STORAGE = range(512, 10241)  # MB


class StageRefusal(NamedTuple):
    """A stage that Zappa does not load; `kind` is a word for programs, `message` says what to change."""

    kind: str
    stage: str
    message: str


def extended(stage: str, stages: Table, seen: tuple[str, ...] = ()) -> dict[Any, Any] | StageRefusal:
    """The stage's settings laid over those that it extends: a shallow update, so that `{}` replaces a table."""
    try:
        own = dict(stages[stage].copy())
    except (AttributeError, TypeError, ValueError):
        kind = type(stages[stage]).__name__
        return StageRefusal("stage_not_a_mapping", seen[0] if seen else stage, f"{stage} is a {kind}, not a table; "
                       "write its settings in braces, or move the key out of the file")  # fmt: skip
    parent = stages[stage].get("extends") if isinstance(stages[stage], Mapping) else None
    if not parent:
        return own
    seen = (*seen, stage)
    if not isinstance(parent, str) or parent not in stages:
        known = ", ".join(str(name) for name in stages)
        return StageRefusal(
            "extends_undefined", seen[0], f"{stage} extends {parent!r}, which is no stage; name one of: {known}"
        )
    if parent in seen:
        chain = " -> ".join((*seen, parent))
        return StageRefusal(
            "extends_circular", seen[0], f"extends goes round in a circle: {chain}; let one stage end it"
        )
    base = extended(parent, stages, seen)
    return base if isinstance(base, StageRefusal) else {**base, **own}


def refusals(stage: str, settings: Table, folder: Path) -> Iterator[StageRefusal]:
    """What Zappa's load_settings raises for the stage, each with what to change; its policy files lie in `folder`."""
    for kind, message in _complaints(settings, folder):
        yield StageRefusal(kind, stage, message)


def _complaints(settings: Table, folder: Path) -> Iterator[tuple[str, str]]:
    for check in (
        _name,
        _file_system,
        _storage,
        _versions,
        _concurrency,
        _environment,
        _alias,
        _mime,
        _url,
        _websocket,
    ):
        yield from (("refused_by_zappa", message) for message in check(settings))
    yield from (("policy_file_missing", message) for message in _policies(settings, folder))


def _name(settings: Table) -> Iterator[str]:
    if "project_name" not in settings:
        return
    name = settings["project_name"]
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME or not _FUNCTION_NAME.match(name):
        yield f"project_name: Zappa refuses {name!r}; write 1 to {_LONGEST_NAME} letters, digits, - and _"


def _file_system(settings: Table) -> Iterator[str]:
    wanted = settings.get("efs_config")
    if not wanted:
        return
    if not settings.get("vpc_config", {}):
        yield "efs_config: Zappa refuses it without vpc_config; give the function a network"
        return
    mounts = [wanted] if isinstance(wanted, Mapping) else wanted if isinstance(wanted, list) else []
    paths: list[Any] = []
    for number, mount in enumerate(mounts):
        if not isinstance(mount, Mapping):
            yield f"efs_config[{number}]: is no table; write {{LocalMountPath: /mnt/...}}"
            return
        path = mount.get("LocalMountPath", "/mnt/efs")
        if not isinstance(path, str) or not path.startswith("/mnt/"):
            yield f"efs_config[{number}]: LocalMountPath {path!r} does not begin with /mnt/; write one that does"
        elif path in paths:
            yield f"efs_config[{number}]: LocalMountPath {path} is there twice; write another"
        paths.append(path)


def _storage(settings: Table) -> Iterator[str]:
    storage = settings.get("ephemeral_storage", {"Size": 512})
    size = storage.get("Size") if isinstance(storage, Mapping) else None
    if not isinstance(size, int | float) or not _STORAGE.start <= size < _STORAGE.stop:
        yield f"ephemeral_storage: Zappa refuses {storage!r}; write {{Size: 512}} up to {_STORAGE.stop - 1}"


def _versions(settings: Table) -> Iterator[str]:
    kept = settings.get("num_retained_versions", 5)
    if kept is not None and (type(kept) is not int or kept < 1):
        yield f"num_retained_versions: Zappa refuses {kept!r}; write a whole number from 1, or null"


def _concurrency(settings: Table) -> Iterator[str]:
    qualifier = settings.get("apigateway_lambda_qualifier")
    if qualifier is not None and not isinstance(qualifier, str):
        yield f"apigateway_lambda_qualifier: Zappa refuses {qualifier!r}; write an alias or version as text, or null"
    wanted, limit = settings.get("provisioned_concurrency"), settings.get("lambda_concurrency")
    if wanted is None:
        return
    if not isinstance(wanted, int) or isinstance(wanted, bool) or wanted < 1:
        yield f"provisioned_concurrency: Zappa refuses {wanted!r}; write a whole number from 1, or null"
    elif isinstance(limit, int | float) and wanted > limit:
        yield f"provisioned_concurrency: {wanted} exceeds lambda_concurrency {limit}; write less, or raise the limit"


def _environment(settings: Table) -> Iterator[str]:
    variables = settings.get("environment_variables", {})
    if not isinstance(variables, Mapping):
        yield f"environment_variables: is a {type(variables).__name__}, not a table; write names and values"
        return
    wrong = [str(name) for name, value in variables.items() if not isinstance(value, str)]
    if wrong:
        yield f"environment_variables: not text: {', '.join(wrong)}; write each value in quotes"


def _alias(settings: Table) -> Iterator[str]:
    snap_start, kept = settings.get("snap_start", "None"), settings.get("num_retained_versions", 5)
    provisioned = settings.get("provisioned_concurrency") is not None
    snapped = bool(snap_start) and snap_start != "None"
    if provisioned and snapped:
        yield "snap_start and provisioned_concurrency: Lambda has no function with both; take one out"
    elif (provisioned or snapped) and type(kept) is int and 0 < kept < 2:
        which = "snap_start" if snapped else "provisioned_concurrency"
        yield f"num_retained_versions: {kept} is too few beside {which}; write at least 2, or null"


def _mime(settings: Table) -> Iterator[str]:
    if settings.get("additional_text_mimetypes") and not settings.get("binary_support", True):
        yield "additional_text_mimetypes: Zappa refuses them while binary_support is off; take one out"


def _url(settings: Table) -> Iterator[str]:
    wanted = settings.get("function_url_config", {})
    if not isinstance(wanted, Mapping):
        yield f"function_url_config: is a {type(wanted).__name__}, not a table; write authorizer and cors in it"


def _websocket(settings: Table) -> Iterator[str]:
    module = settings.get("websocket_handler_module")
    if module and (not isinstance(module, str) or module.endswith(".py") or not _MODULE.match(module)):
        yield f"websocket_handler_module: Zappa refuses {module!r}; write a module's dotted path, as in shop.sockets"


def _policies(settings: Table, folder: Path) -> Iterator[str]:
    for key in _POLICY_FILES:
        if key not in settings:
            continue
        path = settings[key]
        try:
            readable = (folder / path).is_file()
        except (TypeError, ValueError):
            readable = False
        if not readable:
            yield f"{key}: no file {path!r} beside the settings; write it, or fix the path"
