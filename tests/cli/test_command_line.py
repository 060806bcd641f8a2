"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import MODULE
from zappa_iam import catalog
from zappa_iam.cli import main
from zappa_iam.files import places


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main.main, arguments)


def test_check_passes_for_the_committed_module() -> None:
    """`check` of the committed module says so and exits 0."""
    result = _run("check")
    assert (result.exit_code, "up to date" in result.stdout) == (0, True)


def test_check_fails_with_a_diff_and_the_fix(tmp_path: Path) -> None:
    """`check` shows what differs, is missing or is nobody's, and nothing else; it names the fix and exits 1."""
    folder = tmp_path / "module"
    shutil.copytree(MODULE, folder, ignore=shutil.ignore_patterns(".terraform*"))
    (folder / "orphan.tf").write_text("# nobody renders this\n")
    (folder / "bucket.tf").write_text((folder / "bucket.tf").read_text() + "# by hand\n")
    (folder / "statements.tf").unlink()
    result = _run("check", "--folder", str(folder))
    assert result.exit_code == 1
    differing = re.findall(r"^[-+]{3} (?:module|rendered)/(\S+)", result.stdout, re.MULTILINE)
    assert set(differing) == {"bucket.tf", "orphan.tf", "statements.tf"}
    assert {"-# nobody renders this", "-# by hand"} <= set(result.stdout.splitlines())
    assert "render it again with `zappa-iam render`" in result.stderr


def test_check_names_make_for_the_committed_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the checkout's own module differs, `make module` is what fixes it."""
    monkeypatch.setattr(places, "MODULE", tmp_path)
    assert "run `make module` and commit" in _run("check").stderr


def test_render_writes_the_module(tmp_path: Path) -> None:
    """`render` into an empty place gives the committed module."""
    assert _run("render", "--folder", str(tmp_path / "module")).exit_code == 0
    assert _run("check", "--folder", str(tmp_path / "module")).exit_code == 0


def test_faults_of_the_catalog_are_lines_on_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog that is refused prints its lines to standard error, no trace, and exits 1."""

    def refuse() -> None:
        raise catalog.CatalogError("features/x.toml: Y: missing why; say why")

    monkeypatch.setattr(catalog, "load", refuse)
    result = _run("render")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "features/x.toml: Y: missing why; say why\n")


def test_evidence_diff_prints_a_table() -> None:
    """What the newer version adds, by whom, where, and the catalog's part; plain where there is no terminal."""
    result = _run("evidence", "diff", "0.62.1", "0.63.0")
    assert result.exit_code == 0
    assert "lambda:PublishVersion" in result.stdout
    assert "snap_start" in result.stdout
    assert "Zappa 0.63.0 adds " in result.stdout
    assert re.search(r"New, so not compared: [^.]*\bprovisioned_concurrency, ", result.stdout)
    assert "\x1b[" not in result.stdout


def test_evidence_diff_as_json_is_whole() -> None:
    """Each change is one flat row."""
    found = json.loads(_run("evidence", "diff", "0.60.2", "0.61.4", "--json").stdout)
    [needless] = [row for row in found["changes"] if row["change"] == "needless" and not row["elsewhere"]]
    assert (needless["to"], needless["action"], needless["on"]) == ("deployer", "events:ListRules", "*")
    assert needless["scenarios"] == ["event_source_events", "life_patterns"]
    assert set(needless) >= {"facts", "features", "commands", "source", "granted_by", "fix", "elsewhere"}


def test_evidence_diff_refuses_an_unknown_version() -> None:
    """One line names the versions there are."""
    result = _run("evidence", "diff", "0.62.1", "0.99.0")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == ("evidence: no recording of Zappa 0.99.0; write one of: 0.60.2, 0.61.4, 0.62.1, 0.63.0\n")


def test_evidence_table_is_markdown() -> None:
    """Two tables: the features, and the actions that other policies for Zappa come to."""
    result = _run("evidence", "table")
    assert result.exit_code == 0
    assert result.stdout.startswith("| feature | calls recorded |")
    assert [f"| `{feature.name}` | " in result.stdout for feature in catalog.load().features].count(False) == 0
    assert "| deployer: actions, wildcards expanded |" in result.stdout
    assert " | 122 | 59 |\n" in result.stdout


@pytest.mark.parametrize(
    "command",
    [[], ["render"], ["check"], ["explain"], ["evidence"], ["evidence", "diff"], ["evidence", "table"]],
    ids=lambda command: "-".join(command) or "main",
)
def test_help_is_there(command: list[str]) -> None:
    """Every command has `--help`."""
    assert _run(*command, "--help").exit_code == 0
