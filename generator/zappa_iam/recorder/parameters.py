"""What of a call's parameters, and of a template, decides a permission; the rest is dropped, to keep diffs short."""

from __future__ import annotations

from typing import Any

# Top-level parameters that name no resource, pass no role and feed no condition key. What is not listed here stays, so
# that a new parameter of a new Zappa shows up in the evidence's diff.
DROPPED = frozenset(
    [
        "AdminCreateUserConfig",
        "AttributeDefinitions",
        "AttributeName",
        "AttributeValue",
        "BatchSize",
        "Body",
        "cacheClusterEnabled",
        "cacheClusterSize",
        "Certificate",
        "certificateBody",
        "CertificateChain",
        "certificateChain",
        "certificatePrivateKey",
        "ChecksumAlgorithm",
        "ChecksumType",
        "ClientContext",
        "ContentType",
        "CopySourceIfMatch",
        "CopySourceRange",
        "Cors",
        "Data",
        "descending",
        "Description",
        "description",
        "Dimensions",
        "DistributionConfig",
        "EmailConfiguration",
        "EmailVerificationMessage",
        "EmailVerificationSubject",
        "EndTime",
        "endTime",
        "EventPattern",
        "ExpressionAttributeValues",
        "filterPattern",
        "interleaved",
        "InvocationType",
        "Item",
        "KeySchema",
        "limit",
        "LogType",
        "MaximumBatchingWindowInSeconds",
        "MaxItems",
        "MemorySize",
        "Message",
        "Metadata",
        "MfaConfiguration",
        "MpuObjectSize",
        "MultipartUpload",
        "nameQuery",
        "orderBy",
        "PartNumber",
        "Payload",
        "Period",
        "Policies",
        "PosixUser",
        "PrivateKey",
        "ProvisionedThroughput",
        "RootDirectory",
        "ScheduleExpression",
        "SmsVerificationMessage",
        "stageDescription",
        "StartTime",
        "startTime",
        "StatementId",
        "Statistics",
        "Timeout",
        "TimeToLiveSpecification",
        "UpdateExpression",
        "UserPoolTags",
        "variables",
        "VerificationMessageTemplate",
    ]
)

TEMPLATE_DROPPED = frozenset(
    [
        "CacheKeyParameters",
        "CacheNamespace",
        "IntegrationHttpMethod",
        "IntegrationResponses",
        "MethodResponses",
        "PassthroughBehavior",
        "PayloadFormatVersion",
        "RequestTemplates",
        "RouteSelectionExpression",
    ]
)


def reduce_parameters(parameters: dict[str, Any]) -> dict[str, Any]:
    """The deciding parameters, as JSON values; bytes and files become `<bytes>`, environment values disappear."""
    reduced = {}
    for name, value in parameters.items():
        if name in DROPPED or (name == "Key" and isinstance(value, dict)):
            continue
        if name == "Environment":
            value = {"Variables": dict.fromkeys(value["Variables"], "<value>")}
        elif name == "ChangeBatch":
            value = [_without_values(change) for change in value["Changes"]]
        elif name == "Targets":
            value = [{key: item for key, item in target.items() if key in _target_keys(target)} for target in value]
        elif name == "Ids":
            value = len(value)
        reduced[name] = _plain(value)
    return reduced


def _target_keys(target: dict[str, Any]) -> set[str]:
    """An EventBridge target's id is random and its ARN decides; a load balancer's target has its ARN for an id."""
    return {"Arn", "RoleArn"} if "Arn" in target else {"Id"}


def _without_values(change: dict[str, Any]) -> dict[str, Any]:
    records = change["ResourceRecordSet"]
    return {"Action": change["Action"], "Name": records["Name"], "Type": records["Type"]}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return "<bytes>"


def reduce_template(template: dict[str, Any]) -> dict[str, Any]:
    """Logical id -> type and deciding properties of each resource."""
    resources = template["Resources"]
    return {
        name: {"Type": it["Type"], "Properties": _deciding(it.get("Properties", {}))} for name, it in resources.items()
    }


def _deciding(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _deciding(item) for key, item in value.items() if key not in TEMPLATE_DROPPED}
    if isinstance(value, list):
        return [_deciding(item) for item in value]
    return value
