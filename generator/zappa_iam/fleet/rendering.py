"""The files of a fleet: a root module for each account and region, and what its engines read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment

from zappa_iam.files.jinja import environment
from zappa_iam.fleet import arguments, blocks, engines
from zappa_iam.fleet.calls import FleetCall
from zappa_iam.fleet.expressions import expression
from zappa_iam.fleet.fleet import Fleet
from zappa_iam.fleet.overlaps import by_root
from zappa_iam.fleet.pipelines import issuers
from zappa_iam.root_module.files import aligned, literal

FOLDER = Path(__file__).parent / "templates"


class Root(NamedTuple):
    """A root module: `folder` is its path from the manifest on, `files` lie in it; it is applied `after` another."""

    account: str
    account_id: str
    region: str
    folder: str
    after: str | None
    files: dict[str, str]


def roots(fleet: Fleet, mark: str) -> list[Root]:
    """The roots, by account and region."""
    templates = environment(FOLDER)
    found = []
    groups, homes = by_root(fleet.calls), _homes(fleet)
    for (name, region), calls in groups.items():
        folder, home = (f"{blocks.roots_folder(fleet.manifest)}/{name}/{each}" for each in (region, homes[name].region))
        after = home if homes[name].issuers and home != folder else None
        place = blocks.RootPlace(fleet, calls, folder, after, homes[name])
        found.append(Root(name, place.account.id, region, folder, after, _files(place, templates, mark)))
    return found


def files(fleet: Fleet, found: Sequence[Root], mark: str) -> dict[str, str]:
    """Path from the manifest on -> text, of all but the module's copy."""
    written = {f"{each.folder}/{name}": text for each in found for name, text in each.files.items()}
    return written | engines.files(fleet, found, mark, environment(FOLDER))


def _homes(fleet: Fleet) -> dict[str, blocks.Home]:
    """Account -> home: the first of its regions in which anything is."""
    members: dict[str, list[FleetCall]] = {}
    for call in fleet.calls:
        members.setdefault(call.account, []).append(call)
    found = {}
    for name, calls in members.items():
        account, used = fleet.manifest.accounts[name], {call.project.region for call in calls}
        made = {key: each for key, each in issuers(calls).items() if key not in account.oidc_providers}
        found[name] = blocks.Home(next(region for region in account.regions if region in used), made)
    return found


def _files(place: blocks.RootPlace, templates: Environment, mark: str) -> dict[str, str]:
    common = arguments.common(place.calls)
    made = {} if place.after else place.home.issuers
    values = {
        "mark": mark,
        "after": place.after and os.path.relpath(f"/{place.after}", f"/{place.folder}"),
        "application": list(arguments.application(place.calls)),
        "arguments": list(arguments.arguments(place, common)),
        "backend": blocks.backend(place),
        "deployers": any(call.deployers for call in place.calls),
        "issuers": list(aligned([("for_each", expression(made))])) if made else [],
        "others": list(aligned([("other_projects", arguments.others(place))])),
        "projects": [list(arguments.project(call, common)) for call in place.calls],
        **blocks.provider(place),
        "source": literal(blocks.source_of(place)),
    }
    names = ["main.tf", "outputs.tf", "projects.tf", "versions.tf"]
    names += ["terragrunt.hcl"] if "terragrunt" in place.fleet.manifest.head.engines else []
    return {name: templates.get_template(f"{name}.j2").render(values) for name in names}
