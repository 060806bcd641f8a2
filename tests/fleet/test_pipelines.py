"""Who deploys: every fault in one line with its place, and the stages that a pipeline gets."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.shared.manifests import SOUND, changed
from tests.shared.refused_manifests import Faults, check_refused, known
from zappa_iam import fleet

FAULTS: Faults = {
    "unknown_pipeline": (
        [("projects/shop/pipelines", ["mian"])],
        "projects.shop.pipelines[0]: unknown pipeline mian; known: main",
    ),
    "pipeline_of_no_project": ([("projects/shop/pipelines", [])], "pipelines.main: no project names it"),
    "pipeline_without_a_stage": (
        [("pipelines/main/stages", ["production"])],
        "pipelines.main.stages: no place that names it has such a stage",
    ),
    "pipeline_of_nobody": (
        [("pipelines/main", {"grants": "deploy"})],
        "pipelines.main: nobody may assume it; write one of",
    ),
    "pipeline_of_two": (
        [("pipelines/main/gitlab", {"project": "acme/shop", "branches": ["main"]})],
        "pipelines.main: github and gitlab are not the same identity",
    ),
    "pipeline_of_anybody": (
        [("pipelines/main/github", {"repository": "acme/shop"})],
        "pipelines.main.github: any token of the issuer would do; write branches",
    ),
    "pipeline_unknown_key": (
        [("pipelines/main/github/branch", "main")],
        "pipelines.main.github.branch: unknown key; did you mean branches?",
    ),
    "pipeline_level": (
        [("pipelines/main/grants", "all")],
        "pipelines.main.grants: 'all' is no level; write one of: certify",
    ),
    "pipeline_without_its_feature": (
        [("pipelines/main/grants", "certify")],
        "projects.shop.pipelines: main grants certify, and the feature certify is off",
    ),
    "pipeline_type": ([("pipelines/main/stages", "dev")], "pipelines.main.stages: is text; write a list"),
    "pipeline_no_name": ([("pipelines/a b", SOUND["pipelines"]["main"])], "pipelines.a b: ends the names of roles"),
    "role_name_too_long": (
        [("pipelines/" + "m" * 50, SOUND["pipelines"]["main"]), ("projects/shop/pipelines", ["main", "m" * 50])],
        "has over 64 characters; shorten the pipeline, or name",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_one_line_that_says_where(name: str, tmp_path: Path) -> None:
    """Each is found, on a line of the manifest, and says what to do behind a semicolon."""
    check_refused(*FAULTS[name], tmp_path)


@pytest.mark.parametrize(
    ("placed", "named", "given"),
    [
        (["dev", "live"], None, None),
        (["dev", "live"], ["live", "other"], ["live"]),
        (["dev"], ["dev"], None),
        (["dev"], ["*"], None),
        (["*"], ["live"], ["live"]),
    ],
    ids=["all", "some", "the_same", "every", "of_every"],
)
def test_pipelines_get_the_stages_of_their_place(
    placed: list[str], named: list[str] | None, given: list[str] | None, tmp_path: Path
) -> None:
    """Those that both name; none are written where they are all that the place has."""
    path = tmp_path / "fleet.yaml"
    path.write_text(yaml.safe_dump(changed(("pipelines/main/stages", named), ("projects/shop/stages", placed))))
    [call] = fleet.load(path, known()).calls
    github = {"repository": "acme/shop", "branches": ["main"]}
    assert call.deployers == {"main": {"github": github, **({"stages": given} if given else {})}}
