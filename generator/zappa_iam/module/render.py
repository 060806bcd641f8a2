"""Rendering: a catalog becomes the module's files. It reads the templates and does no other I/O."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment

from zappa_iam.catalog import boundary, levels
from zappa_iam.catalog.arns import PARTITIONS
from zappa_iam.catalog.feature import Feature
from zappa_iam.catalog.grant import PRINCIPALS, Principal, Trust
from zappa_iam.catalog.model import Catalog
from zappa_iam.files import caching, jinja, places
from zappa_iam.files.jinja import TemplateError
from zappa_iam.files.ownership import MARK
from zappa_iam.files.version import version
from zappa_iam.module import guide, hcl, interface, issuers, placeholders, scope_lists, statements

__all__ = ["TemplateError", "granted", "placed", "render", "rows"]

FOLDER = places.TEMPLATES
CACHE = caching.CACHE / "templates"


class Granted(NamedTuple):
    """What a feature grants, who may assume the role for it, and the expression that turns it on."""

    feature: Feature
    condition: str
    deployer: list[statements.Block]
    role: list[statements.Block]


class LevelGrants(NamedTuple):
    """What a level grants: what for, the commands that it is for, and the actions of each statement, by its sid."""

    name: str
    what: str
    commands: list[str]
    actions: dict[str, list[str]]


def render(catalog: Catalog, folder: Path = FOLDER) -> dict[str, str]:
    """Every file of the module, name -> text, in the order of the names; FileNotFoundError without the templates."""
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder.name}: no such folder here; render in a checkout, with `make module`")
    environment, arguments = _environment(folder), _arguments(catalog)
    with jinja.faults_placed(folder):
        arguments["m"] = environment.get_template("_macros.j2").module
        names = sorted(name for name in environment.list_templates(["j2"]) if not name.startswith("_"))
        files = {name.removesuffix(".j2"): environment.get_template(name).render(arguments) for name in names}
    return dict(sorted(files.items()))


def _arguments(catalog: Catalog) -> dict[str, Any]:
    """What the templates may name."""
    offered = interface.load(catalog)
    return {
        "written_by": MARK,
        "version": version(),
        "features": catalog.features,
        "granted": granted(catalog),
        "for_s3": for_s3(catalog),
        "selectable": [feature for feature in catalog.features if feature.selectable],
        "always": [feature for feature in catalog.features if feature.about.always],
        "takers": [feature for feature in catalog.features if feature.about.resources],
        "partitions": PARTITIONS,
        "alternatives": catalog.alternatives,
        "settings": catalog.settings,
        "needs": {feature.name: feature.about.needs for feature in catalog.features if feature.about.needs},
        "along": [feature for feature in catalog.features if feature.about.along],
        "keepers": [feature.name for feature in catalog.features if feature.about.keeps_objects],
        "scopes": [scope_lists.local(name, scope) for name, scope in sorted(catalog.scopes.items())],
        "guide": guide.documents(),
        "issuers": issuers.load(),
        "levels": _levels(catalog),
        "boundary": boundary.load(),
        "variables": offered.variables,
        "outputs": offered.outputs,
    }


def _environment(folder: Path) -> Environment:
    """The templates with our filters, compiled ones out of the cache."""
    environment = jinja.environment(folder, jinja.CheckedCache(CACHE))
    filters: dict[str, Callable[..., Any]] = {
        "tojson": lambda text: json.dumps(text, ensure_ascii=False),
        "message": hcl.message,
        "string_literal": hcl.string,
        "hcl_list": lambda names: json.dumps(list(names)),
        "comment": hcl.comment,
        "entries": hcl.entries,
        "wrapped": hcl.wrapped,
        "partitioned": placeholders.partitioned,
        "code": lambda text: f"`{text}`",
        "lowerfirst": lambda text: text[:1].lower() + text[1:],
        "rows": rows,
        "taken": taken,
    }
    environment.filters |= filters
    return environment


def granted(catalog: Catalog) -> list[Granted]:
    """What each feature grants, in the order in which policies are filled."""
    return [
        Granted(feature, _condition(feature), *(_blocks(feature, principal) for principal in PRINCIPALS))
        for feature in placed(catalog)
    ]


def for_s3(catalog: Catalog) -> list[str]:
    """The sids of what a deployer does to the bucket, or with its key by way of S3, sorted."""
    return sorted(
        statement.sid
        for feature in catalog.features
        for statement in feature.grants("deployer")
        if all(action.startswith("s3:") for action in statement.actions)
        or any(
            (condition.test, condition.variable) == ("StringLike", "kms:ViaService")
            and condition.values[0].startswith("s3.")
            for condition in statement.conditions
        )
    )


def _levels(catalog: Catalog) -> list[LevelGrants]:
    """What each level grants, in the order of the names."""
    asked = levels.asked()
    return [
        LevelGrants(each.name, each.what, each.commands, levels.actions(each.commands, catalog, asked))
        for each in levels.load()
    ]


def _condition(feature: Feature) -> str:
    """The condition for the feature's statements to be made.

    A plan may not know whether a variable is given, such as the ARN of a key that the same run makes. The statements of
    such a feature are always made, and are dropped if they have no resource.
    """
    if feature.undecided:
        return 'var.policy_profile == "least_privilege"'
    return f"local.features.{feature.name}"


def _blocks(feature: Feature, principal: Principal) -> list[statements.Block]:
    return [statements.block(statement, feature.about.along or feature.name) for statement in feature.grants(principal)]


def placed(catalog: Catalog) -> list[Feature]:
    """The features in the order in which policies are filled.

    First what is always on, then what is on by default. So a feature that is added moves none of these.
    """

    def place(feature: Feature) -> tuple[bool, bool, bool, str]:
        return not feature.about.always, not feature.undecided, not feature.about.default, feature.name

    return sorted(catalog.features, key=place)


def taken(feature: Feature) -> str:
    """The README's cell of what the feature takes in `var.resources`, with an example."""
    given = feature.about.resources
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
