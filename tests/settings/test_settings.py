"""Settings files, read as Zappa reads them; the oracle is Zappa itself, `ZappaCLI.load_settings`."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.shared.settings_files import PLAIN, RICH, placed
from zappa_iam import catalog, settings
from zappa_iam.recorder import record

VERSION = record.versions()[-1]
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
Answer = Callable[[Path, str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def zappa() -> Iterator[Answer]:
    """Real Zappa in a process of its own, which reads stage after stage; ended with the tests."""
    try:
        python = record.interpreter(VERSION)
    except record.RecordError as missing:
        pytest.skip(str(missing))
    environment = {"PATH": os.environ["PATH"], "HOME": os.devnull, "LANG": "C.UTF-8", "AWS_CONFIG_FILE": os.devnull}
    command = [str(python), str(ROOT / "tests" / "shared" / "zappa_oracle.py")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdin
        assert process.stdout
        asked, answers = process.stdin, process.stdout

        def ask(folder: Path, file: str, stage: str) -> dict[str, Any]:
            asked.write(json.dumps([str(folder), file, stage]) + "\n")
            asked.flush()
            found: dict[str, Any] = json.loads(answers.readline())
            return found

        yield ask
        asked.close()


def agrees(found: settings.Stage, said: dict[str, Any]) -> bool:
    """Whether Zappa's answer is ours; a bucket that the settings do not name is drawn at random."""
    ours = {
        "function": found.function,
        "project": found.project,
        "region": found.region,
        "bucket": found.bucket if found.bucket is not None else said.get("bucket"),
        "manages_role": found.role.managed,
        "role": found.role.name,
        "role_arn": found.role.arn,
    }
    return ours == {key: said.get(key) for key in ours}


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


@pytest.mark.parametrize("case", RICH, ids=[case["file"] for case in RICH])
def test_zappa_reads_the_cases_the_same(zappa: Answer, case: dict[str, Any], tmp_path: Path) -> None:
    """Zappa itself loads each stage that we accept, with our answers, and none that we refuse."""
    path = placed(case, "rich", tmp_path)
    try:
        found = settings.load(path)
    except settings.SettingsError:
        assert "error" in zappa(path.parent, path.name, "dev")
        return
    for name, stage in found.stages.items():
        said = zappa(path.parent, path.name, name)
        assert agrees(stage, said), said
    for refusal in found.refusals:
        assert "error" in zappa(path.parent, path.name, refusal.stage), refusal


NAMES = st.text("abcABC09-_ üß.", min_size=1, max_size=12)
BOOLEANS = st.sampled_from([True, False, None, "false", "true", 0, 1, ""])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "project_name": st.one_of(NAMES, st.sampled_from(["", None, 7, "shop", "_shop", "a" * 81, "shop\n"])),
    "aws_region": st.sampled_from(["us-west-2", None, "eu-west-1", ""]),
    "s3_bucket": st.sampled_from(["packages", None, "", "zappa-1"]),
    "manage_roles": BOOLEANS,
    "role_name": st.sampled_from(["Role", "", "a/b"]),
    "role_arn": st.sampled_from(["arn:aws:iam::123456789012:role/a/Role", "", None, "Role"]),
    "extends": st.sampled_from(["dev", "base", None, "", "nowhere"]),
    "use_apigateway": BOOLEANS,
    "apigateway_enabled": BOOLEANS,
    "apigateway_version": st.sampled_from(["v1", "v2", None]),
    "apigateway_lambda_qualifier": st.sampled_from([None, "current", 3]),
    "vpc_config": st.sampled_from([{}, None, {"SubnetIds": []}, {"SubnetIds": ["subnet-1"]}]),
    "efs_config": st.sampled_from([None, True, [], {}, {"LocalMountPath": "/srv"}, [{"LocalMountPath": "/mnt/a"}] * 2]),
    "ephemeral_storage": st.sampled_from([{}, {"Size": 512}, {"Size": 10241}, {"Size": 10240}]),
    "num_retained_versions": st.sampled_from([None, 0, 1, 2, True, "5", 5.0]),
    "provisioned_concurrency": st.sampled_from([None, 0, 1, 5, True, "1"]),
    "lambda_concurrency": st.sampled_from([None, 0, 2]),
    "snap_start": st.sampled_from(["None", "PublishedVersions", None, ""]),
    "environment_variables": st.sampled_from([{}, {"A": "1"}, {"A": 1}]),
    "binary_support": BOOLEANS,
    "additional_text_mimetypes": st.sampled_from([None, [], ["text/x"]]),
    "function_url_config": st.sampled_from([{}, {"authorizer": "AWS_IAM"}]),
    "websocket_handler_module": st.sampled_from([None, "", "a.b", "a.py", "a/b", 3]),
    "attach_policy": st.sampled_from(["policy.json", "missing.json"]),
    "tags": st.sampled_from([{}, {"a": "b"}]),
}
STAGES = st.dictionaries(
    st.sampled_from(["dev", "base", "größe", "a b", "x_1"]), st.fixed_dictionaries({}, optional=VALUES)
)


