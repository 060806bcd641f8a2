"""A stack: the policies of a CloudFormation template, as `zappa-iam policy`, the CDK and SAM write it in JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_MANAGED = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy")
_OWN = {
    "AWS::IAM::Role": "role",
    "AWS::IAM::RolePolicy": "role",
    "AWS::IAM::User": "deployer",
    "AWS::IAM::UserPolicy": "deployer",
    "AWS::IAM::Group": "deployer",
    "AWS::IAM::GroupPolicy": "deployer",
}


def templated(template: Mapping[str, Any], principal: str) -> Iterator[tuple[str, Any]]:
    """The policies of a principal by their logical ids.

    Those of roles are the role's, those of users and groups the deployer's. A managed policy that nobody in the
    template has is the deployer's where the role has others, and else everybody's.
    """
    resources = dict(_resources(template))
    roles = {name for kind, properties in resources.values() if kind == "AWS::IAM::Role" for name in _refs(properties)}
    for key, (kind, properties) in resources.items():
        whose = _whose(key, kind, properties, roles)
        if whose == principal or (whose == "anybody" and not (roles and principal == "role")):
            inline = properties.get("Policies")
            for policy in [properties, *(inline if isinstance(inline, list) else [])]:
                if isinstance(policy, Mapping) and "PolicyDocument" in policy:
                    yield key, resolved(policy["PolicyDocument"])


def _resources(template: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, Mapping[str, Any]]]]:
    """Logical id -> type and properties."""
    listed = template.get("Resources")
    for key, each in listed.items() if isinstance(listed, Mapping) else ():
        properties = each.get("Properties") if isinstance(each, Mapping) else None
        if isinstance(properties, Mapping):
            yield str(key), (str(each.get("Type")), properties)


def _whose(key: str, kind: str, properties: Mapping[str, Any], roles: set[str]) -> str:
    """The principal whose the resource's policies are, `anybody`, or `nobody` where it has none."""
    if kind not in _MANAGED:
        return _OWN.get(kind, "nobody")
    if key in roles or properties.get("Roles"):
        return "role"
    return "deployer" if properties.get("Users") or properties.get("Groups") else "anybody"


def _refs(role: Mapping[str, Any]) -> Iterator[str]:
    """The logical ids of the managed policies that a role's properties name."""
    listed = role.get("ManagedPolicyArns")
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, Mapping) and isinstance(each.get("Ref"), str):
            yield each["Ref"]


def resolved(value: Any) -> Any:
    """The value with what its functions come to; what only a stack knows stands there as `<...>`, a placeholder."""
    if isinstance(value, list):
        return [resolved(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if len(value) != 1 or (function := next(iter(value))) not in _FUNCTIONS:
        return {key: resolved(item) for key, item in value.items()}
    return _FUNCTIONS[function](value[function])


def _sub(given: Any) -> str:
    text = given[0] if isinstance(given, list) and given else given
    return str(text).replace("${!", "${")


def _ref(given: Any) -> str:
    return f"${{{given}}}" if str(given).startswith("AWS::") else f"<{given}>"


def _attribute(given: Any) -> str:
    name = ".".join(map(str, given)) if isinstance(given, list) else str(given)
    return f"arn:<{name}>" if name.endswith("Arn") else f"<{name}>"


def _join(given: Any) -> str:
    separator, items = given if isinstance(given, list) and len(given) == 2 else ("", [given])
    return str(separator).join(str(resolved(item)) for item in (items if isinstance(items, list) else [items]))


_FUNCTIONS = {"Fn::Sub": _sub, "Ref": _ref, "Fn::GetAtt": _attribute, "Fn::Join": _join}
