"""`zappa-iam fleet render`: what it writes is formatted, and as committed; what is not its own is never touched."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from benchmarks.fleet import manifest
from tests.conftest import ROOT
from tests.shared.manifests import BLOG, SETTINGS, changed
from zappa_iam import catalog, fleet
from zappa_iam.cli.main import main
from zappa_iam.module import render, terraform_checks

EXAMPLE = ROOT / "examples" / "fleet"


def run(folder: Path, *arguments: str, command: str = "render") -> Result:
    """`zappa-iam fleet` on the manifest in a folder."""
    return CliRunner().invoke(main, ["fleet", command, str(folder / "fleet.yaml"), *arguments])


def held(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder, and when it was written."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with a manifest of two roots, for every engine, and the module's copy among the roots."""
    engines = ("engines", ["atlantis", "matrix", "terragrunt"])
    value = changed(engines, ("projects/blog", BLOG | {"account": "spare", "pipelines": ["main"]}))
    (tmp_path / "fleet.yaml").write_text(yaml.safe_dump(value))
    return tmp_path


def test_the_examples_roots_are_what_is_rendered() -> None:
    """What is committed is what a render would write, to the last file."""
    result = run(EXAMPLE, "--rendered", command="check")
    assert result.exit_code == 0, result.output
    assert result.stdout == "fleet.yaml: 6 projects in 6 accounts, 10 roots; nothing to fix\n"
    assert result.stderr == ""


def test_rendering_needs_no_format(tmp_path: Path) -> None:
    """`terraform fmt` leaves the example's roots, and those of 60 projects, as they are."""
    terraform_checks.check_format(EXAMPLE)
    result = CliRunner().invoke(main, ["fleet", "render", str(manifest(tmp_path, 60, 4))])
    assert result.exit_code == 0, result.output
    assert result.stdout == "fleet.yaml: 60 projects in 4 accounts, 8 roots; 42 files written, 0 removed\n"
    terraform_checks.check_format(tmp_path / "roots")


def test_every_value_is_written_as_terraform_reads_it(tmp_path: Path) -> None:
    """Templates, quotes and lines in texts stay texts; what only some calls are given has its default for others."""
    inputs = {"tags": {"a b": '${1} "%{ if 2 }"', "ü": "\u2028"}, "package_expiration_days": 7, "users": ["ci"]}
    value = changed(
        ("module", "git::https://example.com/m.git//x?ref=v1"),
        ("projects/shop/inputs", inputs),
        ("projects/blog", BLOG),
        ("projects/news", BLOG | {"bucket": "n-packages", "features": ["alb", "no_events"]}),
    )
    (tmp_path / "fleet.yaml").write_text(yaml.safe_dump(value, allow_unicode=True))
    assert run(tmp_path).exit_code == 0
    folder = tmp_path / "roots" / "live" / "us-west-2"
    terraform_checks.check_format(folder)
    projects, block = (folder / "projects.tf").read_text(), (folder / "main.tf").read_text()
    assert '"a b" = "$${1} \\"%%{ if 2 }\\""' in projects
    assert 'lookup(each.value, "package_expiration_days", 30)' in block
    assert 'lookup(each.value, "users", [])' in block
    assert 'lookup(each.value, "deployers", {})' in block
    assert "stages                  = each.value.stages" in block
    assert '"git::https://example.com/m.git//x?ref=v1"' in block


