"""What the engines read that plan and apply a fleet: Atlantis' file, a matrix of jobs; Terragrunt's is in each root."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jinja2 import Environment

from zappa_iam.fleet.blocks import source
from zappa_iam.fleet.fleet import Fleet

if TYPE_CHECKING:
    from zappa_iam.fleet.rendering import Root

MATRIX = "matrix.json"


def matrix(found: Sequence[Root]) -> dict[str, Any]:
    """The roots as a matrix of GitHub Actions, a job each."""
    rows = [
        {
            "root": each.folder,
            "account": each.account,
            "account_id": each.account_id,
            "region": each.region,
            "after": each.after or "",
        }
        for each in found
    ]
    return {"include": rows}


def files(fleet: Fleet, found: Sequence[Root], mark: str, templates: Environment) -> dict[str, str]:
    """Path from the manifest on -> text, for each engine that the manifest names."""
    head, written = fleet.manifest.head, {}
    if "matrix" in head.engines:
        text = json.dumps({"written_by": mark, "matrix": matrix(found)}, indent=2, ensure_ascii=False)
        written[f"{os.path.normpath(head.roots)}/{MATRIX}"] = text.replace("{\n ", "{", 1) + "\n"
    if "atlantis" in head.engines:
        values = {"mark": mark, "roots": [_atlantis(fleet, each) for each in found]}
        written[head.atlantis] = templates.get_template("atlantis.yaml.j2").render(values)
    return written


def _atlantis(fleet: Fleet, root: Root) -> dict[str, Any]:
    """A project of Atlantis: its folder from Atlantis' file on, and what is to be planned when it changes."""
    base, local = fleet.folder, source(fleet.manifest)
    modified = ["*.tf", *([f"{os.path.relpath(base / local, base / root.folder)}/**/*.tf"] if local else [])]
    folder = os.path.relpath(base / root.folder, (base / fleet.manifest.head.atlantis).parent)
    name, order = f"{root.account}-{root.region}", 1 if root.after else 0
    return {"name": name, "folder": folder, "modified": modified, "order": order}
