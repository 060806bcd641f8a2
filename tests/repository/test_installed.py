"""What is in an environment: where a package or file is not as it was installed, the environment is made anew."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT
from tests.shared.tools import tool
from tests.shared.wheels import packed

BACKEND = """
def build_wheel(folder, *_):
    import zipfile
    name = "built-1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as archive:
        archive.writestr("built.py", "HERE = True")
        for file, text in {
            "METADATA": "Metadata-Version: 2.1\\nName: built\\nVersion: 1.0\\n",
            "WHEEL": "Wheel-Version: 1.0\\nGenerator: tests\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
            "RECORD": "",
        }.items():
            archive.writestr(f"built-1.0.dist-info/{file}", text)
    return name
"""
PROJECT = '[build-system]\nrequires = ["is-nowhere"]\nbuild-backend = "backend"\nbackend-path = ["."]\n'


def source(folder: Path) -> str:
    """A source distribution that says it is built with a package that is nowhere; the line that pins it."""
    path = folder / "built-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in {"backend.py": BACKEND, "pyproject.toml": PROJECT, "PKG-INFO": "Name: built\n"}.items():
            entry = tarfile.TarInfo(f"built-1.0/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return f"built==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ModuleType, Path]]:
    """tools/setup.py, and a project with one environment, of a wheel, a source, and what is for Windows alone."""
    root = tmp_path_factory.mktemp("project")
    (root / "requirements").mkdir()
    pins = packed(root / "wheels") + source(root / "wheels")
    windows = "colorama==0.4.6 ; sys_platform == 'win32' --hash=sha256:00\n"
    (root / "requirements" / "tiny.txt").write_text(pins + windows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", list(sys.path))
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("PIP_FIND_LINKS", str(root / "wheels"))
        setup = tool("setup")
        setup.set_up("tiny", root)
        yield setup, root


def site_of(root: Path) -> Path:
    """Where the environment's packages are."""
    (found,) = (root / ".cache" / "environments" / "tiny").glob("lib/python*/site-packages")
    return found


def test_what_is_published_as_source_alone_is_built_without_looking_for_tools(
    project: tuple[ModuleType, Path],
) -> None:
    """The pinned tools build it, as pip looks for no others; what is for another platform is not missed."""
    setup, root = project
    assert (site_of(root) / "built.py").exists()
    stamp = (root / ".cache" / "environments" / "tiny" / "stamp").read_text().splitlines()
    assert stamp[1:] == ["built==1.0", "tiny-package==1.0"]
    assert setup.is_ready("tiny", root)


def _rename(site: Path) -> None:
    (site / "tiny_package-1.0.dist-info").rename(site / "tiny_package-0.9.dist-info")
    record = site / "tiny_package-0.9.dist-info" / "RECORD"
    record.write_text(record.read_text().replace("tiny_package-1.0", "tiny_package-0.9"))


DAMAGES: dict[str, tuple[Callable[[Path], object], str | None]] = {
    "package": (lambda site: shutil.rmtree(site / "tiny_package-1.0.dist-info"), "tiny-package is not installed"),
    "version": (_rename, "tiny-package is 0.9, and 1.0 is pinned"),
    "missing": (lambda site: (site / "tiny_package.py").unlink(), "tiny_package.py is missing"),
    "cut": (lambda site: (site / "tiny_package.py").write_text(""), "tiny_package.py is damaged"),
    "record": (
        lambda site: (site / "built-1.0.dist-info" / "RECORD").write_bytes(b"a,b,\xff\n"),
        "built-1.0.dist-info is damaged",
    ),
    "all": (lambda site: [shutil.rmtree(path) for path in site.iterdir() if path.is_dir()], "built is not installed"),
    "stamp": (
        lambda site: (site.parents[2] / "stamp").write_text((site.parents[2] / "stamp").read_text()[:-18]),
        None,
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_noticed(project: tuple[ModuleType, Path], tmp_path: Path, damage: str) -> None:
    """A package that is gone or another, a file that is gone or cut, and a stamp with fewer pins."""
    setup, root = project
    copy = tmp_path / "project"
    shutil.copytree(root, copy, symlinks=True, ignore=shutil.ignore_patterns("pip", "pip-*", "setuptools*"))
    assert setup.is_ready("tiny", copy)
    do, said = DAMAGES[damage]
    do(site_of(copy))
    assert setup.fault("tiny", copy) == (f" anew, as {said}" if said else "")


def test_a_damaged_environment_is_made_anew(
    project: tuple[ModuleType, Path], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is said, and all of it is installed again."""
    setup, root = project
    (site_of(root) / "tiny_package.py").unlink()
    made: list[Path] = []
    monkeypatch.setattr(setup, "_install", lambda folder, *_: made.append(folder) or folder.mkdir() or [])
    assert setup.set_up("tiny", root)[1]
    assert capfd.readouterr().err == "setting up tiny anew, as tiny_package.py is missing ...\n"
    assert made == [root / ".cache" / "environments" / "tiny"]


def test_builders_are_installed_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """setuptools and wheel, alone and with their hashes, before all that they may have to build."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    setup = tool("setup")
    (tmp_path / "requirements").mkdir()
    requirements = tmp_path / "requirements" / "some.txt"
    requirements.write_text("a==1 \\\n    --hash=sha256:00\nsetuptools==84.2.1 \\\n    --hash=sha256:11\n")
    ran: list[str] = []

    def run(command: list[str], *_: object) -> None:
        if command[-3:-1] == ["-m", "venv"]:
            (Path(command[-1]) / "bin").mkdir(parents=True)
            os.symlink(sys.executable, Path(command[-1]) / "bin" / "python")
        else:
            ran.append(Path(command[-1]).read_text())

    monkeypatch.setattr(setup, "_run", run)
    with pytest.raises(setup.SetupError, match=r"requirements/some.txt: pip ended well, but a is not installed"):
        setup.set_up("some", tmp_path)
    assert ran == ["setuptools==84.2.1 \\\n    --hash=sha256:11\n", requirements.read_text()]


def test_what_builds_a_source_is_pinned_beside_it() -> None:
    """The two packages that are published as source alone are nowhere pinned without setuptools."""
    texts = {path.stem: path.read_text() for path in (ROOT / "requirements").glob("*.txt")}
    built = {name for name, text in texts.items() if "\npython-terraform==" in text or "\nplacebo==" in text}
    assert built
    assert [name for name in sorted(built) if "\nsetuptools==" not in texts[name]] == []
