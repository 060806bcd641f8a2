"""The proof's parts on small examples: variations, limits and their faults, excuses, scores."""

from __future__ import annotations

from pathlib import Path

import pytest

from zappa_iam import catalog, proof
from zappa_iam.iam import Policy, Request
from zappa_iam.proof.limits import Excuse, Limits, Vary, load
from zappa_iam.proof.score import masked
from zappa_iam.requests import Call

ROW = '[[denied]]\nname = "a"\nactions = ["s3:GetObject"]\nresource = "*"\n'
FUNCTION = "arn:aws:lambda:us-west-2:123456789012:function"
PASSED = Vary(key="iam:PassedToService", value="ec2.amazonaws.com", actions=["iam:*"], why="It is passed to Lambda.")

OWN = Vary(key="lambda:FunctionArn", why="A mapping is scoped by its function.")


def _changes(request: Request, *keys: Vary) -> dict[str, Request]:
    return dict(proof.variations(request, proof.Names(), keys))


def test_variations_of_a_named_resource() -> None:
    """Another region and account, and three other names, each wherever the function's name stands."""
    found = _changes(Request("lambda:GetFunction", f"{FUNCTION}:shop-dev:3", {"lambda:FunctionArn": "shop-dev"}))
    assert {change: request.resource.rpartition("lambda:")[2] for change, request in found.items()} == {
        "eu-west-1": "eu-west-1:123456789012:function:shop-dev:3",
        "999999999999": "us-west-2:999999999999:function:shop-dev:3",
        "blog-dev for shop-dev": "us-west-2:123456789012:function:blog-dev:3",
        "shop-other for shop-dev": "us-west-2:123456789012:function:shop-other:3",
        "shop-dev2 for shop-dev": "us-west-2:123456789012:function:shop-dev2:3",
    }
    assert found["shop-dev2 for shop-dev"].context == {"lambda:FunctionArn": "shop-dev2"}
    assert found["eu-west-1"].context["aws:RequestedRegion"] == "eu-west-1"


def test_variations_of_a_hashed_rule() -> None:
    """A rule whose long name begins with a hash becomes that of the other function."""
    found = _changes(Request("events:PutRule", "arn:aws:events:us-west-2:1:rule/2736acf4-x"))
    assert found["blog-dev for shop-dev"].resource == "arn:aws:events:us-west-2:1:rule/8c782bf1-x"


def test_variations_of_something_else() -> None:
    """Where the project is not named, the thing that is gets the neighbour's name; ids behind it stay."""
    found = _changes(Request("dynamodb:GetRecords", "arn:aws:dynamodb:::table/orders/stream/2026"))
    assert [request.resource.rpartition(":")[2] for request in found.values()] == [
        "table/blog-dev/stream/2026",
        "table/orders2/stream/2026",
    ]


def test_variations_of_a_key() -> None:
    """A key that counts is changed and left out, for the actions it counts for."""
    context = {"iam:PassedToService": "lambda.amazonaws.com"}
    found = _changes(Request("iam:PassRole", "*", context), PASSED)
    assert [request.context for request in found.values()] == [{}, {"iam:PassedToService": "ec2.amazonaws.com"}]
    assert _changes(Request("s3:PassRole", "*", context), PASSED) == {}


def test_variations_of_a_key_that_holds_an_arn() -> None:
    """An ARN in a key that counts is moved, too, and needs no other value beside the neighbour's name."""
    found = _changes(
        Request("lambda:CreateEventSourceMapping", "*", {"lambda:FunctionArn": f"{FUNCTION}:shop-dev"}), OWN
    )
    assert [request.context.get("lambda:FunctionArn", "").rpartition("lambda:")[2] for request in found.values()] == [
        "us-west-2:123456789012:function:blog-dev",
        "us-west-2:123456789012:function:shop-other",
        "us-west-2:123456789012:function:shop-dev2",
        "",
        "eu-west-1:123456789012:function:shop-dev",
        "us-west-2:999999999999:function:shop-dev",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[denied", "expectations/core.toml: Expected ']]' at the end of an array declaration"),
        (ROW, "expectations/core.toml: a: missing why; say in one sentence what in Zappa needs this"),
        (f'{ROW}why = "Nobody may."\n', "expectations/core.toml: a: why is not a sentence"),
        ("[[wild]]\n", "expectations/core.toml: unknown key `wild`; remove it"),
    ],
    ids=["toml", "missing", "short", "unknown"],
)
def test_limits_name_the_fault(tmp_path: Path, text: str, message: str) -> None:
    """A bad file is refused with where, what and what to do."""
    (tmp_path / "core.toml").write_text(text)
    with pytest.raises(proof.LimitsError) as caught:
        load(tmp_path)
    assert str(caught.value).startswith(message)


