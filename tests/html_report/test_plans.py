"""A plan as what is reported on: of our module, changed by somebody, of several projects, or not ours."""

from __future__ import annotations

from typing import Any

import pytest

from tests.shared.page_plans import HOSTILE, QUICKSTART, everything, plan_of, strangers, with_levels
from tests.shared.page_reports import CATALOG, actions, reported, values
from zappa_iam import html_report
from zappa_iam.audit import AuditError
from zappa_iam.policies import Project


@pytest.mark.parametrize("project", [QUICKSTART, everything(CATALOG)], ids=["quickstart", "everything"])
def test_plan_of_ours_is_recognised_and_explained(project: Project) -> None:
    """A plan of our module is the page of its project: every statement with its reason, and equal to the catalog's."""
    subject = html_report.subject_of_plan(plan_of(project, CATALOG), "plan.json", None, CATALOG)
    assert subject.kind == "plan"
    assert subject.notes == ["The plan's statements are, one for one, those of zappa-iam for this project."]
    assert set(subject.project.features) == set(project.features)
    found = reported(subject)
    assert all(held["why"] for held, _ in actions(found))
    assert "" not in {each["feature"] for each in found["grants"]}


def test_plan_that_somebody_changed_says_which_statement() -> None:
    """A statement that is wider than the catalog's is named, and one that says something else has no reason."""
    plan = plan_of(QUICKSTART, CATALOG)
    [first, *_] = plan["planned_values"]["root_module"]["child_modules"][0]["resources"]
    first["values"]["policy"] = first["values"]["policy"].replace('"lambda:CreateFunction"', '"lambda:*"')
    subject = html_report.subject_of_plan(plan, "plan.json", None, CATALOG)
    assert subject.kind == "plan"
    assert "ManageFunction" in subject.notes[0]
    found = reported(subject)
    [stranger] = [each for each in found["grants"] if not each["feature"]]
    assert [each["why"] for each in stranger["statements"]] == [None]


def test_plan_of_deployers_that_may_do_less_shows_what_all_may() -> None:
    """Their policies are within the others', and the page says so; one that goes beyond is named."""
    less = with_levels(plan_of(QUICKSTART, CATALOG), {"ManageFunction": ["lambda:GetFunction"]})
    subject = html_report.subject_of_plan(less, "plan.json", None, CATALOG)
    assert subject.notes[0].startswith("Some deployers have less; their policies are within those of who may do all")
    assert (
        subject.documents
        == html_report.subject_of_plan(plan_of(QUICKSTART, CATALOG), "plan.json", None, CATALOG).documents
    )
    more = with_levels(plan_of(QUICKSTART, CATALOG), {"ManageFunction": ["lambda:AddPermission"]})
    found = html_report.subject_of_plan(more, "plan.json", None, CATALOG)
    assert found.notes[0] == "Deployers that should have less have more in: ManageFunction."


def test_plan_of_several_projects_shows_the_one_that_is_named() -> None:
    """The largest by default, with a note on the others; another by its address; one that is not there is refused."""
    one, two = (
        plan_of(QUICKSTART._replace(name=name, stages=stages), CATALOG, f"module.{name}")
        for name, stages in (("shop", ("dev",)), ("blog", ("dev", "production")))
    )
    for part in ("planned_values", "configuration"):
        root = one[part]["root_module"]
        for key, more in two[part]["root_module"].items():
            root[key] = root[key] + more if isinstance(more, list) else {**root[key], **more}
    largest = html_report.subject_of_plan(one, "plan.json", None, CATALOG)
    assert largest.project.name == "blog"
    assert "module.shop" in largest.notes[0]
    assert html_report.subject_of_plan(one, "plan.json", "module.shop", CATALOG).project.name == "shop"
    with pytest.raises(AuditError, match=r"no module module\.other of zappa-iam's; there are: module\.blog, module"):
        html_report.subject_of_plan(one, "plan.json", "module.other", CATALOG)


def test_plan_of_somebody_else_has_no_reasons() -> None:
    """It says so first, shows what can be seen, and makes nothing up."""
    found = reported(html_report.subject_of_plan(strangers(), "plan.json", None, CATALOG))
    assert found["kind"] == "foreign plan"
    assert found["summary"][0].startswith("Not ours: zappa-iam did not write these policies, and of their 2 statements")
    assert [each["feature"] for each in found["grants"]] == [""]
    assert {held["why"] for held, _ in actions(found)} == {None}
    assert {action["grade"] for _, action in actions(found)} == {"unknown"}
    assert values(found, "deployer", "escalation")["ours"]["count"] > 3
    assert found["left_open"] == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"Version": "2012-10-17"}, "plan.json: is no plan; name what `terraform show -json PLAN` prints"),
        ({"planned_values": {}}, "plan.json: holds no policy; name the plan of a root that makes some"),
    ],
    ids=["policy", "empty"],
)
def test_plan_of_no_use_is_refused(content: dict[str, Any], message: str) -> None:
    """One line: where, what, and what to do."""
    with pytest.raises(AuditError) as caught:
        html_report.subject_of_plan(content, "plan.json", None, CATALOG)
    assert str(caught.value) == message


@pytest.mark.parametrize("odd", [None, 12, [], {}, [None], {"a": None}, HOSTILE], ids=lambda odd: type(odd).__name__)
def test_plan_with_inputs_of_another_shape_is_read(odd: Any) -> None:
    """An input that is no text, or none, is left; the policies then say the names."""
    plan = plan_of(QUICKSTART, CATALOG)
    [call] = plan["configuration"]["root_module"]["module_calls"].values()
    for name in ("stages", "resources", "bucket_kms_key_arn", "features"):
        call["expressions"][name] = {"constant_value": odd}
    call["expressions"]["project_name"] = odd
    subject = html_report.subject_of_plan(plan, "plan.json", None, CATALOG)
    assert subject.project.functions == ["my-project-dev"]


def test_plan_whose_resource_is_of_no_type_is_read() -> None:
    """A row of which nobody can say what it is counts for nothing."""
    plan = plan_of(QUICKSTART, CATALOG)
    [module] = plan["planned_values"]["root_module"]["child_modules"]
    module["resources"].append({"address": "odd", "type": {}, "name": [], "values": {}})
    assert html_report.subject_of_plan(plan, "plan.json", None, CATALOG).kind == "plan"
