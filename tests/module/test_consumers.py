"""What a consumer's tools say of the module: the tests that it ships, validation, and the rules of tflint."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import MODULE, ROOT
from zappa_iam.module import terraform
from zappa_iam.module.surroundings import without_account

WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
TEXT = {path.name: re.sub(r"(?m)^\s*#.*$", "", path.read_text()) for path in sorted(MODULE.glob("*.tf"))}
DECLARED = re.compile(r'(?m)^(variable|output|resource|data|check|module) (?:"[a-z0-9_]+" )?"([^"]+)" \{$')


def test_workflow_tries_the_module(tmp_path: Path) -> None:
    """The step that tries each provider passes with the one that is here: no diagnostic, and the shipped tests pass."""
    module = tmp_path / "zappa_iam"
    shutil.copytree(MODULE, module, ignore=shutil.ignore_patterns(".terraform*"))
    job = yaml.safe_load(WORKFLOW.read_text())["jobs"]["provider"]
    assert {"~> 5.100", "~> 6.0"} == set(job["strategy"]["matrix"]["provider"])
    environment = {"ENGINE": str(terraform.executable()), "PROVIDER": "~> 5.100"}
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", job["steps"][-1]["run"]],
        cwd=module,
        env=without_account(terraform.environment()) | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    runs = (MODULE / "tests" / "policies.tftest.hcl").read_text().count("\nrun ")
    assert f"Success! {runs} passed, 0 failed." in re.sub(r"\x1b\[\d*m", "", done.stdout)


def test_names_are_words_with_underscores() -> None:
    """terraform_naming_convention: every block and local is in snake case."""
    names = [name for text in TEXT.values() for _, name in DECLARED.findall(text)]
    names += [name for text in TEXT.values() for name in _locals(text)]
    assert len(names) > 120
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)] == []


@pytest.mark.parametrize(
    ("file", "kind", "keys"), [("variables", "variable", "description type"), ("outputs", "output", "description")]
)
def test_what_is_offered_is_documented(file: str, kind: str, keys: str) -> None:
    """terraform_documented_variables, _outputs and terraform_typed_variables; each in its file."""
    blocks = dict(re.findall(rf'(?ms)^{kind} "(\w+)" \{{\n(.*?)^\}}$', TEXT[f"{file}.tf"]))
    assert len(blocks) > 9
    for name, block in blocks.items():
        assert [key for key in keys.split() if not re.search(rf"(?m)^  {key} +=", block)] == [], name
    assert [name for name, text in TEXT.items() if re.search(rf'(?m)^{kind} "', text)] == [f"{file}.tf"]


def test_nothing_is_declared_in_vain() -> None:
    """terraform_unused_declarations: each is named somewhere else, or is data read for its postcondition."""
    whole = "\n".join(TEXT.values())
    wanted = [f"var.{name}" for kind, name in DECLARED.findall(whole) if kind == "variable"]
    wanted += [f"local.{name}" for text in TEXT.values() for name in _locals(text)]
    data = re.findall(r'(?ms)^data "(\w+)" "(\w+)" \{\n(.*?)^\}$', whole)
    wanted += [f"data.{kind}.{name}" for kind, name, block in data if "postcondition" not in block]
    assert [name for name in wanted if not re.search(rf"{re.escape(name)}\b", whole)] == []


def test_versions_are_required() -> None:
    """terraform_required_version and _providers: of Terraform and of the one provider, with bounds."""
    assert re.search(r'required_version = ">= 1\.9"', TEXT["versions.tf"])
    assert re.search(r'version = ">= 5\.100, < 7\.0"', TEXT["versions.tf"])
    providers = {
        kind.partition("_")[0] for text in TEXT.values() for kind in re.findall(r'(?m)^(?:resource|data) "(\w+)"', text)
    }
    assert providers == {"aws"}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples").rglob("*.tf")), ids=lambda path: path.parent.name + path.name
)
def test_example_pins_its_modules(path: Path) -> None:
    """terraform_module_pinned_source: what is not beside the example has a version."""
    for source in re.findall(r'(?m)^ +source += "([^"]+)"$', path.read_text()):
        assert source.startswith(("./", "../", "hashicorp/")) or "?ref=" in source, source


def _locals(text: str) -> list[str]:
    """The names of a file's locals."""
    blocks = re.findall(r"(?ms)^locals \{\n(.*?)^\}$", text)
    return [name for block in blocks for name in re.findall(r"(?m)^  ([A-Za-z_]\w*) += ", block)]
