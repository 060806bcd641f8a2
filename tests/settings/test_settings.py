"""Settings files, read as Zappa reads them: what the written cases say of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.shared.settings_files import PLAIN, RICH, agrees, placed
from zappa_iam import catalog, settings

# The plain cases call some kinds of warnings by other names.
KINDS = {
    "api_gateway_log_role": {"api_log_role"},
    "empty_vpc_config": {"vpc_config_empty"},
    "environment_names_resources": set(),
    "extra_permissions": {"role_loses_extra_permissions"},
    "manages_named_role": {"role_name_of_managed_role"},
    "obsolete_key": {"use_apigateway_deprecated"},
    "open_function_url": {"function_url_public"},
    "placeholder": {"bucket_placeholder", "region_placeholder"},
    "string_for_boolean": {"manage_roles_is_text"},
}
OF_THE_MODULE = {"stage_name"}  # which stages the module takes is the module's to say


def errors_of(path: Path) -> list[tuple[str, str | None, str]]:
    """Kind, stage and message of everything that is refused."""
    try:
        return [(each.kind, each.stage, each.message) for each in settings.load(path).refusals]
    except settings.SettingsError as error:
        return [(error.kind, None, str(error))]


def listed(error: Any) -> list[dict[str, Any]]:
    """The case's errors: none, one, or several."""
    return [] if error is None else error if isinstance(error, list) else [error]


@pytest.mark.parametrize("case", RICH, ids=[case["file"] for case in RICH])
def test_settings_are_read_as_the_cases_say(case: dict[str, Any], tmp_path: Path) -> None:
    """Every stage's function, place, role, features, resources and warnings; what is unsure may differ."""
    path = placed(case, "rich", tmp_path)
    wanted = listed(case["error"])
    errors = errors_of(path)
    assert sorted((it["kind"], it["stage"] or "") for it in wanted) == sorted(
        (kind, at or "") for kind, at, _ in errors
    )
    for each in wanted:
        assert any(all(name in f"{at} {text}" for name in each["names"]) for _, at, text in errors), errors
    if any(stage is None for _, stage, _ in errors):
        return
    found = settings.load(path)
    warned = [*found.warnings, *settings.refused_by_module(found, catalog.load())]
    assert list(found.stages) == list(case["stages"])
    for name, expected in case["stages"].items():
        stage, unsure = found.stages[name], set(expected.get("unsure", {}))
        assert agrees(stage, {**expected, "role_arn": expected.get("role_arn"), "project": stage.project})
        assert set(stage.features) ^ set(expected["features"]) <= unsure
        assert {k: v for k, v in stage.resources.items() if k not in unsure} == {
            k: v for k, v in expected["resources"].items() if k not in unsure
        }
        warnings = {warning.kind for warning in warned if warning.stage == name}
        assert warnings ^ (set(expected["warnings"]) - OF_THE_MODULE) <= unsure
    whole = {warning.kind for warning in warned if warning.stage is None}
    assert whole ^ set(case["file_warnings"]) <= set(case.get("unsure", {}))


@pytest.mark.parametrize("case", PLAIN, ids=[case["file"] for case in PLAIN])
def test_settings_are_read_as_the_plain_cases_say(case: dict[str, Any], tmp_path: Path) -> None:
    """The same for the first collection, which has fewer kinds of warnings."""
    path = placed(case, "plain", tmp_path)
    assert bool(errors_of(path)) == ("error" in case)
    if not case["stages"]:
        return
    found = settings.load(path)
    for name, expected in case["stages"].items():
        stage = found.stages[name]
        assert (stage.function, stage.region, stage.bucket) == tuple(
            expected[key] for key in ("function", "region", "bucket")
        )
        assert (stage.role.managed, stage.role.arn or stage.role.name) == (expected["manages_role"], expected["role"])
        assert stage.features == [feature for feature in expected["features"] if feature != "manage_roles"]
        assert stage.resources == {feature: sorted(values) for feature, values in expected["resources"].items()}
    kinds = {warning.kind for warning in found.warnings}
    assert {kind for each in case["warnings"] for kind in KINDS.get(each, {each})} <= kinds
