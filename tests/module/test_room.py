"""Room for every stage: large projects are packed into the policies that IAM takes, and little moves as they grow."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MODULE
from tests.shared.case_inputs import BIG_STAGES
from tests.shared.recorded_cases import RESOURCES
from zappa_iam import catalog
from zappa_iam.module import planning
from zappa_iam.module.planning import ACCOUNT

LIMIT = 6144
POLICIES = 10
ARN = f"us-west-2:{ACCOUNT}"
# What a feature takes, by a name in letters and digits.
VALUES = {
    "alb": "subnet-{number:017x}",
    "api_key": "{name}",
    "async_lambda": "{name}-dev",
    "async_response_table": "{name}-results",
    "authorizer": f"arn:aws:lambda:{ARN}:function:{{name}}",
    "aws_kms_key_arn": f"arn:aws:kms:{ARN}:key/{{name}}",
    "certify": "{name}.shop.example.com",
    "cognito": "us-west-2_{name}",
    "dead_letter": f"arn:aws:sqs:{ARN}:{{name}}",
    "docker_image_uri": "shop/{name}",
    "efs_config": f"arn:aws:elasticfilesystem:{ARN}:access-point/fsap-{{number:017x}}",
    "event_source_dynamodb": f"arn:aws:dynamodb:{ARN}:table/{{name}}/stream/2026-01-01T00:00:00.000",
    "event_source_events": "{name}",
    "event_source_kinesis": f"arn:aws:kinesis:{ARN}:stream/{{name}}",
    "event_source_s3": "arn:aws:s3:::{name}",
    "event_source_sns": f"arn:aws:sns:{ARN}:{{name}}",
    "event_source_sqs": f"arn:aws:sqs:{ARN}:{{name}}",
    "kms_keys": f"arn:aws:kms:{ARN}:key/{{name}}",
    "layers": f"arn:aws:lambda:{ARN}:layer:{{name}}:1",
    "lets_encrypt_key": "s3://{name}/account.key",
    "remote_env": "s3://{name}/shop/dev.json",
    "vpc_config": "subnet-{number:017x}",
    "zip_package": "s3://{name}/package.zip",
}
# How many values of one feature a large project names at the most; three, where it is not said.
MANY = {"certify": 6, "dead_letter": 12, "event_source_sqs": 12}
# Zappa makes a role of its own then, and refuses the name of another.
APART = {"manage_roles": "role_name", "role_name": "manage_roles"}


def _project(draw: random.Random) -> dict[str, Any]:
    """A project of up to twelve stages with the default features, or of six with ten features."""
    loaded = catalog.load()
    name = "".join(draw.choices("abcdefgh-", k=draw.randint(1, 30))).strip("-") or "shop"
    if draw.random() < 0.2:
        stages = draw.sample(BIG_STAGES, draw.randint(1, 12))
        return {"create_bucket": False, "project_name": name, "stages": stages}
    features: set[str] = set()
    choosable = [feature for feature in loaded.features if feature.selectable]
    while len(features) < 10:
        feature = draw.choice(choosable)
        more = {feature.name, *feature.about.needs}
        if len(features | more) <= 10 and not {APART.get(it) for it in more} & features:
            features |= more
    return {
        "create_bucket": False,
        "project_name": name,
        "stages": draw.sample([stage for stage in BIG_STAGES if len(stage) < 10], draw.randint(1, 6)),
        "features": loaded.spelled_out(features),
        "resources": {feature: _values(draw, feature) for feature in sorted(features & VALUES.keys())},
    }


def _values(draw: random.Random, feature: str) -> list[str]:
    found = set()
    for _ in range(draw.randint(1, MANY.get(feature, 3))):
        name = "".join(draw.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=draw.randint(3, 40)))
        found.add(VALUES[feature].format(name=name, number=draw.getrandbits(68)))
    return sorted(found)


def _planned(cases: dict[str, dict[str, Any]], folder: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """Case -> name of the policy's resource -> its document."""
    folder.mkdir()
    root = {**planning.base(), "module": {"case": planning.instances(cases, str(MODULE))}}
    (folder / "main.tf.json").write_text(json.dumps(root))
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for module in planning.modules(planning.plan(folder)):
        policies = [row for row in module["resources"] if row["type"] == "aws_iam_policy"]
        documents = {f"{row['name']} {row['index']}": json.loads(row["values"]["policy"]) for row in policies}
        found[planning.case(module["address"])] = documents
    return found


