"""Every HCL block of the READMEs and pages is planned, and the examples have their reports."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, initialised
from tests.shared import page_plans
from tests.shared.examples import copied
from tests.shared.pages import Holds
from tests.shared.served_aws import served_aws
from zappa_iam import catalog, html_report
from zappa_iam.cli.audited import stages_of
from zappa_iam.module import terraform

READMES = [
    ROOT / "README.md",
    ROOT / "modules" / "zappa_iam" / "README.md",
    *sorted(ROOT.glob("examples/*/README.md")),
    *sorted(ROOT.glob("docs/*.md")),
]
BLOCKS = [
    (path.relative_to(ROOT).as_posix(), block)
    for path in READMES
    for block in re.findall(r"```hcl\n(.*?)```", path.read_text(), re.DOTALL)
    if 'module "' in block
]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], dict[str, Any]]]:
    """An example's plan against moto, made once."""

    @functools.cache
    def planned(example: str) -> dict[str, Any]:
        folder = copied(example, tmp_path_factory.mktemp(example))
        test = initialised(folder)
        found = test.plan(output=True)
        return {part: found[part] for part in ("planned_values", "configuration")}

    with served_aws():
        yield planned


@pytest.mark.documents
@pytest.mark.parametrize("example", page_plans.EXAMPLES)
def test_example_has_a_report(
    planned: Callable[[str], dict[str, Any]], request: pytest.FixtureRequest, example: str
) -> None:
    """Its plan is recognised, and its report is the one that the browser opens; `make docs` leaves it in .cache."""
    known, where = catalog.load(), f"examples/{example}"
    ours, told = (
        html_report.report(subject, stages_of(subject.project), known)
        for plan in (planned(example), page_plans.plan_of(page_plans.EXAMPLES[example], known))
        for subject in [html_report.subject_of_plan(plan, where, None, known)]
    )
    assert ours["kind"] == "plan"
    assert ours == told
    if request.config.getoption("--write-docs"):
        folder = ROOT / ".cache" / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{example}.html").write_text(html_report.rendered(ours), encoding="utf-8")


@pytest.mark.parametrize(("where", "block"), BLOCKS, ids=[f"{where}-{n}" for n, (where, _) in enumerate(BLOCKS)])
def test_readme_block_plans(aws: str, tmp_path: Path, where: str, block: str) -> None:
    """Each HCL block of a README plans as it stands, with this checkout's module in place of its published address."""
    local = re.sub(
        r'"(git::[^"]*//modules/zappa_iam[^"]*|\.\./\.\./modules/zappa_iam|\./zappa_iam)"',
        f'"{ROOT}/modules/zappa_iam"',
        block,
    )
    assert str(ROOT) in local, where
    (tmp_path / "main.tf").write_text(local)
    test = initialised(tmp_path)
    assert test.plan(output=True)["planned_values"]["root_module"]["child_modules"]


@pytest.mark.documents
def test_first_screen_shows_a_refusal(aws: str, tmp_path: Path, holds: Holds) -> None:
    """The README's plan error is the one of its own block, where the queue's ARN is none."""
    [block] = [each for where, each in BLOCKS if where == "README.md" and "event_source_sqs" in each]
    shutil.copytree(ROOT / "modules" / "zappa_iam", tmp_path / "zappa_iam")
    text = block.replace("orders", "orders queue").strip()
    (tmp_path / "main.tf").write_text(f'provider "aws" {{\n  region = "us-west-2"\n}}\n\n{text}\n')
    initialised(tmp_path)
    command = [terraform.executable(), "plan", "-no-color"]
    done = subprocess.run(
        command, cwd=tmp_path, env=terraform.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    said = [line.removeprefix("│").removeprefix(" ").rstrip() for line in done.stderr.split("╵")[0].splitlines()]
    text = "\n".join(said).partition("Error: ")[2].strip()
    holds("refusal", f"```console\n$ terraform plan\nError: {text}\n```\n")
