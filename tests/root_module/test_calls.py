"""What settings come to: calls of the module, and the change that they ask of the settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from slugify import slugify

from tests.shared.settings_files import PLAIN, RICH, placed
from zappa_iam import catalog, root_module, settings
from zappa_iam.module import terraform_checks
from zappa_iam.settings import edit

ANSWERS = root_module.Answers("us-east-1", "my-packages", "123456789012")
READABLE = [
    (kind, case)
    for kind, cases in (("rich", RICH), ("plain", PLAIN))
    for case in cases
    if case["stages"] and "24-" not in case["file"]  # placeholders are for their owner to fill in
]


@pytest.mark.parametrize(("kind", "case"), READABLE, ids=[f"{kind}-{case['file']}" for kind, case in READABLE])
def test_every_case_comes_to_formatted_terraform(kind: str, case: dict[str, Any], tmp_path: Path) -> None:
    """Each stage is in one call, with its features and values; `terraform fmt` finds nothing to change."""
    found = settings.load(placed(case, kind, tmp_path))
    calls = root_module.calls(found.stages.values(), ANSWERS, catalog.load())
    assert sorted(name for call in calls for name in call.stages) == sorted(found.stages)
    assert len({call.label for call in calls}) == len(calls)
    assert len({call.name or slugify(call.project) for call in calls}) == len(calls)
    made = [call.role_name for call in calls if call.create_role]
    assert not {call.role_name for call in calls if not call.create_role} & set(made)
    for call in calls:
        for name in call.stages:
            stage = found.stages[name]
            assert set(stage.features) <= set(call.features)
            assert all(set(values) <= set(call.resources[feature]) for feature, values in stage.resources.items())
    (tmp_path / "tf" / "policies").mkdir(parents=True)
    for name, text in root_module.files(calls, "./zappa_iam").items():
        (tmp_path / "tf" / name).write_text(text, encoding="utf-8")
    terraform_checks.check_format(tmp_path / "tf")


@pytest.mark.parametrize(("kind", "case"), READABLE, ids=[f"{kind}-{case['file']}" for kind, case in READABLE])
def test_changed_settings_are_what_the_calls_say(kind: str, case: dict[str, Any], tmp_path: Path) -> None:
    """Read again, each stage has the role and place of its call, and the features it had."""
    path = placed(case, kind, tmp_path)
    found = settings.load(path)
    calls = root_module.calls(found.stages.values(), ANSWERS, catalog.load())
    text = edit.changed(
        settings.text_of(path.read_bytes(), path.name), path.suffix, root_module.changes(calls, found.stages)
    )
    after = settings.parse(text.encode(), path.suffix, path)
    for call in calls:
        for name in call.stages:
            stage, before = after.stages[name], found.stages[name]
            assert (stage.region, stage.bucket) == (call.region, call.bucket)
            assert not stage.role.managed
            assert stage.role.name.rpartition("/")[2] == call.role_name
            assert stage.features == before.features
            assert stage.resources == before.resources


def test_a_load_balancer_is_held_to_the_network_of_the_settings(tmp_path: Path) -> None:
    """Subnets, security groups and scheme of `alb_vpc_config` go into the call; the scheme is Zappa's where unnamed."""
    network = {"SubnetIds": ["subnet-0a", "subnet-0b"], "SecurityGroupIds": ["sg-0a"], "CertificateArn": "arn:aws:acm"}
    stage = {"project_name": "shop", "alb_enabled": True, "use_apigateway": False, "alb_vpc_config": network}
    path = tmp_path / "zappa_settings.json"
    path.write_text(json.dumps({"dev": stage}))
    (call,) = root_module.calls(settings.load(path).stages.values(), ANSWERS, catalog.load())
    assert call.resources == {"alb": ["internet-facing", "sg-0a", "subnet-0a", "subnet-0b"]}
