"""`zappa-iam init`: what it writes is valid and plans; what it must not touch stays as it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import initialised
from tests.shared.settings_files import INIT
from zappa_iam import settings
from zappa_iam.cli.main import main


def run(folder: Path, *arguments: str) -> Result:
    """`zappa-iam init` on the settings in a folder, its files below it."""
    return CliRunner().invoke(
        main, ["init", str(folder / "zappa_settings.json"), "--folder", str(folder / "tf"), *arguments]
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the settings that `zappa init` writes."""
    folder = tmp_path / "bookshop"
    folder.mkdir()
    shutil.copy(INIT, folder / "zappa_settings.json")
    return folder


def held(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_init_writes_a_root_module_that_plans(project: Path, aws: str) -> None:
    """The files and the module beside them plan as they stand; the settings are shown the change and left alone."""
    before = (project / "zappa_settings.json").read_bytes()
    result = run(project)
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (project / "tf").iterdir()) == [
        "main.tf",
        "outputs.tf",
        "versions.tf",
        "zappa_iam",
    ]
    assert "to change, by hand or with --write:" in result.output
    assert '+        "manage_roles": false,' in result.output
    assert (project / "zappa_settings.json").read_bytes() == before
    test = initialised(project / "tf")
    plan = test.plan(output=True)
    assert plan["planned_values"]["root_module"]["child_modules"][0]["address"] == "module.bookshop"


def test_init_changes_the_settings_where_asked(project: Path) -> None:
    """With --write and an account the stage names its role by the ARN, and Zappa manages none any more."""
    assert run(project, "--write", "--account", "123456789012").exit_code == 0
    stage = settings.load(project / "zappa_settings.json").stages["dev"]
    assert (stage.role.managed, stage.role.arn) == (False, "arn:aws:iam::123456789012:role/BookshopRole")
    assert "role_name" not in stage.features


def test_init_writes_nothing_over_what_is_there(project: Path) -> None:
    """A file in the way is named, and stays; with --force it is written over, and nothing else."""
    (project / "tf").mkdir()
    (project / "tf" / "main.tf").write_text("mine")
    (project / "tf" / "notes.txt").write_text("mine, too")
    before = held(project)
    result = run(project)
    assert result.exit_code == 2
    assert "main.tf there already; name another --folder, or write over them with --force" in result.output
    assert held(project) == before
    assert run(project, "--force").exit_code == 0
    assert (project / "tf" / "notes.txt").read_text() == "mine, too"
    assert (project / "tf" / "main.tf").read_text() != "mine"


def test_init_goes_on_where_its_own_files_are(project: Path) -> None:
    """After a look, `init --write` changes the settings too; then a file that somebody edited stops it."""
    assert run(project).exit_code == 0
    settings_before = (project / "zappa_settings.json").read_text()
    assert run(project, "--write").exit_code == 0
    assert (project / "zappa_settings.json").read_text() != settings_before
    (project / "tf" / "main.tf").write_text((project / "tf" / "main.tf").read_text() + "# mine\n")
    result = run(project)
    assert (result.exit_code, "main.tf there already" in result.output) == (2, True)


def test_init_writes_nothing_where_the_module_has_no_place(project: Path) -> None:
    """A foreign file where the module goes is named in one line; nothing is written beside it."""
    (project / "tf" / "zappa_iam").mkdir(parents=True)
    (project / "tf" / "zappa_iam" / "notes.txt").write_text("mine")
    before = held(project)
    result = run(project)
    assert result.exit_code == 2
    assert "notes.txt" in result.output
    assert result.output.count("\n") == 1
    assert held(project) == before


def test_init_prints_and_writes_nothing_on_a_dry_run(project: Path) -> None:
    """With --dry-run every file is shown and none is there."""
    before = held(project)
    result = run(project, "--dry-run", "--write")
    assert 'module "bookshop" {' in result.output
    assert held(project) == before


def test_init_describes_for_programs(project: Path) -> None:
    """With --json: stages, calls and warnings; nothing is asked and nothing written."""
    before = held(project)
    (project / "zappa_settings.json").write_text('{"dev": {"project_name": "bookshop"}}')
    found = json.loads(run(project, "--json").output)
    assert found["stages"]["dev"]["features"] == ["apigateway", "events"]
    assert found["stages"]["dev"]["bucket"] is None
    assert found["missing"] == [{"stage": "dev", "setting": "aws_region"}, {"stage": "dev", "setting": "s3_bucket"}]
    assert [warning["kind"] for warning in found["warnings"]] == ["role_loses_default_policy", "no_bucket", "no_region"]
    assert held(project).keys() == before.keys()


REFUSED = {
    "missing": ('{"dev": {}}', "zappa_settings.json: dev: aws_region is not set; dev: s3_bucket is not set; give"),
    "refused": ('{"dev": {"project_name": "a b"}}', "zappa_settings.json: dev: project_name: Zappa refuses 'a b'"),
    "truncated": ('{"dev": {"a', "zappa_settings.json: "),
    "no_stages": ("{}", "zappa_settings.json: holds no stage"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_init_refuses_in_a_line(project: Path, name: str) -> None:
    """What cannot be used is one clear line, exit status 2, and nothing is written."""
    text, says = REFUSED[name]
    (project / "zappa_settings.json").write_text(text)
    before = held(project)
    result = run(project)
    assert result.exit_code == 2
    assert result.output.startswith(says), result.output
    assert result.output.count("\n") == 1
    assert held(project) == before


def test_init_names_the_stages_there_are(project: Path) -> None:
    """An unknown --stage is answered with the known ones."""
    result = run(project, "--stage", "live")
    assert result.exit_code == 2
    assert "no stage live; name some of: dev" in result.output
