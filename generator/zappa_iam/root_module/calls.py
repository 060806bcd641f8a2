"""Module calls: which stages share one, and what each call is given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha1
from typing import Any, NamedTuple

from zappa_iam.catalog.arns import partition, path_of
from zappa_iam.catalog.model import Catalog
from zappa_iam.settings import Stage
from zappa_iam.settings.features import balancer


class Answers(NamedTuple):
    """What the user says where the settings say nothing; `create_bucket` is false for a bucket that exists."""

    region: str | None = None
    bucket: str | None = None
    account: str | None = None
    create_bucket: bool = True


class Missing(NamedTuple):
    """A setting that a stage does not have, and that nobody has given."""

    stage: str
    setting: str


class ModuleCall(NamedTuple):
    """One module call.

    `label` is the module block's; `name` is the prefix of what it makes, where another call is of the same project;
    `features` are the union of the stages', with the words that say what none of them
    has; `partly` names those that only some stages use; `policies` are the statements of `extra_permissions`.
    """

    label: str
    name: str | None
    project: str
    region: str
    bucket: str
    account: str | None
    profile: str | None
    role_name: str
    path: str
    create_role: bool
    create_bucket: bool
    stages: list[str]
    features: list[str]
    partly: dict[str, list[str]]
    resources: dict[str, list[str]]
    policies: list[Mapping[str, Any]]

    @property
    def role_arn(self) -> str | None:
        """The role's ARN, where the account is known."""
        return self.account and f"arn:{partition(self.region)}:iam::{self.account}:role{self.path}{self.role_name}"


def missing(stages: Iterable[Stage], answers: Answers) -> Iterator[Missing]:
    """What neither the settings nor the user have said."""
    for stage in stages:
        if stage.region is None and answers.region is None:
            yield Missing(stage.name, "aws_region")
        if stage.bucket is None and answers.bucket is None:
            yield Missing(stage.name, "s3_bucket")


def calls(stages: Iterable[Stage], answers: Answers, catalog: Catalog) -> list[ModuleCall]:
    """The calls, in the order of their first stages; every stage must have its region and bucket by now."""
    groups: dict[tuple[str | None, ...], list[Stage]] = {}
    for stage in stages:
        groups.setdefault(_key(stage, answers), []).append(stage)
    found: list[ModuleCall] = []
    existing = {members[0].role.name.rpartition("/")[2] for members in groups.values() if not members[0].role.managed}
    for members in groups.values():
        call = _call(members, answers, found, existing)
        found.append(call._replace(features=catalog.spelled_out(call.features)))
    return found


def _key(stage: Stage, answers: Answers) -> tuple[str | None, ...]:
    role = None if stage.role.managed else stage.role.arn or stage.role.name
    return (
        stage.project,
        stage.region or answers.region,
        stage.bucket or answers.bucket,
        stage.account,
        _profile(stage),
        role,
    )


def _profile(stage: Stage) -> str | None:
    """The profile that the settings name; none for the one that everybody takes who names none."""
    name = stage.settings.get("profile_name")
    return str(name) if name and name != "default" else None


def _call(members: Sequence[Stage], answers: Answers, before: Sequence[ModuleCall], existing: set[str]) -> ModuleCall:
    first = members[0]
    region, bucket = first.region or answers.region or "", first.bucket or answers.bucket or ""
    endings = [(), (region,), (region, bucket), (region, bucket, first.name)]
    free = [ending for ending in endings if _label(first, ending) not in {call.label for call in before}]
    ending = free[0] if free else (str(len(before)),)
    features = {name for stage in members for name in features_of(stage, answers)}
    users = {name: [each.name for each in members if name in features_of(each, answers)] for name in sorted(features)}
    return ModuleCall(
        label=_label(first, ending),
        name=_name(_label(first, ending)) if ending else None,
        project=first.project,
        region=region,
        bucket=bucket,
        account=first.account or answers.account,
        profile=_profile(first),
        role_name=_role(first, ending, existing),
        path=path_of(first.role.arn or ""),
        create_role=first.role.managed,
        create_bucket=answers.create_bucket and bucket not in {call.bucket for call in before},
        stages=[stage.name for stage in members],
        features=sorted(features),
        partly={name: names for name, names in users.items() if len(names) < len(members)},
        resources=_union(members),
        policies=[statement for stage in members for statement in statements(stage)],
    )


def _role(stage: Stage, ending: tuple[str, ...], existing: set[str]) -> str:
    """The role that is there, or the name of a new one, which no other stage's role has."""
    if not stage.role.managed:
        return stage.role.name.rpartition("/")[2]
    name = camel(stage.project, *ending, "Role")
    return name if name not in existing else camel(stage.project, *ending, "ZappaRole")


def features_of(stage: Stage, answers: Answers) -> list[str]:
    """The stage's features once the module makes its role: by its name, where nobody knows the account."""
    by_name = stage.role.managed and not (stage.account or answers.account)
    return sorted({*stage.features, *(["role_name"] if by_name else [])})


def _label(stage: Stage, ending: tuple[str, ...]) -> str:
    text = re.sub(r"[^a-z0-9]+", "_", "_".join((stage.project, *ending)).lower()).strip("_")
    return text if text[:1].isalpha() else f"project_{text}"


def _name(label: str) -> str:
    """A prefix of names for the call of this label, of at most the 40 characters that the module takes."""
    name = f"Zappa-{label}"
    return name if len(name) <= 40 else f"{name[:33]}-{sha1(name.encode()).hexdigest()[:6]}"


def camel(*words: str) -> str:
    """The words as one, each part of them with a capital."""
    return "".join(
        part.capitalize() if part.islower() else part for word in words for part in re.split("[^A-Za-z0-9]+", word)
    )


def _union(members: Sequence[Stage]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for stage in members:
        for feature, values in stage.resources.items():
            found.setdefault(feature, set()).update(values)
        if "alb" in stage.features:
            found.setdefault("alb", set()).update(balancer(stage.settings.get("alb_vpc_config")))
    return {feature: sorted(values) for feature, values in sorted(found.items())}


def statements(stage: Stage) -> list[Mapping[str, Any]]:
    """The statements of `extra_permissions`, where Zappa would use them."""
    extra = stage.settings.get("extra_permissions")
    listed = extra if isinstance(extra, list) else [extra] if extra else []
    return [statement for statement in listed if stage.role.managed and isinstance(statement, Mapping)]