def _prove(limits: Limits, *resources: str) -> proof.Proof:
    """The proof of one recorded call under a policy on these resources."""
    call = Call("update", "deployer", "lambda", "GetFunction", {}, "zappa/core.py:1")
    request = Request("lambda:GetFunction", f"{FUNCTION}:shop-dev", {})
    recording = proof.RecordedRequests("1", "tiny", frozenset(), cases=((call, request),))
    statement = {"Sid": "ManageFunction", "Effect": "Allow", "Action": "lambda:GetFunction", "Resource": [*resources]}
    policy = Policy.parse({"Version": "2012-10-17", "Statement": [statement]})
    return proof.prove(
        [recording], lambda _: {"plan": {"deployer": [policy], "role": []}}, catalog.load(), {"core": limits}
    )


def test_proof_of_the_least_has_no_fault() -> None:
    """One request, the exact grant for it: sufficient, minimal and tight."""
    assert _prove(Limits(), f"{FUNCTION}:shop-dev").faults == []


@pytest.mark.parametrize(
    ("limits", "resources", "fault"),
    [
        (
            Limits(),
            (f"{FUNCTION}:blog-dev",),
            "zappa 1: tiny: update: lambda GetFunction (zappa/core.py:1): lambda:GetFunction on "
            f"{FUNCTION}:shop-dev is denied to the deployer; "
            "grant it in generator/zappa_iam/catalog/features/core.toml",
        ),
        (
            Limits(),
            (f"{FUNCTION}:shop-dev", f"{FUNCTION}:shop-dev:*"),
            "deployer: ManageFunction: arn:aws:lambda:{region}:{account}:function:{function}:*: no recorded request "
            "needs it; remove it, or record what does",
        ),
        (
            Limits(),
            (f"{FUNCTION}:shop-dev*",),
            f"plan: lambda:GetFunction on {FUNCTION}:shop-dev2 (shop-dev2 for shop-dev) is allowed to the deployer; "
            "narrow ManageFunction in generator/zappa_iam/catalog/features/core.toml",
        ),
        (
            Limits(),
            (f"{FUNCTION}:shop-dev", "arn:aws:lambda:us-west-2:123456789012:layer:a"),
            "deployer: ManageFunction: arn:aws:lambda:{region}:{account}:layer:a -> "
            "arn:aws:lambda:{region}:{account}:layer:a*: no denied request notices; "
            "add the neighbour's request to generator/zappa_iam/proof/expectations",
        ),
        (
            Limits(unneeded=[Excuse(what="Nothing: *", why="It was needed once upon a time.")]),
            (f"{FUNCTION}:shop-dev",),
            "expectations/core.toml: unneeded: nothing needs the excuse 'Nothing: *'; remove it",
        ),
    ],
    ids=["denied", "needless", "leak", "unnoticed", "unused"],
)
def test_proof_names_the_fault(limits: Limits, resources: tuple[str, ...], fault: str) -> None:
    """Each kind of fault is one line that says where, what, and what to do."""
    assert fault in _prove(limits, *resources).faults


@pytest.mark.parametrize(
    ("kind", "what", "resources"),
    [
        ("ungranted", "zappa 1: tiny: lambda:GetFunction on *:shop-dev", (f"{FUNCTION}:blog-dev",)),
        ("unneeded", "ManageFunction: *:function:{function}:[*]", (f"{FUNCTION}:shop-dev", f"{FUNCTION}:shop-dev:*")),
        ("allowed", "plan: lambda:GetFunction on *:shop-dev2 (*)", (f"{FUNCTION}:shop-dev*",)),
    ],
)
def test_proof_takes_an_excuse(kind: str, what: str, resources: tuple[str, ...]) -> None:
    """An excuse takes exactly its fault away."""
    excuse = Limits.model_validate({kind: [{"what": what, "why": "For the sake of the example."}]})
    before, after = _prove(Limits(), *resources).faults, _prove(excuse, *resources).faults
    assert len(after) == len(before) - 1
    assert set(after) < set(before)


def test_masked_names_are_the_same_in_every_plan() -> None:
    """A part of one plan is recognised in another, whose project has another name."""
    other = proof.Names(function="a-long-one-dev")
    assert masked("rule/a-long-one-dev-*", other) == masked("rule/shop-dev-*", proof.Names()) == "rule/{function}-*"
    assert masked("rule/2736acf4*", proof.Names()) == "rule/{hash}*"
    assert masked("function:a-long-one-*", other) == "function:{stem}-*"
