"""CONTRIBUTING's recipe "Adding a permission", walked as it is written: catalog, module, explanation, proof."""

from __future__ import annotations

import re
import shutil
import textwrap
import tomllib
from functools import cache
from typing import Any

import pytest

from tests.conftest import ROOT
from zappa_iam import catalog, policies, proof
from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.catalog.model import Catalog
from zappa_iam.evidence import recordings
from zappa_iam.iam import Policy, Request
from zappa_iam.module import render
from zappa_iam.policies.documents import LIMIT, size
from zappa_iam.reports.explain import explain
from zappa_iam.requests import Call, requests_of_evidence

ACTION = "lambda:GetAccountSettings"
NEEDLESS = f"deployer: ReadAccountSettings: {ACTION}: no recorded request needs it; remove it, or record what does"


def pasted() -> str:
    """The statement of the recipe, as somebody would paste it."""
    whole = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = whole.partition("## Adding a permission\n")[2].partition("\n## ")[0]
    (block,) = re.findall(r"^( *)```toml\n(.*?)^\1```$", recipe, re.MULTILINE | re.DOTALL)
    return textwrap.dedent(block[1])


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The catalog with the statement at the end of the file that the recipe names; it breaks no rule."""
    folder = tmp_path_factory.mktemp("recipe") / "catalog"
    shutil.copytree(catalog.FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    with (folder / "features" / "core.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{pasted()}")
    return catalog.load(folder, folder / "cache")


def test_the_module_has_the_statement_with_its_reason(changed: Catalog) -> None:
    """Among the statements, and in no other file of Terraform; the README lists it."""
    statement = tomllib.loads(pasted())["deployer"][0]
    before, after = render.render(catalog.load()), render.render(changed)
    assert [name for name, text in after.items() if text != before[name]] == ["README.md", "statements.tf"]
    added = after["statements.tf"].partition(f'Sid    = "{statement["sid"]}"')
    assert f"# {statement['why']}" in added[0][-600:]
    assert f'# On "*": {statement["wildcard"]}' in added[0][-600:]
    assert f'"{ACTION}"' in added[2][:200]


def _project(features: list[str], **values: Any) -> policies.Project:
    names = recordings.Names()
    return policies.Project(
        names.account, names.region, names.bucket, names.role, "shop", ("dev",), tuple(features), **values
    )


def test_the_statement_fits_with_every_feature(changed: Catalog) -> None:
    """No policy overflows, whatever is on."""
    resources = {each.name: (each.about.resources.example,) for each in changed.features if each.about.resources}
    project = _project([each.name for each in changed.features], resources=resources)
    documents = policies.named(project, "deployer", changed).values()
    assert [size(each["Statement"]) for each in documents if size(each["Statement"]) > LIMIT] == []
    assert "ReadAccountSettings" in {each["Sid"] for document in documents for each in document["Statement"]}


def test_it_is_explained(changed: Catalog) -> None:
    """`explain` has reason and sources, and says that nothing on record asks for it yet."""
    statement = tomllib.loads(pasted())["deployer"][0]
    found = explain(changed, ACTION.lower())
    assert found.findings == [f"{ACTION}: granted to the deployer; no recording asks for it, see the reason below"]
    (grant,) = found.grants
    assert (grant.feature, grant.sid, grant.why, grant.source) == (
        "core",
        statement["sid"],
        statement["why"],
        statement["source"],
    )


@cache
def _default() -> tuple[dict[str, Any], tuple[tuple[Call, Request], ...]]:
    newest = recordings.read(recordings.versions()[-1])["default"]
    return dict(newest), tuple(requests_of_evidence(newest))


def _faults(changed: Catalog, *more: tuple[Call, Request]) -> list[str]:
    """What the proof says of the statement, by the newest Zappa's default scenario and what it might ask for, too."""
    recording, cases = _default()
    project = _project(recording["features"])
    made = {
        to: [Policy.parse({"Version": "2012-10-17", "Statement": policies.statements(project, to, changed)})]
        for to in PRINCIPALS
    }
    features = frozenset(recording["features"])
    asked = proof.RecordedRequests(
        recording["zappa"], "default", features, recordings.names(recording), (*cases, *more)
    )
    found = proof.prove([asked], lambda _: {"plan": made}, changed, {})
    return [fault for fault in found.faults if ACTION in fault]


def test_the_proof_says_whether_it_is_needed(changed: Catalog) -> None:
    """Nothing on record asks for it, which is a fault; were it recorded, there would be none."""
    assert NEEDLESS in _faults(changed)
    call = Call("status", "deployer", "lambda", "GetAccountSettings", {}, "zappa/cli.py:1766 ZappaCLI.status")
    request = Request(ACTION, "*", {"aws:RequestedRegion": recordings.Names().region})
    assert NEEDLESS not in _faults(changed, (call, request))
    assert [fault for fault in _faults(catalog.load(), (call, request)) if "is denied to the deployer" in fault]
