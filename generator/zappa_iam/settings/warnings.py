"""Warnings: what in a stage's settings ends otherwise than it reads; each says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from zappa_iam.settings.features import EVENT_SOURCES, api, event_source, events, network_ids, scheduled
from zappa_iam.settings.stage import Stage
from zappa_iam.settings.warning import Warning

_PLACEHOLDER = re.compile(r"[<>{}$]|\bYOUR[_-]|\byour[_-]")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]")
_STATEMENT = 230  # characters that AddPermission adds to a function's policy for one rule, but for the names
_POLICY_LIMIT = 20480  # bytes, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html

Finding = tuple[str, str]
Check = Callable[[Stage, Mapping[Any, Any]], Iterable[Finding]]


def of_stage(stage: Stage, websocket: bool = False) -> list[Warning]:
    """The stage's warnings; `websocket`: the code imports zappa.websocket."""
    found = [Warning(kind, stage.name, message) for check in _CHECKS for kind, message in check(stage, stage.settings)]
    if websocket and not api(stage.settings) and not stage.settings.get("websocket_handler_module"):
        found += [Warning("websocket_without_api", stage.name, _WEBSOCKET)]
    return found


def of_file(stages: Mapping[str, Stage], repeated: list[str]) -> Iterator[Warning]:
    """What no one stage has: keys written twice, and stages that need module calls of their own."""
    if repeated:
        names = ", ".join(repeated)
        yield Warning("duplicate_keys", None, f"written twice: {names}; Zappa takes the last, delete the others")
    kinds: list[tuple[str, str, set[str | None]]] = [
        ("several_accounts", "accounts or profiles", {_account(stage) for stage in stages.values()}),
        ("several_buckets", "buckets", {stage.bucket for stage in stages.values()}),
        ("several_projects", "projects", {_project(stage) for stage in stages.values()}),
        ("several_regions", "regions", {stage.region for stage in stages.values()}),
    ]
    for kind, what, values in kinds:
        named = sorted(value for value in values if value is not None)
        if len(named) > 1:
            yield Warning(kind, None, f"several {what}: {', '.join(named)}; each gets a module call of its own")


def _account(stage: Stage) -> str | None:
    profile = stage.settings.get("profile_name")
    return stage.account or (str(profile) if profile else None)


def _project(stage: Stage) -> str | None:
    return stage.project if "project_name" in stage.settings else None


