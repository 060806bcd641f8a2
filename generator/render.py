"""Rendering: a catalog becomes the module's files; pure, no I/O but reading the templates."""

from __future__ import annotations

import base64
import json
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError
from jinja2 import TemplateError as JinjaError
from jinja2.bccache import Bucket

from generator import guide, hcl, interface, kept, places
from generator.ownership import MARK
from generator.permission import PARTITIONS, PRINCIPALS, Catalog, Feature, Principal, Statement, Trust

__all__ = ["TemplateError", "documents", "policies", "render", "rows"]

FOLDER = places.TEMPLATES
CACHE = kept.CACHE / "templates"


class TemplateError(Exception):
    """A template cannot be rendered: file and line: what; what to do."""


class Document(NamedTuple):
    """One `aws_iam_policy_document`: the statements of one feature for one principal, with or without wildcards."""

    name: str
    feature: str
    optional: bool
    condition: str
    about: str
    skips: list[tuple[str, str]]
    statements: list[hcl.Block]


class Policy(NamedTuple):
    """One managed policy: the names of the documents that it joins, optional features' apart."""

    name: str
    documents: list[str]
    optional_documents: list[str]


def render(catalog: Catalog, folder: Path = FOLDER) -> dict[str, str]:
    """Every file of the module, name -> text, in the order of the names; FileNotFoundError without the templates."""
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder.name}: no such folder here; render in a checkout, with `make module`")
    environment = _environment(folder)
    deployer, role = documents(catalog, "deployer"), documents(catalog, "role")
    offered = interface.load(catalog)
    arguments = {
        "written_by": MARK,
        "m": environment.get_template("_macros.j2").module,
        "features": catalog.features,
        "selectable": [feature for feature in catalog.features if feature.selectable],
        "always": [feature for feature in catalog.features if feature.feature.always],
        "takers": [feature for feature in catalog.features if feature.feature.resources],
        "partitions": PARTITIONS,
        "alternatives": catalog.alternatives,
        "settings": catalog.settings,
        "needing": [feature for feature in catalog.features if feature.feature.needs],
        "implied": [feature for feature in catalog.features if feature.feature.variable],
        "keepers": [feature.name for feature in catalog.features if feature.feature.keeps_objects],
        "scopes": [hcl.local(name, scope) for name, scope in sorted(catalog.scopes.items())],
        "optional": [feature for feature in catalog.features if feature.optional],
        "deployer": [document for document in deployer if not document.optional],
        "optional_deployer": [document for document in deployer if document.optional],
        "role": [document for document in role if not document.optional],
        "optional_role": [document for document in role if document.optional],
        "trust": [(feature, trust) for feature in catalog.features for trust in feature.trust],
        "policies": policies(catalog, "deployer", deployer),
        "role_policies": policies(catalog, "role", role),
        "guide": guide.documents(),
        "variables": offered.variables,
        "outputs": offered.outputs,
    }
    names = sorted(name for name in environment.list_templates(["j2"]) if not name.startswith("_"))
    try:
        return {name.removesuffix(".j2"): environment.get_template(name).render(arguments) for name in names}
    except (JinjaError, TypeError, AttributeError, KeyError, ValueError) as error:
        if (place := _place(error, folder)) is None:
            raise  # no template is in it: a fault of ours
        raise TemplateError(f"{place}: {' '.join(str(error).split())}; fix the template") from None


def _place(error: Exception, folder: Path) -> str | None:
    """`templates/main.tf.j2:12`: where in a template the error arose."""
    if isinstance(error, TemplateSyntaxError):
        return f"{folder.name}/{error.name}:{error.lineno}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    if not frames:
        return None
    path = Path(frames[-1].filename)
    name = path.relative_to(folder) if path.is_relative_to(folder) else path.name
    return f"{folder.name}/{name}:{frames[-1].lineno}"


