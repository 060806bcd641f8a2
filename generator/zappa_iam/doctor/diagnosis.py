"""Diagnosis: which statement of the module a refusal belongs to, and what to set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from zappa_iam import requests
from zappa_iam.catalog import levels
from zappa_iam.catalog.feature import Feature
from zappa_iam.catalog.grant import Grant
from zappa_iam.catalog.model import Catalog
from zappa_iam.doctor.refusal import Refusal
from zappa_iam.doctor.resources import Fit, fits

Kind = Literal["granted", "not_on_this", "to_the_other", "not_zappas", "elsewhere", "trust", "encoded"]

_ELSEWHERE = {
    "boundary": "a permissions boundary refuses it: allow the action there, or give the identity another boundary",
    "organization": "a policy of the organization refuses it: no policy of the account can allow it; ask who keeps it",
    "session": "the session's own policy refuses it: start the session without one, or with the action in it",
    "deny": "a Deny statement refuses it: find it among the identity's other policies, and take it out",
    "resource": "the resource's own policy has to allow it: another account's, or one that names who may use it",
}
_DECODE = (
    "the message is encoded: run `aws sts decode-authorization-message --encoded-message ...` as somebody who may, "
    "and give what it prints to doctor"
)
_TRUST = (
    "Lambda may not assume the role: let the module make the role, or trust lambda.amazonaws.com in the one that exists"
)


class Diagnosis(NamedTuple):
    """What is responsible for a refusal.

    `feature` and `sid` name the statement that belongs to it, `set` the module's inputs by name, and `advice` says it
    in sentences.
    """

    refusal: Refusal
    kind: Kind
    feature: str | None
    sid: str | None
    set: dict[str, str]
    advice: str


class _Grant(NamedTuple):
    feature: Feature
    statement: Grant
    fit: Fit | None


def diagnose(refusal: Refusal, catalog: Catalog) -> Diagnosis:
    """Which statement grants what was refused, or why none does."""
    if refusal.reason == "encoded":
        return Diagnosis(refusal, "encoded", None, None, {}, _DECODE)
    if refusal.reason == "trust":
        return Diagnosis(refusal, "trust", None, None, {"create_role": "true"}, _TRUST)
    known = [refusal] if refusal.action else [refusal._replace(action=action) for action in _actions(refusal)]
    found = [grant for each in known for grant in _grants(each, each.principal, catalog)]
    if refusal.reason in _ELSEWHERE:
        return _elsewhere(known[0] if known else refusal, found)
    fitting = [grant for grant in found if grant.fit]
    if fitting:
        return _granted(_named(refusal, fitting[0]), fitting, catalog)
    if found:
        return _not_on_this(_named(refusal, found[0]), found)
    return _not_granted(known[0] if known else refusal, catalog)


def _named(refusal: Refusal, grant: _Grant) -> Refusal:
    """The refusal with the action that its operation comes to, where the words name none."""
    return refusal if refusal.action else refusal._replace(action=grant.statement.actions[0])


def _actions(refusal: Refusal) -> list[str]:
    """The actions that an operation asks for, by the rows of operations/*.toml; its own name comes first."""
    rows = [row for row in requests.load() if row.subject.rpartition(" ")[2] == refusal.operation]
    names = dict.fromkeys(row.action for row in rows)
    return sorted(names, key=lambda name: name.partition(":")[2] != refusal.operation)


def _grants(refusal: Refusal, principal: str, catalog: Catalog) -> Iterator[_Grant]:
    """The statements with the action, each with the pattern that the resource fits; those that are usually on first."""
    action = (refusal.action or "").lower()
    ordered = sorted(catalog.features, key=lambda feature: feature.optional)
    for feature in ordered:
        for statement in feature.grants(principal):
            if statement.effect == "Allow" and action in (name.lower() for name in statement.actions):
                fit = next(fits(statement, refusal.resource, catalog), None) if refusal.resource else Fit("", {})
                yield _Grant(feature, statement, fit)


def _granted(refusal: Refusal, grants: list[_Grant], catalog: Catalog) -> Diagnosis:
    """What to set for the first of the statements, which the others are named beside."""
    feature, statement, fit = grants[0]
    inputs = _inputs(feature, fit.filled if fit else {})
    wanted = "; ".join(f"{name} = {value}" for name, value in inputs.items())
    on = f" on {fit.pattern}" if fit and fit.pattern else ""
    advice = f"{feature.name}: {statement.sid} grants {refusal.action} to the {refusal.principal}{on}."
    if statement.conditions:
        advice += f" It holds only for the right {', '.join(each.variable for each in statement.conditions)}."
    advice += f" Set {wanted}, apply, and try again." if wanted else " Apply the module as it is now, and try again."
    if refusal.who and ":assumed-role/" in refusal.who and refusal.principal == "deployer":
        advice += f" A role of `deployers` needs grants = {_levels(refusal, statement, catalog)} for it."
    others = [each.feature.name for each in grants if each.feature is not feature]
    if others:
        advice += f" If this is about another setting, the feature may be {' or '.join(dict.fromkeys(others))}."
    return Diagnosis(refusal, "granted", feature.name, statement.sid, inputs, advice)


def _levels(refusal: Refusal, statement: Grant, catalog: Catalog) -> str:
    """The levels that grant the action by this statement."""
    by_level = {level.name: levels.granted(level.name, catalog) or {} for level in levels.load()}
    action = (refusal.action or "").lower()
    found = [name for name, each in by_level.items() if action in (it.lower() for it in each.get(statement.sid, ()))]
    return " or ".join(f'"{name}"' for name in (levels.EVERYTHING, *found))


def _inputs(feature: Feature, filled: dict[str, str]) -> dict[str, str]:
    """The module's inputs that make the statement reach the resource."""
    found: dict[str, str] = {}
    if feature.selectable:
        found["features"] = f'[..., "{feature.name}"]'
    elif feature.about.variable:
        found[feature.about.variable] = f'"{filled.get("bucket_key", "...")}"'
    if value := filled.get("given"):
        found["resources"] = f'{{ {feature.name} = ["{value}"] }}'
    elif value := filled.get("given_object"):
        found["resources"] = f'{{ {feature.name} = ["s3://{value}"] }}'
    if value := filled.get("function"):
        found["project_name and stages"] = f'those that make the function "{value}"'
    for placeholder, name in (("region", "region"), ("account", "account_id"), ("bucket", "bucket_name")):
        if value := filled.get(placeholder):
            found[name] = f'"{value}"'
    if value := filled.get("role"):
        found["role_name"] = f'"{value.rpartition("/")[2]}"'
    return found


def _not_on_this(refusal: Refusal, grants: list[_Grant]) -> Diagnosis:
    feature, statement, _ = grants[0]
    where = ", ".join(dict.fromkeys(f"{each.feature.name}: {each.statement.sid}" for each in grants))
    advice = (
        f"{where} grants {refusal.action} to the {refusal.principal}, but on other things than {refusal.resource}. "
        + (
            "If Zappa asked for it, this is a fault of the catalog: report the message, whole."
            if refusal.principal == "deployer"
            else "If the application asked for it, grant it in a policy of role_policy_arns."
        )
    )
    return Diagnosis(refusal, "not_on_this", feature.name, statement.sid, {}, advice)


def _not_granted(refusal: Refusal, catalog: Catalog) -> Diagnosis:
    other = "role" if refusal.principal == "deployer" else "deployer"
    grants = list(_grants(refusal, other, catalog)) if refusal.action else []
    what = refusal.action or refusal.operation or "this"
    if refusal.principal == "role":
        advice = f"{what}: the application asks for it, not Zappa: grant it in a policy of role_policy_arns."
        return Diagnosis(refusal, "not_zappas", None, None, {"role_policy_arns": "{ application = ... }"}, advice)
    if grants:
        feature, statement, _ = grants[0]
        advice = f"{feature.name}: {statement.sid} grants {what} to the {other}, and Zappa needs it there only."
        return Diagnosis(refusal, "to_the_other", feature.name, statement.sid, {}, advice)
    advice = f"{what}: no command of Zappa asks for it. Whoever did (Terraform, another tool) needs another identity."
    return Diagnosis(refusal, "not_zappas", None, None, {}, advice)


def _elsewhere(refusal: Refusal, grants: list[_Grant]) -> Diagnosis:
    feature, statement = (grants[0].feature.name, grants[0].statement.sid) if grants else (None, None)
    granted = f"the module grants it ({feature}: {statement}), but " if grants else ""
    advice = f"{refusal.action or refusal.operation}: {granted}{_ELSEWHERE[refusal.reason]}."
    return Diagnosis(refusal, "elsewhere", feature, statement, {}, advice)