def _managed_role(stage: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    if not stage.role.managed:
        return
    if "attach_policy" in settings:
        yield (
            "role_loses_attach_policy",
            f"attach_policy: the module's role does not have the policy of {settings['attach_policy']}; "
            "`init` writes it into a policy of role_policy_arns",
        )
    else:
        yield (
            "role_loses_default_policy",
            "manage_roles is on: Zappa's own role may do s3:*, sqs:*, sns:*, dynamodb:*, kinesis:* and route53:*, the "
            "module's may not; name what the application uses in role_policy_arns: `init` shows what its code calls",
        )
    if settings.get("extra_permissions"):
        message = "extra_permissions: not the module's role's; `init` writes them into a policy of role_policy_arns"
        yield "role_loses_extra_permissions", message
    if "assume_policy" in settings:
        message = f"assume_policy: the module's role does not trust whom {settings['assume_policy']} names; add them"
        yield "role_loses_assume_policy", message
    if settings.get("role_arn"):
        message = "role_arn: Zappa ignores it while manage_roles is on; set manage_roles to false"
        yield "role_arn_ignored", message
    if "role_name" in settings:
        message = (
            f"role_name: while manage_roles is on, Zappa changes the role {stage.role.name}; set manage_roles to false"
        )
        yield "role_name_of_managed_role", message
    if isinstance(settings.get("manage_roles"), str):
        text = settings["manage_roles"]
        yield (
            "manage_roles_is_text",
            f'manage_roles: the text "{text}" is on, as any text is; write false without quotes',
        )


def _given_role(stage: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    if stage.role.managed:
        return
    arn = stage.role.arn
    if arn and _PLACEHOLDER.search(arn):
        yield "role_placeholder", f"role_arn: {arn} is not filled in; write the role's ARN"
    elif arn and arn.partition(":role/")[2].count("/"):
        path = "/" + arn.partition(":role/")[2].rpartition("/")[0] + "/"
        yield "role_path", f'role_arn: the role has a path; give the module path = "{path}"'
    if arn and settings.get("role_name"):
        yield "role_name_ignored", "role_name: Zappa ignores it beside role_arn; take one of them out"
    if not arn and "role_name" not in settings:
        message = f"manage_roles is off and no role is named: Zappa looks for {stage.role.name}; set role_arn"
        yield "no_role_named", message
    ignored = [key for key in ("attach_policy", "assume_policy", "extra_permissions") if settings.get(key)]
    if ignored:
        yield (
            "role_settings_ignored",
            f"{', '.join(ignored)}: Zappa ignores them while manage_roles is off; take them out",
        )


def _place(stage: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    if stage.bucket is None:
        yield "no_bucket", "s3_bucket: not set, so that Zappa makes a bucket of a random name at each run; name one"
    elif _PLACEHOLDER.search(stage.bucket):
        yield "bucket_placeholder", f"s3_bucket: {stage.bucket} is not filled in; write the bucket's name"
    elif not _BUCKET.fullmatch(stage.bucket):
        yield (
            "bucket_invalid",
            f"s3_bucket: S3 has no bucket {stage.bucket}; write lower-case letters, digits and hyphens",
        )
    if stage.region is None:
        yield "no_region", "aws_region: not set, so that Zappa takes the profile's; name the region"
    elif not _REGION.fullmatch(stage.region):
        yield "region_placeholder", f'aws_region: {stage.region} is no region; write its code, as in "us-west-2"'
    if "project_name" not in settings:
        message = f"project_name: not set, so that Zappa takes the folder's name ({stage.project}); name the project"
        yield "no_project_name", message
    variables = settings.get("aws_environment_variables")
    if isinstance(variables, Mapping) and "AWS_DEFAULT_REGION" in variables:
        yield (
            "region_in_environment",
            "AWS_DEFAULT_REGION among the variables: it can differ from aws_region; take it out",
        )


def _older_keys(_: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    if "use_apigateway" in settings:
        yield "use_apigateway_deprecated", "use_apigateway: an old name; write apigateway_enabled"
    if "remote_env_bucket" in settings or "remote_env_file" in settings:
        message = "remote_env_bucket and remote_env_file: old names, which count only together; write remote_env"
        yield "remote_env_deprecated", message


def _api(_: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    kind, authorizer = api(settings), settings.get("authorizer")
    rest = kind == "apigateway"
    if authorizer and rest and settings.get("iam_authorization"):
        yield "authorizer_ignored", "authorizer: Zappa ignores it beside iam_authorization; take one of them out"
    missing = "only a REST API has one; take it out, or set apigateway_version to v1"
    for key, used in (("authorizer", authorizer), ("apigateway_policy", settings.get("apigateway_policy"))):
        if used and not rest:
            yield f"{key}_without_rest_api", f"{key}: {missing}"
    if settings.get("api_key_required") and not rest:
        yield "api_key_without_rest_api", f"api_key_required: {missing}"
    level = settings.get("cloudwatch_log_level", "OFF")
    if rest and level not in (None, "", "OFF"):
        yield (
            "api_log_role",
            f"cloudwatch_log_level {level}: API Gateway logs only where the account has a role for it; "
            "set the module's create_api_log_role, or make one",
        )
    if settings.get("websocket_handler_module") and not kind:
        yield "websocket_without_api", _WEBSOCKET


_WEBSOCKET = "websocket: Zappa makes a WebSocket API only beside a REST or HTTP API; set apigateway_enabled"


def _domain(_: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    domain, kind = settings.get("domain"), api(settings)
    if not domain:
        return
    if not isinstance(domain, str):
        yield "domain_is_no_text", "domain: Zappa knows one domain, as text; name one, or a stage for each"
    if not kind and not settings.get("function_url_enabled"):
        yield "domain_without_api", "domain: there is no API to put behind it; take it out"
    elif kind == "apigateway_v2":
        yield "domain_without_rest_api", "domain: Zappa maps a domain to a REST API only; set apigateway_version to v1"
    own = settings.get("certificate") or settings.get("certificate_arn")
    if not own and not settings.get("lets_encrypt_key"):
        yield "domain_without_certificate", "domain: certify refuses it without a certificate; set certificate_arn"
    elif own and settings.get("lets_encrypt_key"):
        yield "lets_encrypt_key_ignored", "lets_encrypt_key: ignored beside a certificate; take one of them out"


def _exposed(_: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    given = settings.get("function_url_config")
    config = given if isinstance(given, Mapping) else {}
    if settings.get("function_url_enabled") and config.get("authorizer", "NONE") == "NONE":
        yield (
            "function_url_public",
            "function_url_enabled: without an authorizer everybody may invoke the function, whose handler runs the "
            'Python of an event\'s raw_command; write function_url_config = {"authorizer": "AWS_IAM"}',
        )
    cors = config.get("cors")
    absent = [key for key in _URL_CORS if key not in cors] if cors and isinstance(cors, Mapping) else []
    if settings.get("function_url_enabled") and absent:
        yield (
            "function_url_cors_incomplete",
            "function_url_config: cors stands in place of all that Zappa sets, and deploy stops without "
            f"{', '.join(absent)}; write these, too",
        )
    network = settings.get("vpc_config")
    if network and not network_ids(network):
        yield (
            "vpc_config_empty",
            "vpc_config: names no subnet, so the function is in no network; fill it in or take it out",
        )


# zappa/core.py Zappa.deploy_lambda_function_url of 0.63.0 reads each
_URL_CORS = (
    "allowCredentials",
    "allowedHeaders",
    "allowedMethods",
    "allowedOrigins",
    "exposedResponseHeaders",
    "maxAge",
)


def _events(stage: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    listed = settings.get("events")
    if listed and not isinstance(listed, list):
        yield "events_not_a_list", "events: is no list, so that Zappa schedules nothing; write them in brackets"
        return
    for event in events(settings):
        name = event.get("function")
        if scheduled(event) and event.get("event_source"):
            yield (
                "event_source_beside_expression",
                f"events: {name}: Zappa ignores its event_source beside an expression",
            )
        service, arn = event_source(event) or (None, "")
        if service is not None and service not in EVENT_SOURCES:
            yield "event_source_unknown", f"events: {name}: Zappa knows no source {arn}; write one of: {_SOURCES}"
    if (size := _policy_size(stage, settings)) > _POLICY_LIMIT:
        yield (
            "function_policy_limit",
            f"events: the function's own policy comes to about {size} bytes, a statement for each, and Lambda takes "
            f"{_POLICY_LIMIT}; spread them over stages, or start several from one",
        )


_SOURCES = ", ".join(EVENT_SOURCES)


def _policy_size(stage: Stage, settings: Mapping[Any, Any]) -> int:
    """Bytes that the schedules add to the function's policy: Zappa adds a statement for each rule."""
    rules = sum(_expressions(event) for event in events(settings)) + bool(settings.get("keep_warm", True))
    return rules * (_STATEMENT + 2 * len(stage.function))


def _expressions(event: Mapping[Any, Any]) -> int:
    several = event.get("expressions")
    return 1 if event.get("expression") else len(several) if isinstance(several, list) else bool(several)


_SECRET = re.compile(r"SECRET|PASSWORD|PASSWD|TOKEN|PRIVATE_?KEY|API_?KEY|CREDENTIAL", re.IGNORECASE)


def _secrets(_: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
    for key in ("environment_variables", "aws_environment_variables"):
        variables = settings.get(key)
        names = [str(name) for name in variables if _SECRET.search(str(name))] if isinstance(variables, Mapping) else []
        if names:
            yield (
                "secret_in_settings",
                f"{key}: {', '.join(names)} look like secrets, which everybody reads who may read the file or the "
                "function; keep them in Secrets Manager or in remote_env",
            )


_CHECKS: tuple[Check, ...] = (
    _managed_role,
    _given_role,
    _place,
    _older_keys,
    _api,
    _domain,
    _exposed,
    _events,
    _secrets,
)
