"""What is legal in a manifest and seldom meant: warnings, which keep nothing from being rendered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zappa_iam.fleet import facts
from zappa_iam.fleet.fault import Fault
from zappa_iam.fleet.manifest import Manifest
from zappa_iam.fleet.places import ProjectPlace


def advice(manifest: Manifest, places: Sequence[ProjectPlace]) -> Iterator[Fault]:
    """The warnings of a manifest whose projects are deployed to these places."""
    module = manifest.head.module or ""
    if module.startswith("git::") and "ref=" not in module:
        yield Fault(("module",), "names no ref, so that roots change with the branch; end it with ?ref= and a tag")
    roots = {(place.account, place.region) for place in places}
    for name, account in manifest.accounts.items():
        for number, region in enumerate(account.regions):
            if (name, region) not in roots:
                at = ("accounts", name, "regions", number)
                yield Fault(at, f"no project is in {region}; name it in a place, or take it out")
    if "matrix" in manifest.head.engines and len(roots) > facts.MOST_JOBS:
        message = f"a matrix takes {facts.MOST_JOBS} jobs, and there are {len(roots)} roots; split it by account"
        yield Fault(("engines",), message)
    yield from _left_out(places)


def _left_out(places: Sequence[ProjectPlace]) -> Iterator[Fault]:
    """Stages of settings that are in no place."""
    found = {place.project: place.file for place in places if place.file}
    for project, file in found.items():
        placed = {stage for place in places if place.project == project for stage in place.stages}
        if left := [stage for stage in file.stages if stage not in placed]:
            message = f"{', '.join(left)} of {file.path.name}: in no place, so that nobody may deploy it; name a place"
            yield Fault(("projects", project, "settings"), message)
