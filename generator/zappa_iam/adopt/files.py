"""The files of an adoption: those of a root module, with the inputs that it takes, and the imports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from zappa_iam.adopt.adoption import Adoption
from zappa_iam.files.jinja import environment, faults_placed
from zappa_iam.root_module import files as root_files
from zappa_iam.root_module.files import alias_of, aligned, literal

FOLDER = Path(__file__).parent / "templates"


def files(adoptions: Sequence[Adoption], source: str, exclusive: bool) -> dict[str, str]:
    """File name -> text: a root module's, imports.tf, and exclusive.tf where Terraform shall own the full set."""
    calls = [each.call for each in adoptions]
    found = root_files(calls, source, {each.call.label: each.inputs for each in adoptions})
    templates = environment(FOLDER)
    imports = [{"label": each.call.label, **row._asdict()} for each in adoptions for row in each.imports]
    owners = list(_owners(adoptions)) if exclusive else []
    with faults_placed(FOLDER):
        found["imports.tf"] = templates.get_template("imports.tf.j2").render(imports=imports, text=literal)
        if owners:
            found["exclusive.tf"] = templates.get_template("exclusive.tf.j2").render(owners=owners, text=literal)
    return found


def _owners(adoptions: Sequence[Adoption]) -> Iterator[dict[str, Any]]:
    """Each principal once, and the policies that it shall have."""
    seen = set()
    calls = [each.call for each in adoptions]
    for each in adoptions:
        for kind, name in each.owners:
            if (kind, name) in seen:
                continue
            seen.add((kind, name))
            who = (f"{kind}_name", literal(name))
            yield {
                "kind": kind,
                "name": name,
                "label": _label(each.call.label, kind, name),
                "alias": alias_of(each.call, calls),
                "inline": list(aligned([who, ("policy_names", "[]")])),
                "attached": list(aligned([who, ("policy_arns", _arns(kind, each.call.label))])),
            }


def _arns(kind: str, label: str) -> str:
    """The module's policies for this kind of principal; users have theirs through the group."""
    if kind == "user":
        return "[]"
    return f"values(module.{label}.{'role' if kind == 'role' else 'deployer'}_policy_arns)"


def _label(call: str, kind: str, name: str) -> str:
    return call if kind != "user" else f"{call}_{re.sub('[^A-Za-z0-9_]', '_', name)}"
