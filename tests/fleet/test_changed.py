"""`zappa-iam fleet check --changed`: the roots that a commit touches."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import yaml

from tests.shared.fleet_runs import EXAMPLE, run, said
from tests.shared.manifests import changed


def git(folder: Path, *arguments: str) -> None:
    """A commit's worth of git, as nobody."""
    name = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.com"]
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)


def touched(folder: Path, *arguments: str) -> list[str]:
    """The roots that `--changed` names, and a line for each thing that it says beside them."""
    result = run(folder, "--changed", *arguments, command="check")
    assert result.exit_code == 0, result.output
    return said(result)


def test_changed_compares_what_is_rendered(tmp_path: Path) -> None:
    """Words alone touch nothing; a project's change touches its roots; settings, code and files that are new count."""
    repository = tmp_path / "company"
    shutil.copytree(EXAMPLE, repository / "fleet", ignore=shutil.ignore_patterns("roots"))
    folder = repository / "fleet"
    path = folder / "fleet.yaml"
    path.write_text(path.read_text().replace("../../modules/zappa_iam #", "git::https://example.com/x.git?ref=v1 #"))
    git(repository, "init", "-q", ".")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "first")
    assert touched(folder) == []
    text = path.read_text()
    path.write_text("# other words\n" + text.replace("environments: [production]", 'environments: ["production"]'))
    assert touched(folder) == []
    path.write_text(text.replace("[no_api, events]", "[no_api, no_events]"))
    assert touched(folder) == ["roots/data/eu-central-1"]
    git(repository, "commit", "-qam", "second")
    assert touched(folder) == []
    assert touched(folder, "HEAD^") == ["roots/data/eu-central-1"]
    settings_file = folder / "bookshop" / "zappa_settings.json"
    settings_file.write_text(settings_file.read_text().replace('"slim_handler": true', '"slim_handler": false'))
    production = [f"roots/production/{region}" for region in ("ap-southeast-2", "eu-central-1", "us-west-2")]
    assert touched(folder) == production
    git(repository, "commit", "-qam", "third")
    (folder / "payments" / "sockets.py").write_text("from zappa.websocket import Socket\n")  # not added yet
    assert touched(folder) == ["roots/development/eu-central-1", "roots/production/eu-central-1"]
    path.write_text(
        path.read_text().replace("  partner-api:\n    account: partners", "  partner-api:\n    account: data")
    )
    lines = touched(folder)
    assert "roots/data/eu-central-1" in lines
    assert "roots/partners/us-east-1: left the manifest" in lines


def test_changed_says_what_cannot_be_told(tmp_path: Path) -> None:
    """No repository, no such commit, a manifest that is new or was broken: a line each."""
    (tmp_path / "fleet.yaml").write_text(yaml.safe_dump(changed(("module", "git::https://example.com/x.git?ref=v1"))))
    outside = run(tmp_path, "--changed", command="check")
    assert (outside.exit_code, said(outside)[0][:11]) == (1, "--changed: ")
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "commit", "-qm", "first", "--allow-empty")
    unknown = run(tmp_path, "--changed", "nowhere", command="check")
    assert (unknown.exit_code, len(said(unknown))) == (1, 1)
    new = touched(tmp_path)
    assert new == ["fleet.yaml: not in the commit, so every root is new", "roots/live/us-west-2"]
    whole = (tmp_path / "fleet.yaml").read_text()
    (tmp_path / "fleet.yaml").write_text("accounts: 5\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "second")
    (tmp_path / "fleet.yaml").write_text(whole)
    assert touched(tmp_path)[0].startswith(
        "fleet.yaml: the commit's cannot be rendered, so every root counts: fleet.yaml"
    )


def test_a_changed_module_touches_every_root(small: Path) -> None:
    """Where it is a folder of the repository, as the copy among the roots is."""
    assert run(small).exit_code == 0
    git(small, "init", "-q", ".")
    git(small, "add", ".")
    git(small, "commit", "-qm", "first")
    assert touched(small) == []
    with (small / "roots" / "zappa_iam" / "names.tf").open("a") as file:
        file.write("\n# changed\n")
    assert touched(small) == [
        "roots/zappa_iam: the module differs, and with it every root",
        "roots/live/us-west-2",
        "roots/spare/us-west-2",
    ]
    matrix = json.loads(run(small, "--changed", "--json", command="check").stdout)
    assert [each["account"] for each in matrix["include"]] == ["live", "spare"]
