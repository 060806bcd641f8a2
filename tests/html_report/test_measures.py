"""What the report measures: policies of ours, of the guide, of Zappa, and of the user."""

from __future__ import annotations

from typing import Any

from tests.shared.page_plans import QUICKSTART
from tests.shared.page_reports import CATALOG, reported, values
from zappa_iam import html_report
from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.cli.audited import stages_of
from zappa_iam.html_report.forbidden import forbidden, policies_of
from zappa_iam.iam import Policy, decide
from zappa_iam.reports import measures, published


def test_forbidden_requests_are_denied_by_the_module_and_not_by_the_guide(quickstart: dict[str, Any]) -> None:
    """Ours denies every one of hundreds, and Zappa's example, which is on everything, hardly any."""
    found = values(quickstart, "deployer", "forbidden")
    assert found["ours"]["count"] == found["ours"]["of"] > 500
    assert found["guide"]["count"] < found["ours"]["of"] / 5
    assert found["example"]["count"] < found["ours"]["of"] / 5
    assert values(quickstart, "role", "forbidden")["own_role"]["count"] < 10


def test_forbidden_requests_have_the_projects_names() -> None:
    """They are about the project's neighbours, in its account and region; the other stage's are not among them."""
    project = QUICKSTART._replace(
        account="111122223333", region="eu-central-1", name="shop", stages=("dev", "production"), bucket="acme"
    )
    found = forbidden(project, stages_of(project)[0], CATALOG)
    assert not [each for each in found if "us-west-2:123456789012" in each.request.resource]
    assert not [each for each in found if "shop-production" in each.request.resource]
    policies = {to: policies_of(project, to, CATALOG) for to in PRINCIPALS}
    assert [each for each in found if decide(policies[each.principal], each.request).allowed] == []


def test_measures_are_those_of_the_published_policies(quickstart: dict[str, Any]) -> None:
    """What README's comparison says of the guide and of Zappa's example, the page says, too."""
    others = published.policies(**published.RECORDED)
    actions_known = measures.actions_of([each for peer in others.values() for held in peer.values() for each in held])
    for key, peer in (("guide", others[published.GUIDE]), ("example", others[published.ZAPPA])):
        for to, held in peer.items():
            assert values(quickstart, to, "actions")[key]["count"] == measures.width(held, actions_known).expanded
    assert values(quickstart, "deployer", "actions")["ours"]["count"] == 41
    escalation = values(quickstart, "deployer", "escalation")
    assert (escalation["guide"]["count"], escalation["example"]["count"], escalation["ours"]["count"]) == (4, 5, 0)
    assert values(quickstart, "deployer", "unlimited")["ours"]["count"] == 0
    met = values(quickstart, "deployer", "needed")["ours"]
    assert met["count"] == met["of"] > 100


def test_policies_of_the_user_are_the_column_before() -> None:
    """A policy that is given stands beside ours, conditions that no request tells taken for met, and said."""
    document = {"Effect": "Allow", "Action": "lambda:*", "Resource": "*"}
    document["Condition"] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    held = html_report.given("mine", {"deployer": [Policy.parse({"Version": "2012-10-17", "Statement": document})]})
    found = reported(html_report.Subject("features", "options", QUICKSTART, [held]))
    assert [each["name"] for each in found["columns"]] == ["mine", "With zappa-iam"]
    assert found["columns"][0]["assumed"] == ["aws:MultiFactorAuthPresent"]
    assert values(found, "deployer", "actions")["before"]["count"] > 60
    assert values(found, "role", "actions").keys() == {"ours"}
