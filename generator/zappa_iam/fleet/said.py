"""What a place says, its settings, and the fleet's patterns: whichever comes first; a fault where they differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from zappa_iam import root_module, settings
from zappa_iam.application_code import attached
from zappa_iam.catalog.model import Catalog
from zappa_iam.fleet import fault, filling
from zappa_iam.fleet.fault import Fault
from zappa_iam.fleet.manifest import Manifest
from zappa_iam.fleet.places import ProjectPlace
from zappa_iam.root_module.calls import camel, statements


def from_settings(
    place: ProjectPlace, manifest: Manifest, values: Mapping[str, str], catalog: Catalog, faults: list[Fault]
) -> root_module.ModuleCall | None:
    """What `init` would make of the place's stages; None where they are not of one bucket and role."""
    account = manifest.accounts[place.account]
    bucket = filling.filled(place.value("bucket") or manifest.head.names.bucket, values)
    found = root_module.calls(place.found, root_module.Answers(place.region, bucket or "", account.id), catalog)
    others = sorted({each.account for each in place.found if each.account} - {account.id})
    if others:
        message = f"its role_arn is of account {others[0]}, and {place.account} is {account.id}; fix one of them"
        faults.append(Fault((*place.at[:2], "settings"), message))
    elif len(found) == 1:
        return found[0]
    else:
        groups = " and ".join(", ".join(call.stages) for call in found)
        message = f"{groups} differ in bucket or role; write a place for each of them, with a name of its own"
        faults.append(Fault(place.at, message))
    return None


def name_of(
    place: ProjectPlace,
    manifest: Manifest,
    key: str,
    found: str | None,
    values: Mapping[str, str],
    faults: list[Fault],
) -> str | None:
    """A name: the place's, else the settings', else the pattern's; a fault where place and settings differ."""
    own: str | None = filling.filled(place.value(key), values)
    if own and found and own != found:
        message = f"is {own}, and the settings say {found}; fix one of them"
        faults.append(Fault(place.where(key), message))
    pattern: str | None = getattr(manifest.head.names, key)
    return own or found or filling.filled(pattern, values)


def role_of(
    place: ProjectPlace,
    manifest: Manifest,
    values: Mapping[str, str],
    of_settings: root_module.ModuleCall | None,
    faults: list[Fault],
) -> str:
    """The execution role's name: of the settings only where Zappa does not manage it."""
    found = of_settings.role_name if of_settings and not of_settings.create_role else None
    return name_of(place, manifest, "role", found, values, faults) or camel(place.project, "Role")


def features_of(place: ProjectPlace, catalog: Catalog, of_settings: root_module.ModuleCall | None) -> list[str]:
    """The features that the manifest names; without a word of anybody, those that `zappa init` sets up."""
    named: list[str] | None = place.value("features")
    if named is None and of_settings is None:
        return [feature.name for feature in catalog.features if feature.about.default]
    return named or []


def resources_of(
    place: ProjectPlace, values: Mapping[str, str], of_settings: root_module.ModuleCall | None
) -> dict[str, tuple[str, ...]]:
    """What the features work on: the settings' and the manifest's values."""
    found: dict[str, dict[str, None]] = {}
    said: Mapping[str, list[str]] = filling.filled(place.value("resources") or {}, values)
    for given in (of_settings.resources if of_settings else {}, said):
        for feature, each in given.items():
            found.setdefault(feature, {}).update(dict.fromkeys(each))
    return {feature: tuple(each) for feature, each in sorted(found.items())}


def deployers_of(
    place: ProjectPlace, manifest: Manifest, values: Mapping[str, str], faults: list[Fault]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The place's pipelines that deploy some of its stages."""
    for number, name in enumerate(place.value("pipelines") or []):
        pipeline = manifest.pipelines.get(name)
        if pipeline is None:
            known = fault.listed([*manifest.pipelines], 9) or "there are none"
            faults.append(Fault((*place.where("pipelines"), number), f"unknown pipeline {name}; known: {known}"))
        elif ("pipelines", name) not in manifest.broken:
            wanted = _stages(pipeline.get("stages") or ["*"], place.stages)
            said = {key: each for key, each in pipeline.items() if key != "stages" and each is not None}
            own = {"stages": wanted} if wanted != place.stages else {}
            if wanted:
                yield name, filling.filled({**said, **own}, values)


def _stages(named: list[str], placed: list[str]) -> list[str]:
    """The stages that a pipeline deploys at a place: those that both have, where `*` is all of either."""
    if placed == ["*"] and "*" not in named:
        return named
    return [each for each in placed if each in named or "*" in named]


def application_of(place: ProjectPlace, faults: list[Fault]) -> list[Mapping[str, Any]]:
    """The statements of `extra_permissions` and `attach_policy`, each once."""
    found: list[Mapping[str, Any]] = []
    for stage in place.found:
        try:
            given = [*statements(stage), *(attached(stage, place.file.path.parent) if place.file else [])]
        except settings.SettingsError as error:
            faults.append(Fault((*place.at[:2], "settings"), str(error)))
            continue
        found += [each for each in given if each not in found]
    return found


def unused(place: ProjectPlace, of_settings: root_module.ModuleCall) -> Iterator[Fault]:
    """What the settings do not say yet, so that Zappa would make a role or a bucket of its own."""
    wanted = root_module.changes([of_settings], place.file.stages if place.file else {})
    for name, changes in wanted.items():
        said = ", ".join(f"{key} = {json.dumps(value)}" for key, value in changes.items())
        message = f"{name}: Zappa uses what is made here once {place.whole.settings} says {said}"
        yield Fault((*place.at[:2], "settings"), message)
