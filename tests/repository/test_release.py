"""A release: version, tag, changelog and module agree, or a line says where not; and what is packed is the module."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from tests.conftest import ROOT
from tests.shared import checkouts
from tests.shared.tools import tool

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
TAG = f"v{VERSION}"
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
CHANGELOG = f"# Changelog\n\n## Unreleased\n\n## {VERSION} - 2026-11-26\n\n- The first.\n"


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout in which all agree."""
    folder = checkouts.copied(tmp_path_factory.mktemp("release"))
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    checkouts.committed(folder)
    checkouts.done(["git", "tag", TAG], folder)
    return folder


@pytest.fixture
def release(tagged: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """tools/release.py for the copy, without the seconds of rendering the module."""
    module = tool("release")
    monkeypatch.setattr(module, "ROOT", tagged)
    monkeypatch.setattr(module, "_module", list)
    return module


def test_a_release_that_agrees_is_packed(tagged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wheel, sdist and the module's archive; CONTRIBUTING's recipe makes of that the registry's repository."""
    said = checkouts.done([sys.executable, "tools/release.py"], tagged)
    wheel, archive = f"zappa_iam-{VERSION}-py3-none-any.whl", f"terraform-aws-zappa-iam-{VERSION}.tar.gz"
    assert said.splitlines() == [
        f".cache/release/{name}" for name in sorted([wheel, archive, f"zappa_iam-{VERSION}.tar.gz"])
    ]
    with tarfile.open(tagged / ".cache" / "release" / archive) as found:
        names = {name.partition("/")[2] for name in found.getnames()}
        readme = found.extractfile(f"terraform-aws-zappa-iam-{VERSION}/README.md")
        assert readme
        assert f"?ref={TAG}" in readme.read().decode()
    module = checkouts.done(["git", "ls-files", "modules/zappa_iam"], tagged).splitlines()
    assert names == {*(name.removeprefix("modules/zappa_iam/") for name in module), "LICENSE"}
    assert checkouts.done(["git", "status", "--porcelain"], tagged) == ""
    published = tmp_path / "terraform-aws-zappa-iam.git"
    checkouts.done(["git", "init", "--quiet", "--bare", str(published)], tmp_path)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "tests")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "tests@example.com")
    monkeypatch.setenv("MODULE_REPOSITORY", str(published))
    recipe = CONTRIBUTING.partition("   ```sh\n   git clone")[2].partition("   ```\n")[0]
    checkouts.done(["sh", "-e", "-c", f"git clone{recipe.replace('0.1.0', VERSION)}"], tagged)
    shown = checkouts.done(["git", "ls-tree", "-r", "--name-only", TAG], published)
    assert set(shown.splitlines()) == names


def edited(name: str, old: str, new: str) -> Callable[[Path], None]:
    """A change of one file that is committed, and the tag set anew behind it."""

    def change(folder: Path) -> None:
        path = folder / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
        checkouts.committed(folder)
        checkouts.done(["git", "tag", "--force", TAG], folder)

    return change


def untag(folder: Path) -> None:
    """No tag of the version."""
    checkouts.done(["git", "tag", "--delete", TAG], folder)


def go_on(folder: Path) -> None:
    """A commit behind the tag."""
    (folder / "LICENSE").write_text("")
    checkouts.committed(folder)


def leave_open(folder: Path) -> None:
    """A change that is not committed."""
    (folder / "LICENSE").write_text("")


NEXT = edited("pyproject.toml", f'version = "{VERSION}"', 'version = "9.8.7"')


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (untag, [f"git: {TAG} is missing; set it here with `git tag {TAG}`"]),
        (go_on, [f"git: {TAG} is on another commit; set it here with `git tag {TAG}`"]),
        (leave_open, ["git: 1 changes are not committed, LICENSE first; commit them"]),
        (
            edited("CHANGELOG.md", f"## {VERSION} - 2026-11-26", "## 0.0.9 - 2026-01-01"),
            [f'CHANGELOG.md: the newest version is "0.0.9 - 2026-01-01"; write "{VERSION} - " and the date'],
        ),
        (
            edited("CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\n- New.\n"),
            [f"CHANGELOG.md: Unreleased has entries; move them below {VERSION}"],
        ),
        (
            edited("CHANGELOG.md", "## Unreleased\n\n", ""),
            ['CHANGELOG.md: the first heading is not "Unreleased"; write it above the versions'],
        ),
        (
            edited("examples/quickstart/README.md", "\n", "\nmodules/zappa_iam?ref=v0.0.9\n"),
            ["examples/quickstart/README.md:2: ref=v0.0.9; write ref=v" + VERSION],
        ),
        (
            edited("pyproject.toml", f'version = "{VERSION}"', 'version = "1.0b1"'),
            ["pyproject.toml: version 1.0b1 is not of the form 1.2.3; write it so"],
        ),
        (NEXT, ['CHANGELOG.md: the newest version is "', "git: v9.8.7 is missing; set it here with `git tag v9.8.7`"]),
    ],
    ids=["untagged", "elsewhere", "uncommitted", "changelog", "unreleased", "no_section", "ref", "form", "version"],
)
def test_each_disagreement_is_a_line(
    release: ModuleType, tagged: Path, change: Callable[[Path], None], lines: list[str]
) -> None:
    """One line for each thing that does not agree, and nothing is packed."""
    start = checkouts.done(["git", "rev-parse", "HEAD"], tagged).strip()
    shutil.rmtree(tagged / ".cache", ignore_errors=True)
    try:
        change(tagged)
        with pytest.raises(SystemExit) as refused:
            release.main()
    finally:
        checkouts.done(["git", "reset", "--quiet", "--hard", start], tagged)
        checkouts.done(["git", "tag", "--force", TAG], tagged)
    said = str(refused.value).splitlines()
    assert all(any(line.startswith(wanted) for line in said) for wanted in lines), said
    assert not (tagged / ".cache" / "release").exists()


def test_a_module_that_differs_is_a_line(tagged: Path) -> None:
    """The committed module is not what is rendered."""
    path = tagged / "modules" / "zappa_iam" / "iam.tf"
    text = path.read_text()
    try:
        path.write_text(text + "# by hand\n")
        command = [sys.executable, "tools/release.py"]
        refused = subprocess.run(command, cwd=tagged, capture_output=True, text=True, check=False)
    finally:
        path.write_text(text)
    assert refused.returncode == 1
    assert "modules/zappa_iam: differs from its catalog and templates; run `make module` and commit" in refused.stderr


def test_pages_name_the_version() -> None:
    """Each `?ref=` of a module's source, as it is now."""
    assert list(tool("release")._references(VERSION)) == []


def test_workflow_publishes_without_a_secret() -> None:
    """A tag starts it, one job alone may ask for a token of PyPI's trust, and each action is pinned by its commit."""
    found = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())
    assert found[True] == {"push": {"tags": ["v*"]}}  # YAML reads `on` as true
    jobs = found["jobs"]
    assert [name for name, job in jobs.items() if "id-token" in job.get("permissions", {})] == ["pypi"]
    assert jobs["pypi"]["environment"] == "pypi"
    used = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    assert all(len(name.partition("@")[2]) == 40 for name in used)
    assert "secrets." not in (ROOT / ".github" / "workflows" / "release.yml").read_text()
