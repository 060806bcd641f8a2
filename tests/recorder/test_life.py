"""The life table: every setting that Zappa reads has a life on record, or a reason why it has none."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.shared.lives import LIVING, NAMED, REASONED, ROWS, WITHOUT
from tests.shared.pages import EVIDENCE, Holds
from tests.shared.recorded_cases import PLANS_OF
from zappa_iam import catalog
from zappa_iam.evidence import recordings
from zappa_iam.proof import phases
from zappa_iam.recorder import life, record
from zappa_iam.recorder.scenario import load_scenarios, states

SCENARIOS = {name: it for name, it in load_scenarios().items() if it.bundle.startswith("life_")}
NEWEST = record.versions()[-1]


def read_settings(source: str) -> set[str]:
    """The settings that a file of Zappa's source reads: of a stage's table, and those that Zappa takes over whole."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(value=str(name)), *_]):
                found |= {name} if _is_table(value) else set()
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name))):
                found |= {name} if _is_table(value) else set()
            case ast.Assign(targets=[ast.Name(id="CUSTOM_SETTINGS")], value=value):
                found |= set(ast.literal_eval(value))
    return found


def _is_table(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "stage_config"


@pytest.fixture(scope="module")
def zappa() -> Path:
    """The newest Zappa's package, where this machine has it."""
    try:
        python = record.interpreter(NEWEST)
    except record.RecordError as missing:
        pytest.skip(str(missing))
    return next((python.parent.parent / "lib").glob("python*/site-packages/zappa"))


def test_life_forgets_no_setting_that_zappa_reads(zappa: Path) -> None:
    """A new release's new setting needs a row in scenarios/life, or a reason in scenarios/shared/no_life.toml."""
    known = set().union(*(read_settings(path.read_text(encoding="utf-8")) for path in zappa.glob("*.py")))
    assert len(known) > 90
    assert known - LIVING - REASONED == set()
    assert {name for name in LIVING | REASONED if not name.startswith("--")} - known == set()


def test_life_forgets_no_setting_of_a_feature() -> None:
    """What the module's README names for a feature has a row."""
    assert {setting for feature in catalog.load().features for setting in feature.about.settings} - LIVING == set()


def test_settings_are_read_wherever_zappa_reads_them() -> None:
    """By get, by key and in the list of those that are taken over; not those of other tables."""
    source = 'CUSTOM_SETTINGS = ["one"]\na.stage_config.get("two", 1)\nself.stage_config["three"]\nevent.get("four")\n'
    assert read_settings(source) == {"one", "two", "three"}


def test_no_setting_has_a_life_and_a_reason_for_none() -> None:
    """Each reason is a sentence, and none is needless."""
    assert not LIVING & REASONED
    assert all(str(row["why"]).endswith(".") for row in WITHOUT)


@pytest.mark.parametrize("row", NAMED, ids=[row.name for row in NAMED])
def test_life_is_whole(row: life.LifeRow) -> None:
    """A setting is on, changed, changed again and off, or the row says why not; each step runs a command."""
    assert row.why.endswith(".")
    assert all(step.get("commands", row.commands) for step in row.steps)
    if not row.step:
        assert (len(row.values) == len(life.STEPS)) is not bool(row.few)
    assert bool(row.values) is not bool(row.step)
    assert all(why.endswith(".") for why in row.keeps.values())


@pytest.mark.parametrize("name", SCENARIOS)
def test_life_begins_and_ends_without_the_setting(name: str) -> None:
    """The last settings are the first; between them each step has settings of its own."""
    scenario = SCENARIOS[name]
    settings = [found for _, found in states(scenario)]
    assert settings[0] == scenario.settings
    if name not in ENDS_OTHERWISE:
        assert settings[-1] == scenario.settings
    assert len(scenario.run) == len(set(scenario.run))


# There an API cannot be taken away from what exists, so the life ends with what was made anew.
ENDS_OTHERWISE = {"life_api_key", "life_api_later"}


@pytest.mark.parametrize("name", SCENARIOS)
def test_life_declares_the_features_that_its_settings_use(name: str) -> None:
    """The features of all phases are those of the row and its base; each phase has a plan."""
    scenario = SCENARIOS[name]
    assert sorted({it for phase in phases.phases(scenario) for it in phase.features}) == scenario.features
    assert all(PLANS_OF[phase] for phase in phases.names(scenario))
    assert [command for phase in phases.phases(scenario) for command in phase.commands] == scenario.run


def test_a_feature_is_on_from_before_its_setting_until_the_update_that_turns_it_off() -> None:
    """Deploy does without, undeploy does without, and what is between has it."""
    before, during, after = phases.phases(SCENARIOS["life_tags_rest"])
    assert (before.commands, after.commands) == (("deploy",), ("undeploy",))
    assert "tags" not in before.features + after.features
    assert "tags" in during.features
    assert during.commands == ("update (on)", "update (changed)", "update (changed again)", "update (off)")


def test_a_feature_is_kept_for_what_zappa_leaves_behind() -> None:
    """A rule of a schedule that is gone from the settings needs its feature until undeploy."""
    last = phases.phases(SCENARIOS["life_sources"])[-1]
    assert last.commands[-1] == "undeploy"
    assert last.features == ("events",)


@pytest.mark.documents
def test_readme_counts_the_life_table(holds: Holds) -> None:
    """Rows, scenarios, settings and commands of each file, and the calls that the newest Zappa makes in them."""
    calls = Counter({name: len(found["calls"]) for name, found in recordings.read(NEWEST).items()})
    files = sorted({file for file, _ in ROWS})
    holds("life", _table([_counts([file], calls) for file in files] + [_counts(files, calls)]), EVIDENCE)


def _counts(files: list[str], calls: Counter[str]) -> list[str]:
    rows = [row for file, row in ROWS if file in files]
    lived = {name: it for name, it in SCENARIOS.items() if it.bundle.removeprefix("life_") in files}
    settings = len(set().union(*(row.lives for row in rows)))
    commands = sum(len(it.run) for it in lived.values())
    name = f"`{files[0]}.toml`" if len(files) == 1 else "**all**"
    return [name, *map(str, (len(rows), len(lived), settings, commands, sum(calls[it] for it in lived)))]


def _table(rows: list[list[str]]) -> str:
    head = "| file | rows | scenarios | settings | commands run | calls recorded |\n"
    return head + "| --- | ---: | ---: | ---: | ---: | ---: |\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)