def test_application_policies_come_along(tmp_path: Path) -> None:
    """`extra_permissions` become a policy of the execution role, beside those of `role_policy_arns`."""
    statement = {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": "*"}
    dev = SETTINGS["dev"] | {"extra_permissions": [statement]}
    (tmp_path / "zappa_settings.json").write_text(json.dumps({"dev": dev}))
    shop = {"account": "live", "settings": "zappa_settings.json", "pipelines": ["main"]}
    shop["inputs"] = {"role_policy_arns": {"own": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}
    (tmp_path / "fleet.yaml").write_text(yaml.safe_dump(changed(("projects/shop", shop), ("projects/blog", BLOG))))
    assert run(tmp_path).exit_code == 0
    folder = tmp_path / "roots" / "live" / "us-west-2"
    terraform_checks.check_format(folder)
    assert 'name = "ShopRoleApplication"' in (folder / "projects.tf").read_text()
    assert 'Action   = ["sqs:SendMessage"]' in (folder / "projects.tf").read_text()
    assert "role_policy_arns = merge(lookup(each.value, " in (folder / "main.tf").read_text()


def test_a_second_render_changes_nothing(small: Path) -> None:
    """Not even when a file was written; the module's copy is the module, byte for byte."""
    first = run(small)
    assert first.exit_code == 0, first.output
    assert first.stdout.endswith("12 files written, 0 removed, and the module in roots/zappa_iam\n")
    before = held(small)
    copied = {f"roots/zappa_iam/{name}": text.encode() for name, text in render.render(catalog.load()).items()}
    assert {name: before[name][0] for name in copied} == copied
    second = run(small)
    assert (second.exit_code, second.stdout) == (
        0,
        "fleet.yaml: 2 projects in 2 accounts, 2 roots; 0 files written, 0 removed\n",
    )
    assert held(small) == before
    assert run(small, "--rendered", command="check").exit_code == 0


def test_engines_find_every_root(small: Path) -> None:
    """Atlantis' file and the matrix name each root's folder; Terragrunt has a unit in each."""
    assert run(small).exit_code == 0
    roots = {path.parent.relative_to(small).as_posix() for path in small.glob("roots/*/*/main.tf")}
    atlantis = yaml.safe_load((small / "atlantis.yaml").read_text())
    assert {each["dir"] for each in atlantis["projects"]} == roots
    assert atlantis["version"] == 3
    assert atlantis["projects"][0]["autoplan"]["when_modified"] == ["*.tf", "../../zappa_iam/**/*.tf"]
    matrix = json.loads((small / "roots" / "matrix.json").read_text())["matrix"]
    assert {each["root"] for each in matrix["include"]} == roots
    assert matrix == json.loads(run(small, "--json", command="check").stdout)
    assert {path.parent.relative_to(small).as_posix() for path in small.glob("roots/*/*/terragrunt.hcl")} == roots


def test_engines_that_leave_take_their_files_along(small: Path) -> None:
    """What they read was ours, and is removed; Terraform's own files stay."""
    assert run(small).exit_code == 0
    lock = small / "roots" / "live" / "us-west-2" / ".terraform.lock.hcl"
    lock.write_text("# of terraform init")
    value = yaml.safe_load((small / "fleet.yaml").read_text()) | {"engines": []}
    (small / "fleet.yaml").write_text(yaml.safe_dump(value))
    drift = run(small, "--rendered", command="check")
    assert (drift.exit_code, "roots/matrix.json: is not what fleet.yaml renders; run" in drift.stderr) == (1, True)
    assert run(small).exit_code == 0
    assert not [*small.rglob("terragrunt.hcl"), *small.rglob("matrix.json"), *small.rglob("atlantis.yaml")]
    assert lock.exists()


FOREIGN = [
    "roots/live/us-west-2/main.tf",
    "atlantis.yaml",
    "roots/live",
    "roots/matrix.json",
    "roots/zappa_iam/mine.tf",
]


@pytest.mark.parametrize("name", FOREIGN)
def test_nothing_is_written_over_what_is_not_ours(name: str, small: Path) -> None:
    """A file in the way of one of ours is named, and nothing at all is written."""
    (small / name).parent.mkdir(parents=True, exist_ok=True)
    (small / name).write_text("mine")
    before = held(small)
    result = run(small)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{small / name}: not " in result.stderr or f"{small / name}: a link or a file" in result.stderr, (
        result.stderr
    )
    assert held(small) == before


def test_nothing_is_written_through_links(small: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder that is a link, and a file that is one, are in the way."""
    outside = tmp_path_factory.mktemp("outside")
    (small / "roots").symlink_to(outside)
    assert run(small).exit_code == 1
    (small / "roots").unlink()
    (small / "atlantis.yaml").symlink_to(outside / "atlantis.yaml")
    result = run(small)
    assert result.exit_code == 1
    assert "no plain file" in result.stderr
    assert [*outside.iterdir()] == []


def test_a_root_that_left_is_named_and_stays(small: Path) -> None:
    """Without --prune it stays; with it, it goes if all in it is ours; what is beside it is kept in any case."""
    assert run(small).exit_code == 0
    value = yaml.safe_load((small / "fleet.yaml").read_text())
    del value["projects"]["blog"]
    (small / "fleet.yaml").write_text(yaml.safe_dump(value))
    left = small / "roots" / "spare" / "us-west-2"
    result = run(small)
    assert "roots/spare/us-west-2: left the manifest; run `terraform destroy` there" in result.stderr
    assert (result.exit_code, len([*left.iterdir()])) == (0, 5)
    (left / "terraform.tfstate").write_text("{}")
    before = held(small)
    refused = run(small, "--prune")
    assert (refused.exit_code, held(small)) == (1, before)
    assert f"{left}/terraform.tfstate: not generated by us; it keeps the folder" in refused.stderr
    (left / "terraform.tfstate").unlink()
    assert run(small, "--prune").exit_code == 0
    assert not (small / "roots" / "spare").exists()
    assert (small / "roots" / "live" / "us-west-2" / "main.tf").exists()


def git(folder: Path, *arguments: str) -> None:
    """A commit's worth of git, as nobody."""
    name = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.com"]
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)


def touched(folder: Path, *arguments: str) -> list[str]:
    """The roots that `--changed` names, and a line for each thing that it says beside them."""
    result = run(folder, "--changed", *arguments, command="check")
    assert result.exit_code == 0, result.output
    return said(result)


def said(result: Result) -> list[str]:
    """The lines of a command, less its warnings."""
    return [line for line in result.output.splitlines() if not line.startswith("warning: ")]


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


def test_fleet_of_a_wheel_has_its_templates() -> None:
    """They are found beside the code, whatever folder one is in."""
    assert {path.name for path in fleet.rendering.FOLDER.iterdir()} >= {
        "main.tf.j2",
        "projects.tf.j2",
        "versions.tf.j2",
    }