def _environment(folder: Path) -> Environment:
    """Strict: a name that no argument gives stops the render."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        bytecode_cache=CheckedCache(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    filters: dict[str, Callable[..., Any]] = {
        "tojson": lambda text: json.dumps(text, ensure_ascii=False),
        "string_literal": hcl.string,
        "hcl_list": lambda names: json.dumps(list(names)),
        "comment": hcl.comment,
        "entries": hcl.entries,
        "partitioned": hcl.partitioned,
        "code": lambda text: f"`{text}`",
        "lowerfirst": lambda text: text[:1].lower() + text[1:],
        "rows": rows,
        "taken": taken,
    }
    environment.filters |= filters
    return environment


class CheckedCache(BytecodeCache):
    """Compiled templates in our cache folder, where one that was damaged is compiled anew."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the entry of the template's source, if it is whole."""
        entry = kept.read(CACHE / bucket.key, bucket.checksum)
        if isinstance(entry, str):
            bucket.bytecode_from_string(base64.b85decode(entry))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled; a folder that cannot be written to costs speed only."""
        kept.write(CACHE / bucket.key, base64.b85encode(bucket.bytecode_to_string()).decode(), bucket.checksum)


def documents(catalog: Catalog, principal: Principal) -> list[Document]:
    """The documents of one principal.

    Statements on `*` stand apart, so that a scanner's skip hides nothing else; so do those on nothing but what the
    user may name or not, since a statement without a resource would be none.
    """
    found = []
    for feature in catalog.features:
        groups: dict[str, list[Statement]] = {}
        for statement in feature.grants(principal):
            groups.setdefault(_group(statement, catalog), []).append(statement)
        for group in sorted(groups, key=lambda group: (group == "wildcard", group)):
            found.append(_document(feature, principal, group, groups[group]))
    return found


def _group(statement: Statement, catalog: Catalog) -> str:
    """Which of the feature's documents holds the statement: the main one (""), `wildcard`, or that of a scope."""
    if statement.wildcard:
        return "wildcard"
    optional = all(catalog.scopes[name].optional(catalog) for name in statement.scopes)
    return statement.scopes[0] if optional else ""


def _document(feature: Feature, principal: Principal, group: str, statements: list[Statement]) -> Document:
    skips = [(check, each.wildcard) for each in statements if each.wildcard for check in each.checks]
    there = f" && length(local.arns.{group}) > 0" if group not in ("", "wildcard") else ""
    return Document(
        name="_".join(part for part in (principal, feature.name, group) if part),
        feature=feature.name,
        optional=feature.optional,
        condition=f"contains(local.features, {json.dumps(feature.name)}){there}",
        about=feature.feature.title,
        skips=skips,
        statements=[hcl.block(statement, feature.feature.along or feature.name) for statement in statements],
    )


def policies(catalog: Catalog, principal: Principal, documents: list[Document]) -> list[Policy]:
    """The managed policies of one principal, in alphabetical order, each with the documents it joins."""
    carriers = {feature.name: feature.carrier(principal) for feature in catalog.features}
    found = []
    for name in sorted({carriers[document.feature] for document in documents}):
        joined = [document for document in documents if carriers[document.feature] == name]
        found.append(Policy(name, *([d.name for d in joined if d.optional is optional] for optional in (False, True))))
    return found


def taken(feature: Feature) -> str:
    """The README's cell of what the feature takes in `var.resources`, with an example."""
    given = feature.feature.resources
    if given is None:
        return ""
    return f"{given.what}{'' if given.required else ' (may be left out)'}; `{given.example}`"


def rows(feature: Feature) -> list[tuple[str, str, str, str, str]]:
    """The README's table of one feature: to whom, statement, actions, on what, why."""
    found: list[tuple[str, str, str, str, str]] = []
    for principal in PRINCIPALS:
        for statement in feature.grants(principal):
            actions = ("denied: " if statement.effect == "Deny" else "") + ", ".join(
                f"`{it}`" for it in statement.actions
            )
            where = ", ".join(f"`{scope}`" for scope in statement.scopes) or "`*`"
            where += "".join(f" but `{scope}`" for scope in statement.spares)
            if statement.conditions:
                where += " if " + " and ".join(f"`{condition.variable}`" for condition in statement.conditions)
            found.append((principal, statement.sid, actions, where, statement.why))
    found += [("trust", trust.sid, "`sts:AssumeRole`", _trusted(trust), trust.why) for trust in feature.trust]
    return found


def _trusted(trust: Trust) -> str:
    return f"`{trust.service}`" + (" if `aws:SourceAccount`" if trust.own_account else "")
