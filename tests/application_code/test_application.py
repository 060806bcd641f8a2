"""What a project's code and settings show of AWS that it uses: found, said, and made a policy where wanted."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from zappa_iam import settings
from zappa_iam.application_code import statements, suggestions
from zappa_iam.application_code.calls import calls
from zappa_iam.cli.main import main

CODE = """
import os
import boto3

s3 = boto3.client("s3")
orders = boto3.resource("dynamodb", region_name="eu-west-1").Table("orders")


class Shop:
    def __init__(self, session):
        self.queue = session.client("sqs")

    def buy(self, file):
        s3.upload_file(file, Bucket="my-uploads", Key="x")
        orders.put_item(Item={})
        self.queue.send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody="")
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket="my-uploads"):
            print(page)
        boto3.client("sns").publish(TopicArn="arn:aws:sns:us-west-2:123456789012:news", Message="")
        boto3.client("teleport").beam_up()
        print(s3.meta, file.client, requests.get("x"))
"""
QUEUE = "https://sqs.us-west-2.amazonaws.com/123456789012/orders"
STAGE: dict[str, Any] = {
    "project_name": "shop",
    "aws_region": "us-west-2",
    "s3_bucket": "packages-1",
    "environment_variables": {"ORDERS_QUEUE_URL": QUEUE, "TABLECLOTH": "red", "UPLOAD_BUCKET": ""},
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project with code, an environment of its own that is not the project's, and a file that is no Python."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "views.py").write_text(CODE)
    (tmp_path / "shop" / "broken.py").write_text("import boto3\nif:")
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "other.py").write_text('import boto3\nboto3.client("iam").create_user(UserName="x")\n')
    (tmp_path / "zappa_settings.json").write_text(json.dumps({"dev": STAGE}))
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    """`zappa-iam init` on the project."""
    path = str(folder / "zappa_settings.json")
    return CliRunner().invoke(main, ["init", path, "--folder", str(folder / "tf"), "--source", "./x", *arguments])


def test_calls_of_boto3_are_found(shop: Path) -> None:
    """Clients and resources by any name, in place or kept; actions as IAM calls them; names where they are written."""
    stages = settings.load(shop / "zappa_settings.json").stages.values()
    found = {each.service: each for each in suggestions(shop, stages)}
    assert {name: (each.actions, each.names) for name, each in found.items()} == {
        "dynamodb": (["dynamodb:PutItem"], ["orders"]),
        "s3": (["s3:ListBucket", "s3:PutObject"], ["my-uploads"]),
        "sns": (["sns:Publish"], ["news"]),
        "sqs": (["sqs:SendMessage"], ["orders"]),
        "teleport": ([], []),
    }
    assert found["teleport"].unknown == ["beam_up"]
    assert found["sqs"].where == ["shop/views.py:16", "ORDERS_QUEUE_URL of dev"]


def test_statements_name_what_is_known(shop: Path) -> None:
    """A statement for each service that has actions, on ARNs of the region and account."""
    found = suggestions(shop, settings.load(shop / "zappa_settings.json").stages.values())
    granted = statements(found, "us-west-2", "123456789012")
    made = {each["Action"][0].split(":")[0]: each["Resource"] for each in granted}
    assert made == {
        "dynamodb": [
            "arn:aws:dynamodb:us-west-2:123456789012:table/orders",
            "arn:aws:dynamodb:us-west-2:123456789012:table/orders/index/*",
        ],
        "s3": ["arn:aws:s3:::my-uploads", "arn:aws:s3:::my-uploads/*"],
        "sns": ["arn:aws:sns:us-west-2:123456789012:news"],
        "sqs": ["arn:aws:sqs:us-west-2:123456789012:orders"],
    }


def test_init_suggests_and_writes_only_what_is_confirmed(shop: Path) -> None:
    """Nobody at a terminal: the suggestion is shown and no policy written; with --application it is."""
    result = run(shop)
    assert result.exit_code == 0, result.output
    assert "the code calls dynamodb: dynamodb:PutItem on orders (shop/views.py:15)" in result.output
    assert "name a policy in role_policy_arns, or add --application" in result.output
    assert not (shop / "tf" / "policies").exists()
    assert run(shop, "--application", "--force").exit_code == 0
    policy = json.loads((shop / "tf" / "policies" / "shop.json").read_text())
    assert [each["Action"][0] for each in policy["Statement"]] == [
        "dynamodb:PutItem",
        "s3:ListBucket",
        "sns:Publish",
        "sqs:SendMessage",
    ]
    assert "role_policy_arns = {" in (shop / "tf" / "main.tf").read_text()
    described = json.loads(run(shop, "--json").output)
    assert [each["service"] for each in described["application"]] == ["dynamodb", "s3", "sns", "sqs", "teleport"]


def test_attached_policy_goes_with_the_role(tmp_path: Path) -> None:
    """What `attach_policy` names becomes the application's policy; a file that is none is refused in a line."""
    path = tmp_path / "zappa_settings.json"
    path.write_text(json.dumps({"dev": {**STAGE, "attach_policy": "mine.json"}}))
    statement = {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}
    (tmp_path / "mine.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": statement}))
    assert run(tmp_path).exit_code == 0
    assert json.loads((tmp_path / "tf" / "policies" / "shop.json").read_text())["Statement"] == [statement]
    (tmp_path / "mine.json").write_text("[]")
    result = run(tmp_path, "--force")
    assert (result.exit_code, result.output.count("\n")) == (2, 1)
    assert "attach_policy: mine.json: no policy; give it a Statement" in result.output


@given(st.text(alphabet="abs3=().,'\"\n :client"))
def test_any_text_is_looked_through(text: str) -> None:
    """Whatever Python parses is looked through without a fault."""
    try:
        tree = ast.parse(f"boto3.client('s3')\n{text}")
    except (SyntaxError, ValueError):
        return
    assert isinstance(calls(tree), list)
