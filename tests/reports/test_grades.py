"""Knowledge: the grade of each grant, derived from rows and words."""

from __future__ import annotations

import pytest

from zappa_iam import catalog
from zappa_iam.reports import grades
from zappa_iam.reports.grants import grants
from zappa_iam.requests.rows import GRADES

CATALOG = catalog.load()
FOUND = grades.grades(CATALOG)


@pytest.mark.parametrize(
    ("principal", "sid", "action", "grade"),
    [
        ("deployer", "ManageFunction", "lambda:GetFunction", "refusal"),
        ("role", "ManageInterface", "ec2:DeleteNetworkInterface", "refusal"),
        ("deployer", "TagHttpStage", "apigateway:TagResource", "refusal"),
        ("deployer", "ManageHttpApi", "apigateway:PATCH", "schema"),
        ("deployer", "RetagHttpStage", "apigateway:UntagResource", "assumed"),
        ("deployer", "AimRules", "events:PutTargets", "reference"),
    ],
)
def test_grades_are_the_best_that_serve_the_grant(principal: str, sid: str, action: str, grade: str) -> None:
    """AWS's own words before its pages, and a guess where there is nothing else."""
    known = FOUND[grades.Allowed(principal, sid, action)]
    assert known.grade == grade
    assert known.sources


def test_one_action_is_graded_as_among_all() -> None:
    """Asked for one action alone, in any case, the answer is the same."""
    alone = grades.grades(CATALOG, "LAMBDA:addpermission")
    assert alone == {key: known for key, known in FOUND.items() if key.action == "lambda:AddPermission"}


def test_every_grant_is_counted_once() -> None:
    """The counts add up to the grants, and guesses are rare."""
    counts = grades.counted(CATALOG, FOUND)
    assert sum(counts.values()) == len(grants(CATALOG))
    assert list(counts) == list(GRADES)
    assert counts["assumed"] < sum(counts.values()) / 20
