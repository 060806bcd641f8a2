"""Phases: what a scenario needs of the module from command to command, where its settings change on the way.

Whoever changes a setting names a feature before the command that uses it, and takes it out once the command that does
without it has run. So a command has the features of its settings, and those of the command before it; and what Zappa
leaves behind until undeploy, the scenario `keeps` the feature for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from zappa_iam.recorder.scenario import Scenario, states
from zappa_iam.settings.features import FeatureUse, balancer, route53, used
from zappa_iam.settings.role import role_of

UNSEEN = {"bucket_kms_key", "create_bucket", "kms_keys"}
"""Features that no setting shows, as they depend on what there is in the account: a scenario has them throughout."""


class Phase(NamedTuple):
    """Commands under the same inputs: features, what they work on, and the role's and the bucket's name.

    `resources` are all that a feature works on in the whole scenario; none while Zappa finds or makes it itself.
    """

    commands: tuple[str, ...]
    features: tuple[str, ...]
    resources: Mapping[str, list[str]]
    role: str
    bucket: str


def phases(scenario: Scenario) -> list[Phase]:
    """The scenario's phases in their order; one with all its features unless it is of the life table."""
    if not scenario.lived:
        return [_phase(scenario, scenario.run, scenario.features, scenario.settings, {})]
    asked = [(command, settings, list(uses(scenario, command, settings))) for command, settings in states(scenario)]
    values: dict[str, set[str]] = {}
    for use in (use for _, _, each in asked for use in each):
        values.setdefault(use.feature, set()).update(use.values)
    found: list[Phase] = []
    before: set[str] = set()
    for command, settings, each in asked:
        now = {use.feature for use in each} | (UNSEEN & set(scenario.features)) | (before & set(scenario.keeps))
        nameless = {use.feature for use in each if not use.values}
        named = {name: it for name, it in values.items() if it and name not in nameless}
        phase = _phase(scenario, [command], now | before, settings, named)
        if found and phase._replace(commands=()) == found[-1]._replace(commands=()):
            phase = phase._replace(commands=(*found.pop().commands, command))
        found.append(phase)
        before = now
    return found


def names(scenario: Scenario) -> list[str]:
    """What each phase is called: as the scenario, where there is but one."""
    count = len(phases(scenario))
    return [scenario.name] if count == 1 else [f"{scenario.name}#{number}" for number in range(1, count + 1)]


def uses(scenario: Scenario, command: str, settings: Mapping[str, Any]) -> Iterator[FeatureUse]:
    """The features that a command uses under these settings, and on what they work."""
    found = used(settings)
    for use in found:
        yield use if use.feature != "alb" else FeatureUse("alb", balancer(settings.get("alb_vpc_config")))
    role = role_of(settings, "")
    if role.managed or role.looked_up:
        yield FeatureUse("manage_roles" if role.managed else "role_name")
    if any(use.feature == "certify" for use in found) and route53(settings):
        yield FeatureUse("route53")
    options = scenario.commands.get(command, [])
    for option, value in pairwise(options):
        if option == "--zip" and value.startswith("s3://"):
            yield FeatureUse("zip_package", (value,))
        elif option == "--docker-image-uri":
            yield FeatureUse("docker_image_uri", (value.partition("/")[2].rpartition(":")[0],))


def _phase(
    scenario: Scenario,
    commands: Sequence[str],
    features: Sequence[str] | set[str],
    settings: Mapping[str, Any],
    values: Mapping[str, set[str]],
) -> Phase:
    on = tuple(sorted(features))
    resources = {name: sorted(values[name]) for name in on if name in values}
    role = role_of(settings, f"{settings['project_name']}-dev")
    return Phase(tuple(commands), on, resources, "" if role.managed else role.name, settings.get("s3_bucket", ""))
