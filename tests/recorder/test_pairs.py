"""Pairs: any two settings, and so any two features, stand together in a recording, or Zappa shows that they cannot."""

from __future__ import annotations

import json
import tomllib
from itertools import combinations, product
from typing import Any

import pytest

from tests.shared import pages
from tests.shared.lives import LIVING, REASONED
from tests.shared.projects import project
from tests.shared.recorded import recorded
from tests.shared.recorded_cases import together
from zappa_iam import catalog, policies, proof
from zappa_iam.catalog.grant import Principal
from zappa_iam.evidence.recordings import PAIRS
from zappa_iam.iam import Policy
from zappa_iam.recorder import pair_rows, record
from zappa_iam.recorder.pairs import refusals
from zappa_iam.recorder.scenario import FOLDER, load_scenarios
from zappa_iam.settings.features import used

CATALOG = catalog.load()
VERSION = record.versions()[-1]
VALUES = pair_rows.load()
SETTINGS = pair_rows.choices(VALUES)
REFUSED = refusals(FOLDER)
APART = pair_rows.excluded(REFUSED)
SCENARIOS = load_scenarios()
ROWS = {name: scenario for name, scenario in SCENARIOS.items() if scenario.bundle == PAIRS}
CHOSEN = dict(zip(ROWS, pair_rows.rows(), strict=True))
FEATURES = sorted(feature.name for feature in CATALOG.features if not feature.about.always)
# Features that no setting shows: they come of arguments, of the code, and of what there is in the account.
UNSEEN = {
    "async_lambda",
    "bucket_kms_key",
    "create_bucket",
    "docker_image_uri",
    "kms_keys",
    "manage_roles",
    "role_name",
    "route53",
    "zip_package",
}


def test_rows_are_what_the_generator_makes() -> None:
    """Whoever changes settings.toml or refused.toml writes the rows anew: `python -m zappa_iam.recorder.pair_rows`."""
    assert (FOLDER / "pairs" / "rows.toml").read_text(encoding="utf-8") == pair_rows.text()


def test_every_two_values_stand_together_or_are_refused() -> None:
    """Counted in the rows, whatever made them: each wanted pair is there, and none that is refused."""
    held = {frozenset(pair) for row in CHOSEN.values() for pair in combinations(row, 2)}
    assert {tuple(sorted(pair)) for pair in pair_rows.wanted(SETTINGS, APART) - held} == set()
    assert held & APART == set()
    for row in CHOSEN.values():
        beside = {*row, *(name for setting in SETTINGS.values() for name in setting if name.startswith(pair_rows.OFF))}
        off = {pair_rows.OFF + VALUES[name]["setting"] for name in row}
        assert not [pair for pair in APART if pair <= beside - off], row


@pytest.mark.documents
def test_counts_are_those_of_the_page(holds: pages.Holds) -> None:
    """How many pairs there are, how many of them a recording holds, and how many stand in refused.toml."""
    two_features = list(combinations(FEATURES, 2))
    on = [
        (setting, name) for setting, names in SETTINGS.items() for name in names if not name.startswith(pair_rows.OFF)
    ]
    two_values = sum(one != other for (one, _), (other, _) in combinations(on, 2))
    together = len(pair_rows.wanted(SETTINGS, APART))
    rows = [
        ("features", len(two_features), sum(not apart(*pair) for pair in two_features)),
        ("values of two settings", two_values, together),
    ]
    lines = ["| pairs of | all | recorded together | apart |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {what} | {every} | {held} | {every - held} |" for what, every, held in rows]
    holds("pairs", "\n".join(lines) + "\n", pages.EVIDENCE)


def test_refused_names_values() -> None:
    """Each name in refused.toml is one of settings.toml."""
    known = {name for names in SETTINGS.values() for name in names}
    named = {name for pair in APART for name in pair}
    assert named | {name for row in REFUSED["refused"] for name in row["with"]} <= known


