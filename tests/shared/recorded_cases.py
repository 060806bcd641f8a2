"""Plan cases of recorded projects: what each is planned with, and which plans a recording runs under."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

from tests.shared.case_inputs import BUCKET_KEY_ARN, CATALOG
from zappa_iam.evidence.recordings import PAIRS
from zappa_iam.module.planning import REQUIRED
from zappa_iam.proof import phases
from zappa_iam.proof.phases import Phase
from zappa_iam.recorder.scenario import Scenario, load_scenarios
from zappa_iam.settings.features import used

_PLANS = tomllib.loads((Path(__file__).parent.parent / "expected" / "recorded_plans.toml").read_text(encoding="utf-8"))
UNNAMED: dict[str, list[list[str]]] = _PLANS["unnamed"]
RESOURCES: dict[str, list[str]] = _PLANS["resources"]
OWN_RESOURCES: dict[str, dict[str, list[str]]] = _PLANS["own"]
# Features that other inputs switch on.
IMPLIED = {feature.name for feature in CATALOG.features if feature.about.variable}


def recorded(scenario: Scenario, nameless: set[str]) -> dict[str, Any]:
    """The inputs for a recorded project: its features and what they work on, without bucket, group and users."""
    resources = {
        name: _worked_on(scenario, name) for name in scenario.features if name in RESOURCES and name not in nameless
    }
    return _inputs(scenario, scenario.features, resources)


def lived(scenario: Scenario, phase: Phase) -> dict[str, Any]:
    """The inputs for one phase of a recorded project's life: what differs from the usual names, too."""
    inputs = _inputs(scenario, phase.features, {name: it for name, it in phase.resources.items() if name in RESOURCES})
    named = {"role_name": phase.role, "bucket_name": phase.bucket}
    return inputs | {name: it for name, it in named.items() if it and it != REQUIRED[name]}


def _inputs(scenario: Scenario, features: Collection[str], resources: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "create_bucket": False,
        "create_group": False,
        "users": [],
        "project_name": scenario.settings["project_name"],
        "stages": ["dev"],
        "features": CATALOG.spelled_out(name for name in features if name not in IMPLIED),
        "bucket_kms_key_arn": BUCKET_KEY_ARN if "bucket_kms_key" in features else None,
        "route53_enabled": "certify" not in features or "route53" in features,
        "resources": resources,
    }


def _worked_on(scenario: Scenario, feature: str) -> list[str]:
    """What the recorded project names for a feature; where many settings stand together, what is in them."""
    if scenario.bundle == PAIRS and feature != "alb":  # which is held to nothing unless the user wants it
        for use in used(scenario.settings):
            if use.feature == feature:
                return list(use.values)
    return OWN_RESOURCES.get(scenario.name, RESOURCES).get(feature, RESOURCES[feature])


def together(scenario: Scenario) -> tuple[str, dict[str, Any]]:
    """The name of the one plan of a scenario of many settings, and its inputs."""
    nameless = {name for name in scenario.features if name in RESOURCES and not _worked_on(scenario, name)}
    return "_".join(["recorded", scenario.name, "without", *sorted(nameless)]), recorded(scenario, nameless)


class _Plans(NamedTuple):
    """The plans of ordinary recorded projects, those that only lives have, and the plans of each phase."""

    recorded: dict[str, dict[str, Any]]
    lived: dict[str, dict[str, Any]]
    of: dict[str, list[str]]

    def share(self, phase: str, new: str, inputs: dict[str, Any], lives: bool) -> None:
        """Note the phase's plan: one of the same inputs, or a new one."""
        known = (self.recorded | self.lived).items()
        plan = next((name for name, others in known if others == inputs), f"recorded_{new}")
        if plan not in self.recorded:
            (self.lived if lives else self.recorded)[plan] = inputs
        self.of.setdefault(phase, []).append(plan)


def _recorded_plans() -> _Plans:
    found = _Plans({}, {}, {})
    scenarios = load_scenarios()
    for name, scenario in sorted(scenarios.items(), key=lambda item: (item[0] != "default", bool(item[1].bundle))):
        if scenario.bundle == PAIRS:
            continue
        if scenario.bundle:
            for phase, each in zip(phases.names(scenario), phases.phases(scenario), strict=True):
                nameless = {it for it in each.features if it in RESOURCES and it not in each.resources}
                found.share(phase, _named(phase.replace("#", "_"), nameless), lived(scenario, each), lives=True)
            continue
        for nameless in map(set, UNNAMED.get(name, [[]])):
            found.share(name, _named(name, nameless), recorded(scenario, nameless), lives=False)
    return found


def _named(name: str, nameless: set[str]) -> str:
    return "_".join([name, *(["without", *sorted(nameless)] if nameless else [])])


# LIVED need be planned with one Terraform only: they hold nothing but features and names that the others hold.
RECORDED, LIVED, PLANS_OF = _recorded_plans()
