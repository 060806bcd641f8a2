"""Neighbours: a recorded request, turned into what it would be about something of somebody else's."""

from __future__ import annotations

import pytest

from zappa_iam import proof
from zappa_iam.iam import Request
from zappa_iam.proof.chain import Neighbour
from zappa_iam.proof.neighbours import attempts, renames

CLOUDFORMATION = "cloudformation.amazonaws.com"

NEIGHBOUR = {"name": "n", "kind": "similar name", "harm": "What is another project's is reached."}


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"project": "my_{project}"}, "dev_my_shop_current_project.tar.gz my-shop-dev-1.zip daba39f9"),
        ({"stage": "{stage}_two"}, "dev_two_shop_current_project.tar.gz shop-dev-two-1.zip 50d8ee1d"),
    ],
)
def test_neighbours_have_names_as_zappa_makes_them(given: dict[str, str], key: str) -> None:
    """The function's name, its hash, and the archive that is named by stage and project."""
    found = renames("shop-dev", Neighbour.model_validate({**NEIGHBOUR, **given}))
    texts = ["/dev_shop_current_project.tar.gz", "shop-dev-1.zip", "2736acf4"]
    for ours, theirs in found.items():
        texts = [text.replace(ours, theirs) for text in texts]
    assert " ".join(texts).removeprefix("/") == key


@pytest.mark.parametrize(
    ("given", "request_", "tried"),
    [
        (
            {"project": "blog"},
            Request("events:PutTargets", "arn:aws:events:r:1:rule/shop-dev-x", {"events:TargetArn": ("shop-dev",)}),
            [("rule/blog-dev-x", ("blog-dev",)), ("rule/blog-dev-x", ("shop-dev",))],
        ),
        ({"project": "blog"}, Request("events:ListRules", "*", {"aws:RequestedRegion": "us-west-2"}), []),
        ({"region": "x"}, Request("events:ListRules", "*", {"aws:RequestedRegion": "us-west-2"}), [("*", None)]),
        ({"region": "x"}, Request("route53:ListHostedZones", "*", {"aws:RequestedRegion": "us-east-1"}), []),
        ({"region": "x"}, Request("s3:GetObject", "arn:aws:s3:::a/b", {}), []),
        ({"account": "9"}, Request("s3:GetObject", "arn:aws:s3:::a/b", {}), [("a/b", None)]),
        ({"account": "9"}, Request("sqs:SendMessage", "arn:aws:sqs:r:1:q", {}), [("q", None)]),
        ({"account": "9"}, Request("apigateway:GET", "arn:aws:apigateway:r::/apis", {}), []),
    ],
    ids=["target", "nameless", "region", "global", "bucket", "owner", "queue", "no_account"],
)
def test_neighbours_turn_requests(given: dict[str, str], request_: Request, tried: list[tuple[str, object]]) -> None:
    """What names the project is the neighbour's, once with what the attacker chooses left as it was."""
    found = [
        each.request for each in attempts(request_, proof.Names(), [Neighbour.model_validate({**NEIGHBOUR, **given})])
    ]
    assert [(each.resource.rpartition(":")[2], each.context.get("events:TargetArn")) for each in found] == tried


def test_neighbour_in_another_place_is_told_by_the_keys() -> None:
    """Where an ARN does not say whose a thing is, or where, the keys that AWS sends do."""
    moved = Neighbour.model_validate({**NEIGHBOUR, "region": "eu-west-1", "account": "999999999999"})
    found = [each.request for each in attempts(Request("s3:GetObject", "arn:aws:s3:::a/b", {}), proof.Names(), [moved])]
    assert [each.context for each in found] == [
        {"aws:ResourceAccount": "999999999999", "s3:ResourceAccount": "999999999999"}
    ]
    through = Neighbour.model_validate({**NEIGHBOUR, "project": "blog", "via": CLOUDFORMATION})
    tagged = Request("apigateway:GET", "*", {"aws:ResourceTag/ZappaProject": "shop-dev"})
    (asked,) = {str(each.request.context) for each in attempts(tagged, proof.Names(), [through])}
    assert "blog-dev" in asked
    assert CLOUDFORMATION in asked
