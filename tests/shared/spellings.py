"""Refusals of AWS, in the spellings of its clients, and what is to be read out of each."""

from __future__ import annotations

import json

USER = "arn:aws:iam::123456789012:user/ZappaUser"
ROLE = "arn:aws:sts::123456789012:assumed-role/ZappaDjangoRole/shop-dev"
PERSON = "arn:aws:sts::123456789012:assumed-role/Deploy/botocore-session-1700000000"
PIPELINE = "arn:aws:sts::123456789012:assumed-role/ZappaDeployer-shop-production/shop-42"
FUNCTION = "arn:aws:lambda:us-west-2:123456789012:function:shop-dev"
SAID = f"User: {USER} is not authorized to perform: lambda:GetFunction on resource: {FUNCTION}"

# Spelling -> text, and what is to be read out of it: action, resource, principal, reason.
SPELLINGS: dict[str, tuple[str, tuple[str | None, str | None, str, str]]] = {
    "boto3": (
        "ClientError: An error occurred (AccessDeniedException) when calling the GetFunction operation: "
        f"{SAID} because no identity-based policy allows the lambda:GetFunction action",
        ("lambda:GetFunction", FUNCTION, "deployer", "identity"),
    ),
    "cli": (
        f"\nAn error occurred (AccessDeniedException) when calling the GetFunction operation: {SAID}",
        ("lambda:GetFunction", FUNCTION, "deployer", "unsaid"),
    ),
    "cloudformation": (
        f'Resource handler returned message: "User: {USER} is not authorized to perform: '
        "apigateway:POST on resource: arn:aws:apigateway:us-west-2::/restapis (Service: ApiGateway, Status Code: 403, "
        'Request ID: 0a0a)" (RequestToken: 1, HandlerErrorCode: AccessDenied)',
        ("apigateway:POST", "arn:aws:apigateway:us-west-2::/restapis", "deployer", "unsaid"),
    ),
    "cloudformation_api": (
        f"API: iam:PassRole User: {USER} is not authorized to perform: iam:PassRole on resource: "
        "arn:aws:iam::123456789012:role/ZappaDjangoRole",
        ("iam:PassRole", "arn:aws:iam::123456789012:role/ZappaDjangoRole", "deployer", "unsaid"),
    ),
    "terraform": (
        "Error: creating Lambda Function (x): operation error Lambda: GetFunction, https response error: 403, "
        f"RequestID: 0a, api error AccessDeniedException: {SAID} with an explicit deny in a service control policy",
        ("lambda:GetFunction", FUNCTION, "deployer", "organization"),
    ),
    "broken_by_the_terminal": (
        SAID.replace("resource: ", "resource:\n  ") + " because no permissions\nboundary allows the action",
        ("lambda:GetFunction", FUNCTION, "deployer", "boundary"),
    ),
    "zappa_tail": (
        "[1700000000] [ERROR] ClientError: An error occurred (AuthorizationError) when calling the Publish operation: "
        f"User: {ROLE} is not authorized to perform: SNS:Publish on resource: "
        "arn:aws:sns:us-west-2:123456789012:shop-dev-zappa-async because no identity-based policy allows it\n"
        '  File "/var/task/app.py", line 3, in task',
        ("SNS:Publish", "arn:aws:sns:us-west-2:123456789012:shop-dev-zappa-async", "role", "identity"),
    ),
    "session_of_a_person": (
        SAID.replace(USER, PERSON),
        ("lambda:GetFunction", FUNCTION, "deployer", "unsaid"),
    ),
    "pipeline": (
        SAID.replace(USER, PIPELINE),
        ("lambda:GetFunction", FUNCTION, "deployer", "unsaid"),
    ),
    "s3_without_a_name": (
        "An error occurred (AccessDenied) when calling the PutObject operation: Access Denied",
        (None, None, "deployer", "unsaid"),
    ),
    "head": (
        "An error occurred (403) when calling the HeadBucket operation: Forbidden",
        (None, None, "deployer", "unsaid"),
    ),
    "preflight": (
        "An error occurred (InvalidParameterValueException) when calling the CreateFunction operation: The provided "
        "execution role does not have permissions to call CreateNetworkInterface on EC2",
        ("ec2:CreateNetworkInterface", None, "role", "identity"),
    ),
    "cannot_assume": (
        "The role defined for the function cannot be assumed by Lambda.",
        ("sts:AssumeRole", None, "role", "trust"),
    ),
    "encoded": (
        "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not authorized to "
        f"perform this operation. Encoded authorization failure message: {'aB3-' * 20}",
        (None, None, "deployer", "encoded"),
    ),
    "decoded": (
        json.dumps(
            {
                "allowed": False,
                "explicitDeny": False,
                "context": {"principal": {"arn": USER}, "action": "lambda:GetFunction", "resource": FUNCTION},
            }
        ),
        ("lambda:GetFunction", FUNCTION, "deployer", "identity"),
    ),
    "decoded_within": (
        json.dumps(
            {
                "DecodedMessage": json.dumps(
                    {
                        "allowed": False,
                        "explicitDeny": True,
                        "context": {"principal": {"arn": ROLE}, "action": "lambda:GetFunction", "resource": FUNCTION},
                    }
                )
            }
        ),
        ("lambda:GetFunction", FUNCTION, "role", "deny"),
    ),
    "cloudtrail": (
        json.dumps(
            {
                "Records": [
                    {
                        "eventSource": "lambda.amazonaws.com",
                        "eventName": "GetFunction20150331v2",
                        "errorCode": "AccessDenied",
                        "errorMessage": SAID,
                        "userIdentity": {"arn": USER},
                    }
                ]
            }
        ),
        ("lambda:GetFunction", FUNCTION, "deployer", "unsaid"),
    ),
    "cloudtrail_without_words": (
        json.dumps(
            {
                "eventSource": "s3.amazonaws.com",
                "eventName": "PutObject",
                "errorCode": "AccessDenied",
                "userIdentity": {"arn": ROLE},
            }
        ),
        ("s3:PutObject", None, "role", "unsaid"),
    ),
}
