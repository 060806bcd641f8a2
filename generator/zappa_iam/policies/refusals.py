"""Refusals: what the module would refuse of a project's inputs, said without Terraform."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from zappa_iam.catalog.model import Catalog
from zappa_iam.policies.project import EVERY, Project, slug

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_NO_BUCKET = re.compile(r"[.][.]|[.]-|-[.]|^[0-9.]+$|^xn--|-s3alias$|--ol-s3$")
_REGION = re.compile(
    r"([a-z]{2}(-gov|-iso[a-z]?)?|eusc-[a-z]{2})"
    r"-(central|north|south|east|west|northeast|northwest|southeast|southwest)-[1-9]"
)
_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]{1,64}")
_PREFIX = re.compile(r"[A-Za-z0-9+=,.@_-]{1,40}")
_PATH = re.compile(r"/([A-Za-z0-9+=,.@_-]+/)*")
_ACCOUNT = re.compile(r"[0-9]{12}")
_WORD = re.compile(r"[A-Za-z0-9_-]{1,63}")
_LONGEST = 64  # characters of a function's name, and of a role's
_MANAGED = "-ZappaLambdaExecutionRole"


def refusals(project: Project, catalog: Catalog) -> list[str]:
    """One line for each fault: input: what; what to do."""
    rules: list[Callable[[], Iterator[str]]] = [
        lambda: _places(project),
        lambda: _names(project),
        lambda: _functions(project),
        lambda: _features(project, catalog),
        lambda: _resources(project, catalog),
    ]
    return [fault for rule in rules for fault in rule()]


def _places(project: Project) -> Iterator[str]:
    if not _BUCKET.fullmatch(project.bucket) or _NO_BUCKET.search(project.bucket):
        yield (
            f"bucket: S3 refuses {project.bucket!r}; write 3 to 63 lower-case letters, digits, hyphens and single dots"
        )
    if not _REGION.fullmatch(project.region):
        yield f"region: {project.region!r} is no AWS region; write its code, as in us-west-2"
    for name, account in (("account", project.account), ("bucket-account", project.bucket_account)):
        if account is not None and not _ACCOUNT.fullmatch(account):
            yield f"{name}: {account!r} is not 12 digits; write the account's number without hyphens"
    key = rf"arn:{project.partition}:kms:[a-z0-9-]+:[0-9]{{12}}:key/[A-Za-z0-9-]+"
    if project.bucket_key is not None and not re.fullmatch(key, project.bucket_key):
        yield f"bucket-key: {project.bucket_key!r} is no KMS key; write the ARN of a key, not of an alias"


def _names(project: Project) -> Iterator[str]:
    if project.role.startswith("arn:"):
        yield f"role: {project.role} is an ARN; write the role's name, and its path as the path"
    elif not _NAME.fullmatch(project.role):
        yield f"role: IAM refuses {project.role!r}; write 1 to 64 letters, digits and + = , . @ _ -"
    if not _PATH.fullmatch(project.path) or len(project.path) > 512:
        yield f"path: IAM refuses {project.path!r}; begin and end it with a slash, as in /zappa/"
    if project.prefix is not None and not _PREFIX.fullmatch(project.prefix):
        yield f"name: IAM refuses {project.prefix!r} in names; write 1 to 40 letters, digits and + = , . @ _ -"
    named = _WORD.fullmatch(project.name) and re.search("[A-Za-z0-9]", project.name)
    if project.name != EVERY and not named:
        yield f"project: Zappa refuses {project.name!r}; write at most 63 letters, digits, hyphens and underscores"
    if project.log_groups and project.every_stage:
        yield "log-groups: whose is not known; name the project and its stages, or leave it out"
    if not project.stages:
        yield "stage: there is none; name the stages, or write * for every stage of the project"
    for stage in project.stages:
        if stage != EVERY and not (_WORD.fullmatch(stage) and re.search("[A-Za-z0-9]", stage)):
            yield f"stage: {stage!r} is no name of a stage; write letters, digits, hyphens and underscores"


def _functions(project: Project) -> Iterator[str]:
    if EVERY in project.stages and len(project.stages) > 1:
        yield "stage: * is every stage already; write it alone, or only the others"
    if project.name == EVERY and set(project.stages) - {EVERY}:
        yield "stage: a stage belongs to a project; name the project, or write * for every stage"
    if project.every_stage:
        return
    made: dict[str, list[str]] = {}
    for stage in project.stages:
        made.setdefault(slug(f"{project.slug}-{stage}"), []).append(stage)
    for function, stages in made.items():
        if len(stages) > 1:
            yield f"stage: {' and '.join(stages)} are one function to Zappa, {function}; keep one of them"
        if len(function) > _LONGEST:
            yield f"stage: {function} has over {_LONGEST} characters, which Lambda refuses; shorten project or stage"
        elif "manage_roles" in project.features and len(function + _MANAGED) > _LONGEST:
            yield f"features: manage_roles: {function}{_MANAGED} has over {_LONGEST} characters; shorten the stage"


def _features(project: Project, catalog: Catalog) -> Iterator[str]:
    chosen, words = set(project.features), catalog.alternatives
    known = [feature.name for feature in catalog.features if feature.selectable]
    for name in sorted(chosen - {*known, *words}):
        if name in catalog.settings:
            yield f"features: {name} is a setting of {' or '.join(catalog.settings[name])}, write that"
        else:
            yield f"features: unknown {name}; write some of: {', '.join([*known, *words])}"
    for word, group in words.items():
        both = chosen & set(group)
        if not both and word not in chosen:
            others = f"else {', '.join(group[1:])}, or {word}" if group[1:] else f"else {word}"
            yield f"features: add {group[0]} (Zappa's default; {others})"
        elif both and word in chosen:
            yield f"features: {word} and {', '.join(sorted(both))} are named, and {word} says none of them; remove one"
    for feature in catalog.features:
        absent = sorted(set(feature.about.needs) - chosen)
        if feature.name in chosen and absent:
            yield f"features: add {', '.join(absent)} ({feature.name} needs it)"
    if {"manage_roles", "role_name"} <= chosen:
        yield "features: with manage_roles Zappa makes the role that role_name names; leave one of them out"


def _resources(project: Project, catalog: Catalog) -> Iterator[str]:
    forms = catalog.resource_forms
    for name, values in project.resources.items():
        if name not in forms:
            yield f"resource: {name} takes none; the features that do: {', '.join(forms)}"
        elif name not in project.features:
            yield f"resource: {name} is not on; name it among the features, too"
        for value in values if name in forms else ():
            pattern = forms[name].pattern.replace("{partition}", project.partition)
            if not re.fullmatch(pattern, value) or len(value) > forms[name].longest:
                yield f"resource: {name} does not take {value!r}; write it as in {forms[name].example}"
    for name in project.features:
        if name in forms and forms[name].required and not project.resources.get(name):
            yield f"resource: {name} works on nothing yet; write {name}={forms[name].example}"
