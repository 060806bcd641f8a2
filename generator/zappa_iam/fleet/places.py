"""Places: where each project's stages are deployed, with what a place takes from its project and from the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from zappa_iam import settings
from zappa_iam.fleet import fault
from zappa_iam.fleet.fault import Fault, Path
from zappa_iam.fleet.manifest import Manifest
from zappa_iam.fleet.shapes import AccountTable, Deployment, ProjectTable
from zappa_iam.settings import Settings

Read = Callable[[str], Settings]
"""Reads a settings file by its path from the manifest on; raises SettingsError."""


class ProjectPlace(NamedTuple):
    """Stages of a project in one account and region; `found` are those of its settings `file`, where it has one."""

    at: Path
    project: str
    account: str
    region: str
    said: Deployment
    whole: ProjectTable
    stages: list[str]
    found: list[settings.Stage]
    file: Settings | None
    inputs: Mapping[str, Any]

    def where(self, key: str) -> Path:
        """Where the manifest says it: at the place, else at the project."""
        above = self.at[:2]
        return (*(self.at if getattr(self.said, key) is not None else above), key)

    def value(self, key: str) -> Any:
        """What the place says, else what its project does."""
        own = getattr(self.said, key)
        return getattr(self.whole, key) if own is None else own


def places(name: str, manifest: Manifest, read: Read, faults: list[Fault]) -> Iterator[ProjectPlace]:
    """The places of a project that could be told; and a fault for whatever keeps one from that."""
    project = manifest.projects[name]
    above: Path = ("projects", name)
    found = _settings(project, above, read, faults)
    if project.settings and found is None:
        return
    listed: list[tuple[Path, Deployment]] = [
        ((*above, "places", number), each) for number, each in enumerate(project.places or [])
    ]
    for at, said in listed or [(above, project)]:
        inputs = {**manifest.head.inputs, **project.inputs, **said.inputs}
        place = ProjectPlace(at, name, "", "", said, project, [], [], found, inputs)
        account = _account(place, manifest, faults)
        stages = _stages(place, found, faults)
        if account and stages is not None:
            yield from _by_region(place._replace(account=account), manifest.accounts[account], stages, found, faults)


def _settings(project: ProjectTable, above: Path, read: Read, faults: list[Fault]) -> Settings | None:
    """The project's settings file; None where it has none, or one of no use."""
    if not project.settings:
        return None
    try:
        found = read(project.settings)
    except settings.SettingsError as error:
        faults += [Fault((*above, "settings"), line) for line in str(error).splitlines()]
        return None
    names = sorted({stage.project for stage in found.stages.values()})
    if names and names != [above[1]]:
        message = f"{project.settings} is of {fault.listed([*map(str, names)])}; name the project so, or another file"
        faults.append(Fault((*above, "settings"), message))
        return None
    return found


def _account(place: ProjectPlace, manifest: Manifest, faults: list[Fault]) -> str | None:
    """The place's account; the fleet's only one where none is named."""
    named: str | None = place.value("account")
    if named is None and len(manifest.accounts) == 1 and not manifest.broken:
        return next(iter(manifest.accounts))
    if named is None:
        faults.append(Fault(place.at, "names no account; write account, one of accounts"))
    elif named in manifest.accounts:
        return named
    elif ("accounts", named) not in manifest.broken:
        near = get_close_matches(named, manifest.accounts, n=1)
        advice = f"did you mean {near[0]}?" if near else "write it under accounts, or name one that is there"
        faults.append(Fault(place.where("account"), f"unknown account {named}; {advice}"))
    return None


def _stages(place: ProjectPlace, found: Settings | None, faults: list[Fault]) -> list[str] | None:
    """The place's stages: those it names, else all of its settings; None where there are none to take."""
    named: list[str] | None = place.value("stages")
    if found is None:
        if not named:
            faults.append(Fault(place.at, "names no stages; write stages, or settings with the project's file"))
        return named
    if named == ["*"]:
        faults.append(Fault(place.where("stages"), "the settings say which there are; name some, or leave stages out"))
        return None
    refused = {each.stage: each.message for each in found.refusals}
    wanted = named or [*found.stages, *refused]
    unknown = [name for name in wanted if name not in found.stages and name not in refused]
    if unknown:
        known = fault.listed([*found.stages], 9)
        message = f"no stage {', '.join(unknown)} in {found.path.name}; name some of: {known}"
        faults.append(Fault(place.where("stages"), message))
    for name in wanted:
        if name in refused:
            faults.append(Fault((*place.at[:2], "settings"), f"{found.path.name}: {name}: {refused[name]}"))
    return [name for name in wanted if name in found.stages] or None


def _by_region(
    place: ProjectPlace, account: AccountTable, stages: list[str], found: Settings | None, faults: list[Fault]
) -> Iterator[ProjectPlace]:
    """A place for each region: the one that the stage's settings name, else each that the place does."""
    named: list[str] | None = place.value("regions") or (account.regions if len(account.regions) == 1 else None)
    groups: dict[str, list[str]] = {}
    for name in stages:
        own = found.stages[name].region if found else None
        said = place.value("regions")
        if own is not None and said is not None and own not in said:
            message = f"{name}: its aws_region is {own}; write that, or change the settings"
            faults.append(Fault(place.where("regions"), message))
        elif own is None and not named:
            faults.append(Fault(place.at, f"{name}: names no region; write regions, of the account's"))
        else:
            for region in [own] if own is not None else named or []:
                groups.setdefault(region, []).append(name)
    for region, names in groups.items():
        if region not in account.regions:
            message = f"{region} is no region of the account {place.account}; add it there, or write one of its regions"
            faults.append(Fault(place.where("regions") if place.value("regions") else place.at, message))
            continue
        stages_of = [found.stages[name] for name in names] if found else []
        yield place._replace(region=region, stages=names, found=stages_of)
