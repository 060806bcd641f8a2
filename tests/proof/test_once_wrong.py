"""What the module once got wrong, each with the request that AWS decides: a row for each, so that none comes back."""

from __future__ import annotations

import pytest

from tests.conftest import Planned
from tests.shared.case_inputs import BUCKET_KEY_ARN, KEY_ARN
from tests.shared.recorded_cases import PLANS_OF
from tests.shared.written_cases import CASES
from zappa_iam import proof
from zappa_iam.iam import Request, decide

pytestmark = pytest.mark.one_terraform


ACCOUNT = "arn:aws:ec2:us-west-2:123456789012"
FUNCTION = "arn:aws:lambda:us-west-2:123456789012:function:shop-dev"
API = "arn:aws:apigateway:us-west-2::/apis/abc123"
TAGS = "arn:aws:apigateway:us-west-2::/tags/arn%3Aaws%3Aapigateway%3Aus-west-2%3A%3A%2F"
LINKED = "arn:aws:iam::123456789012:role/aws-service-role"
STACK = {"aws:CalledVia": ["cloudformation.amazonaws.com"]}
OURS = {"aws:ResourceTag/ZappaProject": "shop-dev"}
OF_ALB = {"iam:AWSServiceName": "elasticloadbalancing.amazonaws.com"}
OF_EFS = {"iam:AWSServiceName": "elasticfilesystem.amazonaws.com"}

# What was wrong -> plan, principal, and the request.
# Each request says its region; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
REGION = {"aws:RequestedRegion": "us-west-2"}

ALLOWED: dict[str, tuple[str, str, Request]] = {
    "network_before_an_interface": ("vpc_config", "role", Request("ec2:DeleteNetworkInterface", f"{ACCOUNT}:*/*")),
    "network_addresses": ("vpc_config", "role", Request("ec2:UnassignPrivateIpAddresses", f"{ACCOUNT}:*/*")),
    "http_api_changed": ("apigateway_v2", "deployer", Request("apigateway:PATCH", API, {**STACK, **OURS})),
    "http_route_changed": ("apigateway_v2", "deployer", Request("apigateway:PATCH", f"{API}/routes/r1", STACK)),
    "http_integration_changed": (
        "apigateway_v2",
        "deployer",
        Request("apigateway:PATCH", f"{API}/integrations/i1", STACK),
    ),
    "http_cors_gone": ("apigateway_v2", "deployer", Request("apigateway:DELETE", f"{API}/cors", STACK)),
    "websocket_stage_changed": (
        "websocket",
        "deployer",
        Request("apigateway:PATCH", f"{API}/stages/dev", {**STACK, **OURS}),
    ),
    "websocket_stage_untagged": (
        "websocket",
        "deployer",
        Request("apigateway:UntagResource", f"{API}/stages/dev", STACK),
    ),
    "permission_on_an_alias": (
        "apigateway_v2_snap_start",
        "deployer",
        Request(
            "lambda:AddPermission", f"{FUNCTION}:snapstart", {**STACK, "lambda:Principal": "apigateway.amazonaws.com"}
        ),
    ),
    "permission_off_an_alias": (
        "apigateway_v2_snap_start",
        "deployer",
        Request("lambda:RemovePermission", f"{FUNCTION}:snapstart", STACK),
    ),
    "api_policy_changed": (
        "iam_authorization",
        "deployer",
        Request("apigateway:UpdateRestApiPolicy", "arn:aws:apigateway:us-west-2::/restapis/abc123", {**STACK, **OURS}),
    ),
    "balancer_network": ("alb", "deployer", Request("ec2:DescribeInternetGateways", "*", REGION)),
    "balancer_targets": ("alb", "deployer", Request("ec2:DescribeInstances", "*", REGION)),
    "tags_without_the_project": (
        "tags",
        "deployer",
        Request("apigateway:PUT", f"{TAGS}restapis%2Fabc123", {**STACK, "aws:RequestTag/team": "web"}),
    ),
    "tags_dropped": ("tags", "deployer", Request("apigateway:DELETE", f"{TAGS}restapis%2Fabc123", STACK)),
    "archive_under_a_key": (
        "bucket_kms_key_function",
        "role",
        Request("kms:Decrypt", BUCKET_KEY_ARN, {"kms:ViaService": "s3.us-west-2.amazonaws.com"}),
    ),
    "queue_under_a_key": (
        "kms_keys",
        "role",
        Request("kms:Decrypt", KEY_ARN, {"kms:ViaService": "sqs.us-west-2.amazonaws.com"}),
    ),
    "first_balancer": (
        "alb",
        "deployer",
        Request(
            "iam:CreateServiceLinkedRole",
            f"{LINKED}/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing",
            OF_ALB,
        ),
    ),
    "first_file_system": (
        "efs_config",
        "deployer",
        Request(
            "iam:CreateServiceLinkedRole",
            f"{LINKED}/elasticfilesystem.amazonaws.com/AWSServiceRoleForAmazonElasticFileSystem",
            OF_EFS,
        ),
    ),
    "certificate_on_a_domain": (
        "certify",
        "deployer",
        Request("apigateway:AddCertificateToDomain", "arn:aws:apigateway:us-west-2::/domainnames"),
    ),
    "consumer_of_a_stream": (
        "event_source_kinesis_consumer",
        "role",
        Request(
            "kinesis:SubscribeToShard",
            "arn:aws:kinesis:us-west-2:123456789012:stream/my-stream/consumer/shop:1700000000",
        ),
    ),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_was_refused_is_allowed(policies: dict[str, proof.Policies], name: str) -> None:
    """The request that AWS decides is allowed where the feature is on."""
    plan, principal, request = ALLOWED[name]
    assert decide(policies[PLANS_OF[plan][0]][principal], request).allowed


def test_code_of_the_function_cannot_touch_interfaces(policies: dict[str, proof.Policies]) -> None:
    """What Lambda may do with the role, the function's own code may not."""
    request = Request(
        "ec2:DeleteNetworkInterface", f"{ACCOUNT}:network-interface/eni-1", {"lambda:SourceFunctionArn": FUNCTION}
    )
    assert decide(policies["recorded_vpc_config"]["role"], request).effect == "explicit_deny"


def test_domains_elsewhere_grant_nothing_in_route_53(policies: dict[str, proof.Policies]) -> None:
    """Without `route53_enabled` there is no grant in Route 53, but Let's Encrypt has its own."""

    def services(plan: str) -> set[str]:
        found = policies[plan]["deployer"]
        return {action.split(":")[0] for policy in found for each in policy.statements for action in each.actions}

    assert "route53" not in services("domain_elsewhere")
    assert "route53" not in services("recorded_certify_without_route53")
    assert "route53" in services("domain_of_lets_encrypt")


def test_api_logs_get_their_role(plan: dict[str, Planned]) -> None:
    """Where asked for, and only there, API Gateway gets the role that it writes logs with."""
    made = {name for name in CASES if plan[name].of_type("aws_api_gateway_account")}
    assert made == {"api_log_role"}
    [attachment] = [
        values
        for address, values in plan["api_log_role"].of_type("aws_iam_role_policy_attachment").items()
        if address.startswith("aws_iam_role_policy_attachment.api_logs")
    ]
    assert attachment["policy_arn"] == "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
