"""`zappa-iam fleet render`: what it writes is formatted, as committed, and the same each time."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from click.testing import CliRunner

from benchmarks.fleet import manifest
from tests.shared.fleet_runs import EXAMPLE, held, run
from tests.shared.manifests import BLOG, SETTINGS, changed
from zappa_iam import catalog, fleet
from zappa_iam.cli.main import main
from zappa_iam.module import render, terraform_checks


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


def test_fleet_of_a_wheel_has_its_templates() -> None:
    """They are found beside the code, whatever folder one is in."""
    assert {path.name for path in fleet.rendering.FOLDER.iterdir()} >= {
        "main.tf.j2",
        "projects.tf.j2",
        "versions.tf.j2",
    }
