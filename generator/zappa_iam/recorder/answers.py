"""The one table of operations that moto lacks or gets wrong, and what the service would answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import ClientError

Parameters = dict[str, Any]

# What CloudFormation makes of the logical ids in Zappa's templates that moto has no model for.
PHYSICAL_IDS = {"ApiV2": "httpapi1", "WsApi": "websocketapi1"}

LACKING = ("AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::")

# Stacks that were made or updated and not yet looked at; each scenario has a process of its own.
IN_PROGRESS: set[str] = set()


@dataclass(frozen=True)
class Answer:
    """`why` says what moto lacks; `respond` gets the client and the call's parameters."""

    why: str
    respond: Callable[[Any, Parameters], Any]


def constant(**response: Any) -> Callable[[Any, Parameters], Any]:
    """The same answer to every call."""
    return lambda _client, _parameters: response


def list_function_url_configs(client: Any, parameters: Parameters) -> Any:
    """The one configuration that GetFunctionUrlConfig knows, as a list."""
    try:
        config = client.get_function_url_config(FunctionName=parameters["FunctionName"])
    except ClientError:
        return {"FunctionUrlConfigs": []}
    return {"FunctionUrlConfigs": [config]}


def get_function(client: Any, parameters: Parameters) -> Any:
    """The function, its name freed from the prefix."""
    return client.get_function(FunctionName=parameters["FunctionName"].removeprefix("function:"))


def add_permission(client: Any, parameters: Parameters) -> Any:
    """The statement, created."""
    response = client.add_permission(**parameters)
    response["ResponseMetadata"]["HTTPStatusCode"] = 201
    return response


def update_rest_api(client: Any, parameters: Parameters) -> Any:
    """The patch, each media type out of its path."""
    patches = [dict(patch) for patch in parameters["patchOperations"]]
    for patch in patches:
        if patch["path"].startswith("/binaryMediaTypes/"):
            patch["value"] = patch["path"].removeprefix("/binaryMediaTypes/").replace("~1", "/")
    return client.update_rest_api(restApiId=parameters["restApiId"], patchOperations=patches)


def with_template(operation: str) -> Callable[[Any, Parameters], Any]:
    """Make or update the stack from a template whose integrations all name a method; what moto lacks never changes."""

    def respond(client: Any, parameters: Parameters) -> Any:
        bucket, _, key = parameters.pop("TemplateURL").removeprefix("https://s3.amazonaws.com/").partition("/")
        template = json.loads(boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::ApiGateway::Method":
                resource["Properties"]["Integration"].setdefault("IntegrationHttpMethod", "POST")
            elif resource["Type"].startswith(LACKING):
                resource["Properties"] = {}
        IN_PROGRESS.add(parameters["StackName"])
        return getattr(client, operation)(TemplateBody=json.dumps(template), **parameters)

    return respond


def describe_stacks(client: Any, parameters: Parameters) -> Any:
    """The stack, still in progress when first looked at: Zappa then lists its resources."""
    response = client.describe_stacks(**parameters)
    if parameters["StackName"] in IN_PROGRESS:
        IN_PROGRESS.remove(parameters["StackName"])
        response["Stacks"][0]["StackStatus"] = "UPDATE_IN_PROGRESS"
    return response


def delete_stack(client: Any, parameters: Parameters) -> Any:
    """Delete the stack, and the REST API with it."""
    apigateway = boto3.client("apigateway")
    for api in apigateway.get_rest_apis()["items"]:
        if api["name"] == parameters["StackName"]:
            apigateway.delete_rest_api(restApiId=api["id"])
    return client.delete_stack(**parameters)


def describe_stack_resource(client: Any, parameters: Parameters) -> Any:
    """The resource as the stack's template has it."""
    logical_id = parameters["LogicalResourceId"]
    template = client.get_template(StackName=parameters["StackName"])["TemplateBody"]
    resources = (template if isinstance(template, dict) else json.loads(template))["Resources"]
    if logical_id not in resources:
        error = {"Code": "ValidationError", "Message": f"Resource {logical_id} does not exist"}
        raise ClientError({"Error": error}, "DescribeStackResource")
    if logical_id in PHYSICAL_IDS:
        detail = {"LogicalResourceId": logical_id, "PhysicalResourceId": PHYSICAL_IDS[logical_id]}
        return {"StackResourceDetail": detail}
    return client.describe_stack_resource(**parameters)


def deregister_targets(client: Any, parameters: Parameters) -> Any:
    """AWS: "If the specified target does not exist, the action returns successfully."."""
    try:
        return client.deregister_targets(**parameters)
    except ClientError as error:
        if error.response["Error"]["Code"] != "InvalidTarget":
            raise
        return {}


def describe_target_health(client: Any, parameters: Parameters) -> Any:
    """A target that is not registered is unused."""
    target = {"TargetHealth": {"State": "unused", "Reason": "Target.NotRegistered"}}
    return {"TargetHealthDescriptions": [{"Target": target_of, **target} for target_of in parameters["Targets"]]}


ABSENT = "moto answers 404 or NotImplemented"
NO_METHOD = "moto fails on a mock integration, which names no method, and on deleting a changed resource that it lacks"
V2 = "moto's CloudFormation has no AWS::ApiGatewayV2 resources, and fails when a logical id is missing"
PROVISIONED = constant(Status="READY", RequestedProvisionedConcurrentExecutions=1)

IMPORTED = constant(CertificateArn="arn:aws:acm:us-east-1:123456789012:certificate/certificate1")

ANSWERS = {
    ("acm", "ImportCertificate"): Answer("moto parses the certificate, which is not a real one", IMPORTED),
    ("apigateway", "UpdateApiKey"): Answer("moto cannot add a stage to a key", constant()),
    ("apigateway", "UpdateBasePathMapping"): Answer(ABSENT, constant()),
    ("apigateway", "UpdateDomainName"): Answer(ABSENT, constant()),
    ("apigateway", "UpdateIntegration"): Answer(ABSENT, constant()),
    ("apigateway", "UpdateRestApi"): Answer("moto reads a media type from the value, not the path", update_rest_api),
    ("cloudformation", "CreateStack"): Answer(NO_METHOD, with_template("create_stack")),
    ("cloudformation", "DeleteStack"): Answer("moto leaves the stack's REST API behind", delete_stack),
    ("cloudformation", "DescribeStackResource"): Answer(V2, describe_stack_resource),
    ("cloudformation", "DescribeStacks"): Answer("moto's stacks are complete at once", describe_stacks),
    ("cloudformation", "UpdateStack"): Answer(NO_METHOD, with_template("update_stack")),
    ("elbv2", "DeregisterTargets"): Answer("moto rejects a target that is not registered", deregister_targets),
    ("elbv2", "DescribeTargetHealth"): Answer("moto rejects a target that is not registered", describe_target_health),
    ("lambda", "AddPermission"): Answer("moto answers 200; the service, and Zappa's check, say 201", add_permission),
    ("lambda", "DeleteProvisionedConcurrencyConfig"): Answer(ABSENT, constant()),
    ("lambda", "GetFunction"): Answer("moto fails on the short form `function:NAME:VERSION` of rollback", get_function),
    ("lambda", "GetProvisionedConcurrencyConfig"): Answer(ABSENT, PROVISIONED),
    ("lambda", "ListFunctionUrlConfigs"): Answer(ABSENT, list_function_url_configs),
    ("lambda", "PutProvisionedConcurrencyConfig"): Answer(ABSENT, PROVISIONED),
}
