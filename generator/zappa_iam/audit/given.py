"""Given: what a recorded project names for its features, and what a project of the user's names in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from zappa_iam.catalog.model import Catalog
from zappa_iam.policies import Project
from zappa_iam.recorder.scenario import Scenario, states
from zappa_iam.settings.features import used

Values = Mapping[str, tuple[str, ...]]

KEY = "arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
# What recorded projects work on that no setting of theirs names, or not in the form that `var.resources` takes.
_UNSET: dict[str, tuple[str, ...]] = {
    "api_key": ("apikey1",),
    "async_lambda": ("other-dev",),
    "docker_image_uri": ("shop",),
    "efs_config": ("arn:aws:elasticfilesystem:us-west-2:123456789012:access-point/fsap-1",),
    "kms_keys": (KEY,),
    "lets_encrypt_key": ("s3://my-awesome-zappa-bucket/account.key",),
    "zip_package": ("s3://my-awesome-zappa-bucket/package.zip",),
}
_NAMED = {"api_key": "/apikeys/{}", "async_lambda": ":function:{}", "docker_image_uri": ":repository/{}"}
"""How a value stands in an ARN that is too short to be looked for alone."""


def recorded_values(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """What the scenario's settings, and their changes, name for each feature, and what it works on without that."""
    found: dict[str, dict[str, None]] = {}
    for use in (use for _, settings in states(scenario) for use in used(settings)):
        found.setdefault(use.feature, {}).update(dict.fromkeys(use.values))
    named = {name: tuple(values) for name, values in found.items() if values}
    return {name: values for name, values in _UNSET.items() if name in scenario.features} | named


def choices(
    feature: str, texts: Sequence[str], recorded: Values, project: Project, catalog: Catalog
) -> Iterator[dict[str, str]]:
    """Recorded values in a request -> the project's: one table for each that it names for the request's own feature.

    There is none where the project names nothing of that kind, so that Zappa does not ask for it.
    """
    tables: list[dict[str, str]] = [{}]
    if feature == "bucket_kms_key" and project.bucket_key:
        tables = [{KEY: project.bucket_key}]
    for name in sorted(recorded, key=lambda name: name != feature):
        old = max((each for each in recorded[name] if _stands(name, each, texts)), key=len, default=None)
        if old is None or any(old in table for table in tables):
            continue
        ours = [new for new in project.resources.get(name, ()) if _kind(new) == _kind(old)]
        if not ours and name == feature and not _otherwise(name, catalog):
            return
        ours = ours if name == feature else ours[:1]
        tables = [{**table, **_renames(name, old, new)} for table in tables for new in ours] or tables
    yield from tables


def _stands(name: str, value: str, texts: Sequence[str]) -> bool:
    """Whether the value is in one of the texts, in some form."""
    return any(form in text for form in _forms(name, value) for text in texts)


def _renames(name: str, old: str, new: str) -> dict[str, str]:
    return dict(zip(_forms(name, old), _forms(name, new), strict=True))


def _forms(name: str, value: str) -> tuple[str, ...]:
    """How a value stands in requests: as it is, as an object, as the stream of a consumer; short ones within an ARN."""
    if name in _NAMED:
        return (_NAMED[name].format(value),)
    return value, value.removeprefix("s3://"), value.partition("/consumer/")[0]


def _kind(value: str) -> str:
    """What a value is: the service of an ARN, a consumer apart; what an id begins with."""
    if value.startswith("arn:"):
        return value.split(":")[2] + ("/consumer/" if "/consumer/" in value else "")
    return value.partition("-")[0] if value.startswith(("sg-", "subnet-")) else ""


def _otherwise(feature: str, catalog: Catalog) -> bool:
    """Whether the feature works on anything of the account where the user names nothing."""
    return any(scope.given == feature and scope.otherwise for scope in catalog.scopes.values())
