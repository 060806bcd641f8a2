"""The browser for the tests: one that is there is taken, else Debian's is installed, else one line says what to do."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

import pytest

from tests.shared.tools import tool

APT = """#!/bin/sh
PATH=/usr/bin:/bin
echo "$@" >> {log}
case "$*" in
  *install*)
    if test -f {fails}; then rm {fails}; echo "E: no such package"; exit 100; fi
    cp {apt} {bin}/chromium
    ;;
esac
"""


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """tools/browser.py on a machine without a browser, for root."""
    module = tool("browser")
    monkeypatch.setattr(module, "PLACES", ())
    monkeypatch.setattr(module.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(module.os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(module.VARIABLE, raising=False)
    return module


def program(path: Path, text: str = "#!/bin/sh\n") -> str:
    """A file that can be run."""
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def apt(folder: Path) -> Path:
    """An apt-get that notes what it is asked, and installs a chromium unless the file `fails` is there, once."""
    places = {"log": folder / "log", "fails": folder / "fails", "apt": folder / "apt-get", "bin": folder}
    program(folder / "apt-get", APT.format(**places))
    return folder / "log"


def test_browser_on_path_is_taken(setup: ModuleType, tmp_path: Path) -> None:
    """Whatever its name is; nothing is installed."""
    log = apt(tmp_path)
    chrome = program(tmp_path / "google-chrome")
    assert setup.ready() == chrome
    assert not log.exists()


def test_browser_that_is_named_is_taken(setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any other; a name of nothing is refused."""
    program(tmp_path / "chromium")
    mine = program(tmp_path / "mine")
    monkeypatch.setenv(setup.VARIABLE, mine)
    assert setup.ready() == mine
    monkeypatch.setenv(setup.VARIABLE, "nowhere")
    with pytest.raises(setup.BrowserError, match=r"^ZAPPA_IAM_BROWSER: nowhere is no program; name a chromium"):
        setup.ready()


def test_browser_is_installed_once(setup: ModuleType, tmp_path: Path) -> None:
    """As root where there is apt-get; where its list of packages is old, after an update."""
    log = apt(tmp_path)
    (tmp_path / "fails").touch()
    assert setup.ready() == str(tmp_path / "chromium")
    assert setup.ready() == str(tmp_path / "chromium")
    asked = log.read_text().splitlines()
    assert [("install" in each, "update" in each) for each in asked] == [(True, False), (False, True), (True, False)]
    assert all("chromium" in each for each in asked if "install" in each)


def test_browser_that_cannot_be_had_is_said_in_one_line(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without root, without apt-get, or where apt-get fails, below its words."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    missing = "^browser: no chromium and no chrome here; install one, or name it in ZAPPA_IAM_BROWSER$"
    with pytest.raises(setup.BrowserError, match=missing):
        setup.ready()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(setup.BrowserError, match=missing):
        setup.ready()
    program(tmp_path / "apt-get", "#!/bin/sh\necho E: no network\nexit 100\n")
    with pytest.raises(setup.BrowserError, match=r"^browser: apt-get failed, as it says above; install chromium"):
        setup.ready()
    assert "E: no network" in capsys.readouterr().err
