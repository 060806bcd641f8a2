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
from zappa_iam.reports import explain


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
    (folder / "alb.tf").unlink()
    result = _run("check", "--folder", str(folder))
    assert result.exit_code == 1
    differing = re.findall(r"^[-+]{3} (?:module|rendered)/(\S+)", result.stdout, re.MULTILINE)
    assert set(differing) == {"alb.tf", "bucket.tf", "orphan.tf"}
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


def test_explain_answers_why() -> None:
    """`explain ACTION`, in any case, gives statement, reason and source."""
    result = _run("explain", "LAMBDA:getalias")
    assert result.exit_code == 0
    assert "lambda:GetAlias to the deployer: core, ManageFunction" in result.stdout
    assert "Deploy, update, rollback, status and undeploy" in result.stdout


def test_explain_shows_the_evidence() -> None:
    """`explain ACTION` goes on with commands, Zappa's functions and their lines in each version."""
    result = _run("explain", "lambda:GetAlias")
    assert "granted to the deployer, and asked for in" in result.stdout
    assert "zappa/core.py Zappa.migrate_lambda_alias" in result.stdout
    assert "0.63.0: 1737" in result.stdout


def test_explain_says_what_was_never_recorded() -> None:
    """Granted for what AWS does by itself: derived from a line of Zappa, or asked for by nothing on record."""
    assert "granted to the role, never recorded: AWS acts on this line" in _run("explain", "logs:PutLogEvents").stdout
    found = explain.grants(catalog.load(), "kms:GenerateDataKey")
    said = "kms:GenerateDataKey: granted to the {}, and no recording asks for it; its reason is above"
    assert explain.findings("kms:GenerateDataKey", found, []) == [said.format(to) for to in ("deployer", "role")]


def test_explain_says_what_is_asked_for_and_not_granted(monkeypatch: pytest.MonkeyPatch) -> None:
    """An action that evidence asks for and no feature grants is answered with the scenarios, not refused."""
    whole = catalog.load()
    monkeypatch.setattr(catalog, "load", lambda: whole._replace(features=()))
    result = _run("explain", "events:putrule")
    assert result.exit_code == 0
    assert "events:PutRule: no feature grants it to the deployer; asked for in: api_key, api_key_ex" in result.stdout
    assert "zappa/core.py Zappa.schedule_events" in result.stdout


def test_explain_of_one_action_as_json_holds_the_evidence() -> None:
    """Nothing is capped: every scenario with its own settings, every version with its lines."""
    found = json.loads(_run("explain", "iam:PassRole", "--json").stdout)
    assert found["action"] == "iam:PassRole"
    assert {grant["feature"] for grant in found["grants"]} >= {"core", "events"}
    places = {use["function"]: use for use in found["evidence"]}
    created = places["Zappa.create_lambda_function"]
    assert created["settings"]["xray_tracing"] == {"xray_tracing": True}
    assert sorted(created["lines"]) == ["0.60.2", "0.61.4", "0.62.1", "0.63.0"]


def test_explain_without_action_reads_no_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of grants stays quick."""
    monkeypatch.setattr("zappa_iam.evidence.recordings.read", lambda *_: pytest.fail("evidence was read"))
    assert _run("explain").exit_code == 0
    assert _run("explain", "--json").exit_code == 0


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
    assert set(needless) >= {"facts", "features", "commands", "source", "granted_by", "mend", "elsewhere"}


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
    assert " | 122 | 58 |\n" in result.stdout


def test_explain_as_json_is_whole() -> None:
    """`explain --json` lists every grant of the catalog."""
    rows = json.loads(_run("explain", "--json").stdout)
    wanted = sum(len(s.actions) for f in catalog.load().features for s in f.deployer + f.role if s.effect == "Allow")
    assert len(rows) == wanted
    assert set(rows[0]) == {"action", "to", "feature", "sid", "why", "on", "conditions", "source"}


def test_explain_prints_a_table_without_cutting_actions() -> None:
    """`explain` alone shows every action whole, even where no terminal tells a width."""
    result = _run("explain")
    for feature in catalog.load().features:
        assert feature.name in result.stdout
    assert "lambda:UpdateFunctionConfiguration" in result.stdout
    assert "\x1b[" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lambda:GetAlas"], "explain: lambda:GetAlas is not granted; did you mean lambda:GetAlias?"),
        (["--feature", "teleport"], 'explain: unknown feature "teleport"; write one of: core'),
        (["lambda:GetAlias", "--feature", "events"], "explain: lambda:GetAlias is not granted by events"),
    ],
    ids=["unknown_action", "unknown_feature", "not_of_this_feature"],
)
def test_explain_refuses(arguments: list[str], message: str) -> None:
    """What is not there is one line on standard error, and exit status 1."""
    result = _run("explain", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(message)


@pytest.mark.parametrize(
    "command",
    [[], ["render"], ["check"], ["explain"], ["evidence"], ["evidence", "diff"], ["evidence", "table"]],
    ids=lambda command: "-".join(command) or "main",
)
def test_help_is_there(command: list[str]) -> None:
    """Every command has `--help`."""
    assert _run(*command, "--help").exit_code == 0
