"""The module block of a root: what its projects are given alike, what each is given, and which others there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from zappa_iam.fleet.blocks import RootPlace
from zappa_iam.fleet.calls import FleetCall
from zappa_iam.fleet.expressions import expression, key, table
from zappa_iam.root_module.files import WIDTH, aligned, literal


def common(calls: Sequence[FleetCall]) -> dict[str, Any]:
    """The inputs that all calls of a root are given alike."""
    first = calls[0].inputs
    return {
        name: value
        for name, value in sorted(first.items())
        if all(name in call.inputs and call.inputs[name] == value for call in calls)
    }


def project(call: FleetCall, alike: Mapping[str, Any]) -> Iterator[str]:
    """The lines of one call's object."""
    yield f"{literal(call.key)} = {{"
    if call.partly:
        some = "; ".join(f"{name} ({', '.join(stages)})" for name, stages in call.partly.items())
        yield from (f"  # {line}" for line in wrap(f"Used by some stages only: {some}.", WIDTH))
    for line in aligned([(name, expression(value)) for name, value in _given(call, alike).items()]):
        yield f"  {line}" if line else ""
    yield "}"


def _given(call: FleetCall, alike: Mapping[str, Any]) -> dict[str, Any]:
    """What the module is given for one call, less what all are given alike."""
    said = call.project
    found: dict[str, Any] = {
        "bucket_name": said.bucket,
        "role_name": said.role,
        "stages": list(said.stages),
        "features": list(said.features),
        "resources": {name: list(values) for name, values in said.resources.items()},
        "project_name": said.name if call.key != said.name else None,
        "name": said.prefix,
        "create_bucket": None if call.create_bucket else False,
        "create_role": None if call.create_role else False,
        "deployers": dict(call.deployers),
    }
    found = {name: value for name, value in found.items() if value not in (None, {})}
    return found | {name: value for name, value in sorted(call.inputs.items()) if name not in alike}


def arguments(place: RootPlace, alike: Mapping[str, Any]) -> Iterator[str]:
    """The module block's lines behind `for_each`: what all are given alike, and what each is given."""
    given = [_given(call, alike) for call in place.calls]
    fixed = {"account_id": literal(place.account.id), "region": literal(place.region)}
    fixed |= {"other_projects": "local.other_projects", **_providers(place)}
    fixed |= {"users": "[]"} | {name: expression(value) for name, value in alike.items()}
    each = {}
    for name in dict.fromkeys(name for one in given for name in one):
        default = _DEFAULTS.get(name) or place.fleet.inputs.default(name)
        every = all(name in one for one in given)
        each[name] = f"each.value.{name}" if every else f"lookup(each.value, {literal(name)}, {default})"
    each.setdefault("project_name", "each.key")
    if any(call.application for call in place.calls):
        own = each.pop("role_policy_arns", fixed.pop("role_policy_arns", "{}"))
        each["role_policy_arns"] = _APPLICATION if own == "{}" else f"merge({own}, {_APPLICATION})"
    yield from aligned([(name, value) for name, value in fixed.items() if name not in each])
    yield ""
    yield from aligned(list(each.items()))


_DEFAULTS = {"project_name": "each.key", "users": "[]"}
_APPLICATION = '{ for name, policy in aws_iam_policy.application : "application" => policy.arn if name == each.key }'


def _providers(place: RootPlace) -> dict[str, str]:
    """The input for the issuers that IAM knows in the account, where pipelines deploy to it."""
    if not any(call.deployers for call in place.calls):
        return {}
    held = list(place.account.oidc_providers)
    if place.home.issuers and not place.after:
        names = "keys(aws_iam_openid_connect_provider.pipelines)"
        names = f"concat({names}, {expression(held)})" if held else names
        return {"oidc_providers": f"{{ for issuer in {names} : issuer => null }}"}
    known = sorted({*held, *place.home.issuers})
    return {"oidc_providers": f"{{ {', '.join(f'{literal(issuer)} = null' for issuer in known)} }}"} if known else {}


def others(place: RootPlace) -> str:
    """The projects of account and region: the fleet's, and those that the manifest knows beside them."""
    found = {name: dict.fromkeys(stages) for name, stages in place.account.other_projects.items()}
    for call in place.calls:
        found.setdefault(call.project.name, {}).update(dict.fromkeys(call.project.stages))
    return table({literal(name): expression(sorted(found[name])) for name in sorted(found)})


def application(calls: Sequence[FleetCall]) -> Iterator[str]:
    """The lines of the applications' policies; none where there are none."""
    found = {
        key(call.key): table(
            {
                "name": literal(f"{call.project.role}Application"),
                "policy": expression({"Version": "2012-10-17", "Statement": call.application}),
            }
        )
        for call in calls
        if call.application
    }
    if found:
        yield from aligned([("application", table(found))])
