"""A fleet: a manifest read, checked as a whole, and its module calls."""

from __future__ import annotations

import pathlib
from typing import NamedTuple

from zappa_iam import settings
from zappa_iam.catalog.model import Catalog
from zappa_iam.fleet import checks, document
from zappa_iam.fleet.advice import advice
from zappa_iam.fleet.calls import FleetCall, Gathering
from zappa_iam.fleet.document import ManifestFile
from zappa_iam.fleet.fault import Fault, FleetError
from zappa_iam.fleet.inputs import Inputs
from zappa_iam.fleet.manifest import Manifest, checked
from zappa_iam.fleet.places import Read, places


class Fleet(NamedTuple):
    """A sound fleet, whose manifest lies in `folder`; `warnings` are lines."""

    folder: pathlib.Path
    manifest: Manifest
    calls: list[FleetCall]
    inputs: Inputs
    warnings: list[str]


def load(path: pathlib.Path, catalog: Catalog) -> Fleet:
    """The fleet of a manifest's file; FleetError with every fault that it has."""
    return fleet(document.read(path), reader(path.parent), catalog)


def reader(folder: pathlib.Path) -> Read:
    """Reads settings files by their paths from the manifest's folder on."""
    return lambda name: settings.load(folder / name)


def fleet(found: ManifestFile, read: Read, catalog: Catalog) -> Fleet:
    """The fleet of a manifest; FleetError with every fault that it has."""
    manifest, faults = checked(found.value)
    inputs = Inputs(catalog)
    faults += checks.head(manifest, inputs, found.path.parent)
    faults += checks.of_pipelines(manifest, inputs)
    warnings: list[Fault] = []
    gathering = Gathering(manifest, inputs, catalog, faults, warnings)
    placed = [place for name in manifest.projects for place in places(name, manifest, read, faults)]
    calls = [call for place in placed if (call := gathering.call(place)) is not None]
    wrong, more = checks.every(manifest, calls, catalog)
    faults += [*wrong, *checks.used(manifest, calls)]
    if faults:
        raise FleetError("\n".join(document.lines(found, faults)))
    return Fleet(
        found.path.parent.absolute(),
        manifest,
        calls,
        inputs,
        document.lines(found, [*advice(manifest, placed), *warnings, *more]),
    )


__all__ = ["Fault", "Fleet", "fleet", "load"]
