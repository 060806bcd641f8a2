"""Settings files: which are found, and what is said of one that is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from zappa_iam import settings


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
