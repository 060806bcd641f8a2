"""Names that a plan does not know yet: of queues, keys and buckets of the same run; and a test's mock provider."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import boto3

from tests.conftest import MODULE, initialised
from tests.shared.identity_cases import BRANCH
from zappa_iam.module import terraform
from zappa_iam.module.planning import PROJECT, REQUIRED
from zappa_iam.module.surroundings import without_account

NAMED = {
    "aws_sqs_queue": {"orders": {"name": "orders"}, "refunds": {"name": "refunds"}, "failed": {"name": "failed"}},
    "aws_sns_topic": {"failed": {"name": "failed"}},
    "aws_kms_key": {"shop": {"deletion_window_in_days": 7}},
    "aws_iam_openid_connect_provider": {
        "gitlab": {"url": "https://gitlab.com", "client_id_list": ["https://gitlab.com"]}
    },
    "aws_s3_bucket": {"packages": {"bucket_prefix": "packages-", "force_destroy": True}},
    "aws_iam_role": {
        "shop": {
            "name_prefix": "shop-",
            "assume_role_policy": json.dumps({"Version": "2012-10-17", "Statement": []}),
        }
    },
}
GITLAB = {"gitlab": {"project": "acme/shop", "branches": ["main"]}}
INPUTS: dict[str, Any] = {
    "deployers": {"gitlab": GITLAB, "people": {"people": {"principals": ["${aws_iam_role.shop.arn}"]}}},
    "oidc_providers": {"gitlab.com": "${aws_iam_openid_connect_provider.gitlab.arn}"},
    "bucket_kms_key_arn": "${aws_kms_key.shop.arn}",
    "features": ["apigateway", "aws_kms_key_arn", "dead_letter", "event_source_sqs", "events", "kms_keys"],
    "resources": {
        "aws_kms_key_arn": ["${aws_kms_key.shop.arn}"],
        "dead_letter": ["${aws_sns_topic.failed.arn}", "${aws_sqs_queue.failed.arn}"],
        "event_source_sqs": ["${aws_sqs_queue.orders.arn}", "${aws_sqs_queue.refunds.arn}"],
        "kms_keys": ["${aws_kms_key.shop.arn}"],
    },
}
OTHERS = {"extra_trust": ["${aws_iam_role.shop.arn}"]}
EXISTING = {
    "create_bucket": False,
    "bucket_name": "${aws_s3_bucket.packages.id}",
    "create_role": False,
    "role_name": "${aws_iam_role.shop.name}",
    "project_name": "blog",
}


def _root(folder: Path) -> Path:
    """A root that makes what the module works on: one call makes the role, one has it from the run.

    The third waits for the run, so that not even the account is known.
    """
    root = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "provider": {"aws": {"region": REQUIRED["region"], "s3_use_path_style": True}},
        "resource": NAMED,
        "module": {
            "shop": {"source": str(MODULE), **REQUIRED, **PROJECT, **INPUTS, **OTHERS, "create_bucket": False},
            "blog": {"source": str(MODULE), **REQUIRED, **PROJECT, **INPUTS, **EXISTING},
            "late": {
                "source": str(MODULE),
                **REQUIRED,
                **PROJECT,
                "create_bucket": False,
                "project_name": "late",
                "role_name": "LateRole",
                "deployers": {"branch": BRANCH},
                "depends_on": ["aws_sqs_queue.orders"],
            },
        },
    }
    (folder / "main.tf.json").write_text(json.dumps(root))
    return folder


def _statements(name: str, project: str) -> dict[str, Any]:
    """Sid -> statement of the project's policies whose names begin so, as IAM has them."""
    iam = boto3.client("iam", region_name=REQUIRED["region"])
    found = {}
    for policy in iam.list_policies(Scope="Local")["Policies"]:
        if policy["PolicyName"].startswith(name) and policy["PolicyName"].endswith(f"-{project}"):
            version = iam.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])
            found |= {it["Sid"]: it for it in version["PolicyVersion"]["Document"]["Statement"]}
    return found


def test_names_that_a_plan_does_not_know(aws: str, tmp_path: Path) -> None:
    """What is made in the same run is granted on, in one apply; the next plan changes nothing."""
    test = initialised(_root(tmp_path))
    plan = test.plan(output=True)
    unknown = [
        row["address"]
        for row in plan["resource_changes"]
        if row["type"] == "aws_iam_policy" and row["change"]["after_unknown"].get("policy")
    ]
    assert {'module.shop.aws_iam_policy.role["Role"]', 'module.late.aws_iam_policy.deployer["General"]'} <= set(unknown)
    test.apply()
    role = _statements("ZappaRolePolicy", "shop")
    assert [arn.rpartition(":")[2] for arn in role["PollSqs"]["Resource"]] == ["orders", "refunds"]
    assert [arn.split(":")[2] for arn in role["PublishFailedEvents"]["Resource"]] == ["sns"]
    assert [arn.split(":")[2] for arn in role["SendFailedEvents"]["Resource"]] == ["sqs"]
    deployer = _statements("ZappaUser", "blog")
    assert deployer["UseBucketKey"]["Resource"] == role["UseKeys"]["Resource"]
    assert ":::packages-" in json.dumps(deployer["PassPackages"])
    assert "role/shop-" in json.dumps(deployer["PassRoleToLambda"])
    iam = boto3.client("iam", region_name=REQUIRED["region"])
    trust = iam.get_role(RoleName="ZappaDeployer-shop-people")["Role"]["AssumeRolePolicyDocument"]
    assert ":role/shop-" in json.dumps(trust["Statement"][0]["Principal"])
    assert len(iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]) == 2
    again = test.plan(output=True)
    assert [row["address"] for row in again["resource_changes"] if row["change"]["actions"] != ["no-op"]] == []
    test.destroy()


TEST = """
mock_provider "aws" {}

run "plan" {
  command = plan

  assert {
    condition     = keys(output.policies) == ["ZappaUserGeneralPolicy-shop", "ZappaUserS3Policy-shop"]
    error_message = "The deployer has two policies."
  }
}

run "apply" {
  assert {
    condition     = output.policies["ZappaUserS3Policy-shop"] != null
    error_message = "The policies have ARNs."
  }
}
"""


def test_mock_provider_is_enough_for_a_test(tmp_path: Path) -> None:
    """In a consumer's `terraform test`, `mock_provider "aws" {}` plans and applies the module, without defaults."""
    root = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "module": {
            "zappa_iam": {
                "source": str(MODULE),
                **REQUIRED,
                **PROJECT,
                "create_access_keys": True,
                "create_api_log_role": True,
                "deployers": {"branch": BRANCH, "ann": {"people": {"permission_sets": ["Deploy"]}}},
                "users": ["ann"],
                "create_log_groups": True,
                "role_policy_json": {"orders": json.dumps({"Version": "2012-10-17", "Statement": []})},
            },
            "existing": {
                "source": str(MODULE),
                **REQUIRED,
                **PROJECT,
                "create_bucket": False,
                "create_role": False,
                "check_role_trust": True,
                "project_name": "blog",
            },
        },
        "output": {"policies": {"value": "${module.zappa_iam.deployer_policy_arns}"}},
    }
    (tmp_path / "main.tf.json").write_text(json.dumps(root))
    (tmp_path / "shop.tftest.hcl").write_text(TEST)
    initialised(tmp_path)
    assert "Success! 2 passed, 0 failed." in _tested(tmp_path)


def _tested(folder: Path) -> str:
    """What `terraform test` says in an initialised folder, without credentials."""
    command = [str(terraform.executable()), "test", "-no-color"]
    environment = without_account(terraform.environment())
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
