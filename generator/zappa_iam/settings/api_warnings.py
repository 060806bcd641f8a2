"""Warnings about APIs, domains and function URLs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zappa_iam.settings.features import api, network_ids
from zappa_iam.settings.stage import Stage
from zappa_iam.settings.warning import Finding


def api_kinds(_: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
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
        yield "websocket_without_api", WEBSOCKET


WEBSOCKET = "websocket: Zappa makes a WebSocket API only beside a REST or HTTP API; set apigateway_enabled"


def domain(_: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
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


def exposed(_: Stage, settings: Mapping[Any, Any]) -> Iterator[Finding]:
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


_URL_CORS = (
    "allowCredentials",
    "allowedHeaders",
    "allowedMethods",
    "allowedOrigins",
    "exposedResponseHeaders",
    "maxAge",
)
