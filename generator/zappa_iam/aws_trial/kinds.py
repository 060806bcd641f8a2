"""The kinds of things that a trial makes: how each is found by the trial's names, and how removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from zappa_iam.account import Caller
from zappa_iam.aws_trial.names import STAGE, TrialNames

GONE = {
    "404",
    "NoSuchBucket",
    "NoSuchEntity",
    "NotFound",
    "NotFoundException",
    "ResourceNotFoundException",
    "ValidationError",
}
STACK_LOOKS = 60  # looks at a stack that is being deleted, each STACK_PAUSE seconds after the last
STACK_PAUSE = 5


class Kind(NamedTuple):
    """A kind of thing: how to find those of a trial, the command that removes one, and what removes it here."""

    kind: str
    find: Callable[[Caller, TrialNames], Iterator[str]]
    command: str
    remove: Callable[[Caller, str], object] | None = None


def _known(ask: Callable[[], Any], name: str) -> Iterator[str]:
    """The name, where the question is answered; nothing where there is no such thing."""
    from botocore.exceptions import ClientError

    try:
        ask()
    except ClientError as error:
        if error.response["Error"]["Code"] in GONE:
            return
        raise
    yield name


def _stack(caller: Caller, names: TrialNames) -> Iterator[str]:
    return _known(lambda: caller.client("cloudformation").describe_stacks(StackName=names.function), names.function)


def _delete_stack(caller: Caller, name: str) -> None:
    client = caller.client("cloudformation")
    client.delete_stack(StackName=name)
    waiter = client.get_waiter("stack_delete_complete")
    waiter.wait(StackName=name, WaiterConfig={"Delay": STACK_PAUSE, "MaxAttempts": STACK_LOOKS})


def _apis(caller: Caller, names: TrialNames) -> Iterator[str]:
    pages = caller.client("apigateway").get_paginator("get_rest_apis").paginate()
    yield from [api["id"] for page in pages for api in page["items"] if api["name"] == names.function]


def _http_apis(caller: Caller, names: TrialNames) -> Iterator[str]:
    pages = caller.client("apigatewayv2").get_paginator("get_apis").paginate()
    yield from [api["ApiId"] for page in pages for api in page["Items"] if api["Name"].startswith(names.function)]


def _api_keys(caller: Caller, names: TrialNames) -> Iterator[str]:
    """Keys are named after stage and API: those of APIs that are still there."""
    client = caller.client("apigateway")
    for api in _apis(caller, names):
        keys = client.get_api_keys(nameQuery=f"{STAGE}_{api}")["items"]
        yield from [key["id"] for key in keys]


def _rules(caller: Caller, names: TrialNames) -> Iterator[str]:
    pages = caller.client("events").get_paginator("list_rule_names_by_target").paginate(TargetArn=names.function_arn)
    yield from [name for page in pages for name in page["RuleNames"]]


def _delete_rule(caller: Caller, name: str) -> None:
    client = caller.client("events")
    targets = client.list_targets_by_rule(Rule=name)["Targets"]
    client.remove_targets(Rule=name, Ids=[target["Id"] for target in targets])
    client.delete_rule(Name=name)


def _function(caller: Caller, names: TrialNames) -> Iterator[str]:
    return _known(lambda: caller.client("lambda").get_function(FunctionName=names.function), names.function)


def _log_groups(caller: Caller, names: TrialNames) -> Iterator[str]:
    prefix = f"/aws/lambda/{names.function}"
    pages = caller.client("logs").get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix)
    yield from [group["logGroupName"] for page in pages for group in page["logGroups"]]


def _topics(caller: Caller, names: TrialNames) -> Iterator[str]:
    arn = f"{names.function_arn.rpartition(':function:')[0].replace(':lambda:', ':sns:')}:{names.function}-zappa-async"
    return _known(lambda: caller.client("sns").get_topic_attributes(TopicArn=arn), arn)


def _tables(caller: Caller, names: TrialNames) -> Iterator[str]:
    name = f"{names.project}-results"
    return _known(lambda: caller.client("dynamodb").describe_table(TableName=name), name)


def _bucket(caller: Caller, names: TrialNames) -> Iterator[str]:
    return _known(lambda: caller.client("s3").head_bucket(Bucket=names.bucket), names.bucket)


def _roles(caller: Caller, names: TrialNames) -> Iterator[str]:
    for name in (names.role, names.deployer):
        yield from _known(lambda name=name: caller.client("iam").get_role(RoleName=name), name)  # type: ignore[misc]


def _policies(caller: Caller, names: TrialNames) -> Iterator[str]:
    pages = caller.client("iam").get_paginator("list_policies").paginate(Scope="Local")
    yield from [it["Arn"] for page in pages for it in page["Policies"] if names.project in it["PolicyName"]]


def _group(caller: Caller, names: TrialNames) -> Iterator[str]:
    return _known(lambda: caller.client("iam").get_group(GroupName=names.group), names.group)


def _call(words: str) -> Callable[[Caller, str], object]:
    """What removes a thing by a call of one parameter: service, operation and parameter."""
    service, operation, parameter = words.split()
    return lambda caller, name: getattr(caller.client(service), operation)(**{parameter: name})


KINDS = (
    Kind(
        "API key",
        _api_keys,
        "aws apigateway delete-api-key --api-key {}",
        _call("apigateway delete_api_key apiKey"),
    ),
    Kind("stack", _stack, "aws cloudformation delete-stack --stack-name {}", _delete_stack),
    Kind(
        "REST API",
        _apis,
        "aws apigateway delete-rest-api --rest-api-id {}",
        _call("apigateway delete_rest_api restApiId"),
    ),
    Kind("API", _http_apis, "aws apigatewayv2 delete-api --api-id {}", _call("apigatewayv2 delete_api ApiId")),
    Kind("rule", _rules, "aws events delete-rule --force --name {}", _delete_rule),
    Kind(
        "function",
        _function,
        "aws lambda delete-function --function-name {}",
        _call("lambda delete_function FunctionName"),
    ),
    Kind(
        "log group",
        _log_groups,
        "aws logs delete-log-group --log-group-name {}",
        _call("logs delete_log_group logGroupName"),
    ),
    Kind("topic", _topics, "aws sns delete-topic --topic-arn {}", _call("sns delete_topic TopicArn")),
    Kind("table", _tables, "aws dynamodb delete-table --table-name {}", _call("dynamodb delete_table TableName")),
    Kind("bucket", _bucket, "aws s3 rb --force s3://{}"),
    Kind("role", _roles, "aws iam delete-role --role-name {}"),
    Kind("policy", _policies, "aws iam delete-policy --policy-arn {}"),
    Kind("group", _group, "aws iam delete-group --group-name {}"),
)
"""In the order in which they can be removed."""