def test_every_setting_is_tried_or_left_out_with_a_reason() -> None:
    """All that Zappa reads, as tests/recorder/test_life.py finds it; none both."""
    tables = [value["settings"] for value in VALUES.values()]
    tables += [change["settings"] for scenario in ROWS.values() for change in scenario.change]
    tried = {key for table in tables for key in table} | {key for value in VALUES.values() for key in value["absent"]}
    rows = tomllib.loads((FOLDER / "pairs" / "left_out.toml").read_text(encoding="utf-8"))["left"]
    left = {name for row in rows for name in row["settings"]}
    known = {name for name in LIVING | REASONED if not name.startswith("--")}
    tried |= SETTINGS.keys() & known
    assert tried | left == known
    assert tried & left == set()
    assert all(row["why"].endswith(".") for row in rows)


def apart(one: str, other: str) -> bool:
    """Whether two features never stand together: whatever value brings the one excludes all that bring the other."""
    carriers = [[name for name, value in VALUES.items() if feature in value["features"]] for feature in (one, other)]
    return all(
        a != b and (frozenset((a, b)) in APART or VALUES[a]["setting"] == VALUES[b]["setting"])
        for a, b in product(*carriers)
    )


def test_every_feature_is_brought_by_a_value() -> None:
    """A feature that the catalog gets new is tried with all others."""
    assert {feature for value in VALUES.values() for feature in value["features"]} == set(FEATURES)


def test_every_two_features_are_recorded_together_or_are_refused() -> None:
    """In some recording of the newest Zappa, of the array or of any other scenario."""
    together = {pair for found in recorded(VERSION).values() for pair in combinations(sorted(found["features"]), 2)}
    missing = [pair for pair in combinations(FEATURES, 2) if pair not in together and not apart(*pair)]
    assert missing == []
    assert sum(apart(*pair) for pair in combinations(FEATURES, 2)) < 30


@pytest.mark.parametrize("name", ROWS)
def test_features_of_a_row_are_what_its_settings_switch_on(name: str) -> None:
    """As the module's own reading of zappa_settings.json has it."""
    scenario = ROWS[name]
    assert set(scenario.features) - UNSEEN == {use.feature for use in used(scenario.settings)}
    assert "route53" not in scenario.features or "certify" in scenario.features


@pytest.fixture(scope="module")
def proved() -> proof.Proof:
    """The proof over the rows, each under the policies of its features; Terraform plans the same (test_policies)."""
    plans = {name: together(scenario) for name, scenario in ROWS.items()}

    def plans_of(name: str) -> dict[str, proof.Policies]:
        plan, inputs = plans[name]
        return {plan: {principal: parsed(inputs, principal) for principal in ("deployer", "role")}}

    return proof.prove(proof.recordings(pairs=True), plans_of, CATALOG)


def parsed(inputs: dict[str, Any], principal: Principal) -> list[Policy]:
    """The policies for these inputs; LimitError where IAM does not hold them."""
    return [
        Policy.parse(json.dumps(it), name) for name, it in policies.named(project(inputs), principal, CATALOG).items()
    ]


def test_policies_of_settings_together_are_sufficient(proved: proof.Proof) -> None:
    """Every request of every row is allowed by the policies that the module has for its features."""
    assert [str(denial) for denial in proved.denials] == []
    assert proved.requests > 4000
    assert {recording.scenario for recording in proof.recordings(pairs=True)} == set(ROWS)


def test_policies_of_settings_together_are_tight(proved: proof.Proof) -> None:
    """What is denied to each feature alone is denied where many are on."""
    assert proved.leaks == []
    assert len(proved.derived) > 1500


@pytest.mark.parametrize("name", ROWS)
def test_module_takes_settings_that_zappa_takes(name: str) -> None:
    """It refuses no row."""
    assert policies.refusals(project(together(ROWS[name])[1]), CATALOG) == []
