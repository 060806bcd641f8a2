"""Everything that can be told of a fleet before anything is planned; each fault with what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path

from zappa_iam import policies
from zappa_iam.catalog.arns import partition
from zappa_iam.catalog.model import Catalog
from zappa_iam.fleet import collisions, facts, filling, pipelines, quotas
from zappa_iam.fleet.calls import FleetCall
from zappa_iam.fleet.fault import Fault
from zappa_iam.fleet.inputs import Inputs
from zappa_iam.fleet.manifest import Manifest
from zappa_iam.fleet.naming import made
from zappa_iam.fleet.overlaps import by_root, overlaps

_WORDS = {"resource": "resources", "stage": "stages"}


def head(manifest: Manifest, inputs: Inputs, folder: Path) -> Iterator[Fault]:
    """What is wrong with the manifest, which lies in `folder`, whatever its projects come to."""
    yield from _paths(manifest, folder)
    for name, account in manifest.accounts.items():
        yield from _regions(name, account.regions)
    yield from collisions.ids(manifest)
    given = manifest.head
    yield from filling.faults(given.backend, filling.PLACE, ("backend",))
    yield from inputs.faults(given.inputs, ("inputs",))
    for key, names in (("provider", given.provider.model_dump()), *_providers(manifest)):
        where = ("provider",) if key == "provider" else ("accounts", key, "provider")
        yield from filling.faults(names, filling.PLACE, where)
    for key, pattern in given.names.model_dump().items():
        yield from filling.faults(pattern, filling.PROJECT, ("names", key))
    for name, project in manifest.projects.items():
        for number, each in enumerate([project, *(project.places or [])]):
            at = ("projects", name, *(("places", number - 1) if number else ()))
            yield from inputs.faults(each.inputs, (*at, "inputs"))
            for key in ("bucket", "role", "name", "resources"):
                yield from filling.faults(getattr(each, key), filling.PROJECT, (*at, key))


def of_pipelines(manifest: Manifest, inputs: Inputs) -> Iterator[Fault]:
    """What is wrong with the pipelines, which then are among what is broken."""
    for name, pipeline in manifest.pipelines.items():
        for fault in [*inputs.pipeline_faults(pipeline, ("pipelines", name)), *pipelines.faults(name, pipeline)]:
            manifest.broken.add(("pipelines", name))
            yield fault


def _paths(manifest: Manifest, folder: Path) -> Iterator[Fault]:
    """Where the roots go, and where the module comes from."""
    for key in ("atlantis", "roots"):
        if getattr(manifest.head, key).startswith(("/", "~")):
            yield Fault((key,), "is no path from the manifest on; write one, as in roots")
    if os.path.normpath(manifest.head.roots) == ".":
        yield Fault(("roots",), "is the manifest's own folder; name one below it, as in roots")
    module = manifest.head.module
    if module is None or "://" in module or "::" in module:
        return
    if not module.startswith(("./", "../", "/")) and (folder / module).is_dir():
        yield Fault(("module",), f"is an address of a registry to Terraform; write ./{module} for the folder")
    elif module.startswith(("./", "../", "/")) and not (folder / module / "variables.tf").is_file():
        yield Fault(("module",), f"{module} is no folder of the module; name one that is there, or leave module out")


def _providers(manifest: Manifest) -> Iterator[tuple[str, dict[str, str | None]]]:
    for name, account in manifest.accounts.items():
        yield name, account.provider.model_dump()


def _regions(name: str, regions: Sequence[str]) -> Iterator[Fault]:
    """Regions that do not exist, are there twice, or are of several partitions, which no account is in."""
    known = facts.regions()
    for number, region in enumerate(regions):
        at = ("accounts", name, "regions", number)
        if region not in known:
            near = get_close_matches(region, known, n=1)
            advice = f"did you mean {near[0]}?" if near else "write its code, as in us-west-2"
            yield Fault(at, f"{region!r} is no region of AWS; {advice}")
        elif region in regions[:number]:
            yield Fault(at, f"{region} is there twice; take one out")
    if len(found := sorted({partition(region) for region in regions if region in known})) > 1:
        message = f"are of the partitions {' and '.join(found)}, and an account is in one; write an account for each"
        yield Fault(("accounts", name, "regions"), message)


def used(manifest: Manifest, calls: Sequence[FleetCall]) -> Iterator[Fault]:
    """Pipelines that no project names, or that deploy nothing where they are named."""
    named = {
        each
        for project in manifest.projects.values()
        for place in (project, *(project.places or []))
        for each in place.pipelines or []
    }
    deploying = {name for call in calls for name in call.deployers}
    if any(at[0] == "projects" for at in manifest.broken):
        return
    for name in manifest.pipelines:
        if name not in named:
            yield Fault(("pipelines", name), "no project names it; name it in a project's pipelines, or take it out")
        elif name not in deploying and calls and not manifest.broken:
            message = "no place that names it has such a stage; name one that is there"
            yield Fault(("pipelines", name, "stages"), message)


def every(manifest: Manifest, calls: Sequence[FleetCall], catalog: Catalog) -> tuple[list[Fault], list[Fault]]:
    """The faults and the warnings of the calls: each by itself, then all of an account together."""
    faults = [fault for call in calls for fault in _call(call, catalog)]
    warnings: list[Fault] = []
    found = [made(call, catalog) for call in calls]
    faults += collisions.names(calls, found)
    faults += collisions.buckets(calls)
    roots = by_root(calls)
    faults += collisions.states(manifest, list(roots))
    for (account, _), members in roots.items():
        for one, two in zip(overlaps(members, manifest.accounts[account]), (faults, warnings), strict=True):
            two += one
        faults += [*_logs(members), *_keys(members)]
    faults += [*pipelines.named(calls), *pipelines.lacking(calls)]
    faults += quotas.faults(manifest, calls, found)
    return faults, warnings


def _call(call: FleetCall, catalog: Catalog) -> Iterator[Fault]:
    """What the module would refuse of one call."""
    if "*" in call.project.name:
        yield Fault(call.at, "a fleet's projects have names; write the project_name of the settings")
        return
    for line in policies.refusals(call.project, catalog):
        word, _, message = line.partition(": ")
        if word == "region" and call.project.region not in facts.regions():
            continue  # said of the account
        yield Fault(call.at, f"{_WORDS.get(word, word)}: {message}")
    if call.project.bucket_account and call.create_bucket:
        yield Fault(call.at, "inputs: bucket_account_id is of a bucket that is there; write existing_bucket: true, too")


def _keys(calls: Sequence[FleetCall]) -> Iterator[Fault]:
    """Instances of a root's module block that would be called alike: a place's name, and another project."""
    for one, two in pairwise(calls):
        if one.key == two.key and one.project.prefix != two.project.prefix:
            message = f"{one.project.name} and {two.project.name} are both {one.key} in their root; write another name"
            yield Fault(two.at, message)


def _logs(calls: Sequence[FleetCall]) -> Iterator[Fault]:
    """API Gateway has one role for logs in an account and region."""
    makers = [call for call in calls if call.inputs.get("create_api_log_role") is True]
    for call in makers[1:]:
        message = (
            f"create_api_log_role: {makers[0].project.name} sets it for all of {' '.join(call.root)}; take it out here"
        )
        yield Fault((*call.at, "inputs"), message)