def _homes(documents: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    """Sid -> the policies that the statement is in."""
    homes: dict[str, set[str]] = {}
    for name, document in documents.items():
        for statement in document["Statement"]:
            homes.setdefault(statement["Sid"], set()).add(name)
    return homes


def test_every_feature_that_takes_values_is_tried() -> None:
    """The random projects name values for each feature that takes some, of its form."""
    takers = {feature.name for feature in catalog.load().features if feature.about.resources}
    assert takers == VALUES.keys() == RESOURCES.keys()


def test_random_projects_fit(tmp_path: Path) -> None:
    """Forty projects up to the largest sizes, in one plan: no policy over the limit, and no more than ten of them."""
    draw = random.Random("room")
    cases = {f"project_{number}": _project(draw) for number in range(40)}
    planned = _planned(cases, tmp_path / "plan")
    assert planned.keys() == cases.keys()
    sizes = {
        (case, name): len(json.dumps(document, separators=(",", ":")))
        for case, documents in planned.items()
        for name, document in documents.items()
    }
    assert {where: size for where, size in sizes.items() if size > LIMIT} == {}
    for documents in planned.values():
        for whose in ("deployer", "role"):
            assert 0 < len([name for name in documents if name.startswith(whose)]) <= POLICIES
        assert all(document["Statement"] for document in documents.values())
    assert any(f"deployer General_{POLICIES // 2}" in documents for documents in planned.values())


GROWING = {
    "three_stages": {"stages": BIG_STAGES[:3]},
    "four_stages": {"stages": BIG_STAGES[:4]},
    "eleven_stages": {"stages": BIG_STAGES[:11]},
    "twelve_stages": {"stages": BIG_STAGES[:12]},
    "with_layers": {
        "stages": BIG_STAGES[:11],
        "features": ["apigateway", "events", "layers"],
        "resources": {"layers": RESOURCES["layers"]},
    },
    "with_alb": {
        "stages": BIG_STAGES[:11],
        "features": ["alb", "apigateway", "events", "layers"],
        "resources": {"layers": RESOURCES["layers"]},
    },
}


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, dict[str, Any]]]:
    """One project as it grows, planned at once."""
    project = {"create_bucket": False, "project_name": "customer-portal-backend"}
    cases = {name: {**project, **inputs} for name, inputs in GROWING.items()}
    return _planned(cases, tmp_path_factory.mktemp("growing") / "plan")


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ("three_stages", "four_stages", 0.2),
        ("eleven_stages", "twelve_stages", 0.2),
        ("eleven_stages", "with_layers", 0.0),
        ("with_layers", "with_alb", 0.05),
    ],
)
def test_little_moves_between_policies(
    growing: dict[str, dict[str, dict[str, Any]]], before: str, after: str, moved: float
) -> None:
    """A stage more moves a fifth of the statements at the most; a feature more moves none of the defaults."""
    old, new = _homes(growing[before]), _homes(growing[after])
    assert old.keys() <= new.keys()
    assert len([sid for sid in old if old[sid] != new[sid]]) <= moved * len(old)


def test_long_statement_is_cut_in_pieces(tmp_path: Path) -> None:
    """What is too long for a policy is in several, each of its ARNs once, and nothing else of it changes."""
    queues = [f"arn:aws:sqs:{ARN}:{'q' * 70}{number}" for number in range(100)]
    topics = [f"arn:aws:sns:{ARN}:failed-{number}" for number in range(60)]
    cases = {
        "queues": {"features": ["event_source_sqs"], "resources": {"event_source_sqs": queues}},
        "topics": {"features": ["dead_letter"], "resources": {"dead_letter": topics}},
    }
    nothing = {"create_bucket": False, "stages": ["dev"]}
    planned = _planned(
        {name: {**nothing, **it, "features": [*it["features"], "no_api", "no_events"]} for name, it in cases.items()},
        tmp_path / "plan",
    )
    for name, sid, arns in (("queues", "PollSqs", queues), ("topics", "PublishFailedEvents", topics)):
        pieces = [it for document in planned[name].values() for it in document["Statement"] if it["Sid"] == sid]
        assert len(pieces) > 2
        assert sorted(arn for piece in pieces for arn in piece["Resource"]) == sorted(arns)
        assert len({json.dumps({**piece, "Resource": []}) for piece in pieces}) == 1
        for document in planned[name].values():
            assert len(json.dumps(document, separators=(",", ":"))) <= LIMIT
            assert document["Statement"], "IAM takes no empty policy"
    assert "SendFailedEvents" not in _homes(planned["topics"])