@effort(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables=STAGES.filter(bool), separators=st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]))
def test_zappa_reads_what_hypothesis_makes_up_the_same(
    zappa: Answer, tmp_path: Path, tables: dict[str, Any], separators: tuple[str, str]
) -> None:
    """Whatever the settings are, a stage is accepted or refused as Zappa does, with the same answers."""
    folder = tmp_path / "My Shop"
    folder.mkdir(exist_ok=True)
    (folder / "policy.json").write_text("{}")
    path = folder / "zappa_settings.json"
    path.write_text(json.dumps(tables, separators=separators), encoding="utf-8")
    found = settings.load(path)
    refused = {refusal.stage for refusal in found.refusals}
    assert refused | set(found.stages) == set(tables)
    for name in tables:
        said = zappa(folder, path.name, name)
        assert ("error" in said) == (name in refused), (name, said, found.refusals)
        if name in found.stages:
            assert agrees(found.stages[name], said), (name, said)


@pytest.mark.parametrize("suffix", [".json", ".toml", ".yml"])
@effort(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=60), st.text('{}[]:,"-#&*!| \n\tadev1.', max_size=60).map(str.encode)))
def test_any_bytes_are_settings_or_one_line(tmp_path: Path, suffix: str, content: bytes) -> None:
    """No content of a file ends in anything but settings or one clear line."""
    path = tmp_path / f"zappa_settings{suffix}"
    line = ""
    try:
        settings.parse(content, suffix, path)
    except settings.SettingsError as error:
        line = str(error)
    assert not line or line.startswith(f"zappa_settings{suffix}: ")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("name", "text", "kind", "says"),
    [
        ("zappa_settings.py", "import os", "is_python", "never read or run here"),
        ("settings.ini", "[dev]", "unknown_format", "name a .json, .toml, .yml or .yaml file"),
        ("zappa_settings.json", "[" * 100_000, "not_readable", "nested too deeply"),
        ("zappa_settings.yml", "[" * 200_000 + "]" * 200_000, "not_readable", "nested too deeply"),
        ("zappa_settings.toml", "a = " + "[" * 20_000, "not_readable", "nested too deeply"),
        ("zappa_settings.toml", "[dev]\n[dev]", "not_readable", "fix it there"),
    ],
    ids=["python", "unknown_format", "deep_json", "deep_yaml", "deep_toml", "toml_twice"],
)
def test_unusable_files_are_one_line(tmp_path: Path, name: str, text: str, kind: str, says: str) -> None:
    """Each says what is wrong and what to do."""
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(settings.SettingsError) as refused:
        settings.load(path)
    assert refused.value.kind == kind
    assert says in str(refused.value)


def test_settings_are_found_in_zappas_order(tmp_path: Path) -> None:
    """JSON before TOML before YAML; without any, the line names what could be there."""
    with pytest.raises(settings.SettingsError, match="no settings file; run `zappa init`"):
        settings.find(tmp_path)
    for name in ("zappa_settings.yaml", "zappa_settings.yml", "zappa_settings.toml", "zappa_settings.json"):
        (tmp_path / name).write_text("")
        assert settings.find(tmp_path).name == name


def test_an_import_of_zappas_websocket_switches_it_on(tmp_path: Path) -> None:
    """As in Zappa, the code is parsed; hidden folders and what does not parse are passed over."""
    path = tmp_path / "zappa_settings.json"
    path.write_text('{"dev": {"project_name": "chess"}}')
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "a.py").write_text("import zappa.websocket")
    (tmp_path / "broken.py").write_text("import zappa.websocket (")
    assert "websocket" not in settings.load(path).stages["dev"].features
    (tmp_path / "sockets.py").write_text("from zappa.websocket import on_connect")
    assert "websocket" in settings.load(path).stages["dev"].features
