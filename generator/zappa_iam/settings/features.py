"""Features: which of the module's features a stage's settings use, and on what they work.

Each rule is Zappa's own condition for the calls that the feature grants; a setting that Zappa reads and then ignores
switches nothing on. Names are those of `generator/zappa_iam/catalog/features`, values those of `var.resources`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

Table = Mapping[Any, Any]

EVENT_SOURCES = ("dynamodb", "events", "kinesis", "s3", "sns", "sqs")


class FeatureUse(NamedTuple):
    """One feature in use, and the values that it works on; none where Zappa finds or makes them itself."""

    feature: str
    values: tuple[str, ...] = ()


def api(settings: Table) -> str | None:
    """`apigateway`, `apigateway_v2`, or None where Zappa makes no API."""
    if not settings.get("use_apigateway", True) or not settings.get("apigateway_enabled", True):
        return None
    return "apigateway_v2" if settings.get("apigateway_version", "v1") == "v2" else "apigateway"


def used(settings: Table, websocket: bool = False) -> list[FeatureUse]:
    """Every feature in use, in the order of their names; `websocket`: the code imports zappa.websocket."""
    found = [use for rule in _RULES for use in rule(settings)]
    if api(settings) and (settings.get("websocket_handler_module") or websocket):
        found.append(FeatureUse("websocket"))
    return sorted(found)


def events(settings: Table) -> list[Table]:
    """The entries of `events` that are tables; none where `events` is no list."""
    found = settings.get("events") or []
    return [event for event in found if isinstance(event, Mapping)] if isinstance(found, list) else []


def scheduled(event: Table) -> bool:
    """Whether the event is a schedule: Zappa then looks at no `event_source` beside it."""
    return bool(event.get("expression") or event.get("expressions"))


def event_source(event: Table) -> tuple[str, str] | None:
    """Service and ARN of the event's source; None where it is a schedule or names none."""
    source = event.get("event_source")
    arn = source.get("arn") if isinstance(source, Mapping) else None
    if scheduled(event) or not isinstance(arn, str):
        return None
    return (arn.split(":") + [""] * 3)[2], arn


def route53(settings: Table) -> bool:
    """Whether `certify` changes records in Route 53."""
    return bool(settings.get("route53_enabled", True))


def texts(value: Any) -> tuple[str, ...]:
    """The text, or those in the list; each once, sorted."""
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(sorted({item for item in values if isinstance(item, str) and item}))


def _apis(settings: Table) -> Iterable[FeatureUse]:
    kind = api(settings)
    if kind:
        yield FeatureUse(kind)
    if kind != "apigateway":
        return
    if settings.get("api_key_required"):
        yield FeatureUse("api_key", texts(settings.get("api_key")))
    if settings.get("apigateway_policy"):
        yield FeatureUse("apigateway_policy")
    authorizer = settings.get("authorizer")
    if isinstance(authorizer, Mapping) and not settings.get("iam_authorization"):
        own = authorizer.get("function") or authorizer.get("type", "TOKEN") == "COGNITO_USER_POOLS"
        if not own and texts(authorizer.get("arn")):
            yield FeatureUse("authorizer", texts(authorizer.get("arn")))


def _domains(settings: Table) -> Iterable[FeatureUse]:
    names = texts(settings.get("domain"))
    if not names or not (api(settings) or settings.get("function_url_enabled")):
        return
    yield FeatureUse("certify", names)
    if settings.get("lets_encrypt_key") and not settings.get("certificate") and not settings.get("certificate_arn"):
        key = texts(settings["lets_encrypt_key"])
        yield FeatureUse("lets_encrypt_key", tuple(each for each in key if each.startswith("s3://")))


def _events(settings: Table) -> Iterable[FeatureUse]:
    listed = settings.get("events")
    if listed and not isinstance(listed, list):
        return  # Zappa prints a line and schedules nothing, not even keep_warm
    if settings.get("keep_warm", True) or any(scheduled(event) for event in events(settings)):
        yield FeatureUse("events")
    sources: dict[str, list[str]] = {}
    for event in events(settings):
        service, arn = event_source(event) or ("", "")
        if service == "events":
            named = texts((event.get("event_source") or {}).get("name"))
            sources.setdefault(service, []).extend(named or (arn.rpartition("/")[2],))
        elif service in EVENT_SOURCES:
            sources.setdefault(service, []).append(arn)
    for service, values in sources.items():
        yield FeatureUse(f"event_source_{service}", tuple(sorted(set(values))))


def _tasks(settings: Table) -> Iterable[FeatureUse]:
    source = settings.get("async_source")
    if source in ("sns", "lambda"):
        yield FeatureUse(f"async_{source}")
    if settings.get("async_response_table"):
        yield FeatureUse("async_response_table", texts(settings["async_response_table"]))


def _network(settings: Table) -> Iterable[FeatureUse]:
    ids = network_ids(settings.get("vpc_config"))
    if ids:
        yield FeatureUse("vpc_config", ids)
    wanted = settings.get("efs_config")
    if wanted and settings.get("vpc_config"):
        mounts = wanted if isinstance(wanted, list) else [wanted]
        yield FeatureUse("efs_config", texts([mount.get("Arn") for mount in mounts if isinstance(mount, Mapping)]))
    if settings.get("alb_enabled"):
        yield FeatureUse("alb")


def balancer(network: Any) -> tuple[str, ...]:
    """What of an `alb_vpc_config` the module holds a load balancer to; an unnamed scheme is Zappa's."""
    if not isinstance(network, Mapping):
        return ()
    return texts([*network_ids(network), network.get("Scheme", "internet-facing")])


def network_ids(network: Any) -> tuple[str, ...]:
    """The subnets and security groups that a `vpc_config` names."""
    if not isinstance(network, Mapping):
        return ()
    return texts([*texts(network.get("SubnetIds")), *texts(network.get("SecurityGroupIds"))])


def _function(settings: Table) -> Iterable[FeatureUse]:
    for key, feature in (
        ("dead_letter_arn", "dead_letter"),
        ("layers", "layers"),
        ("aws_kms_key_arn", "aws_kms_key_arn"),
    ):
        if settings.get(key):
            yield FeatureUse(feature, texts(settings[key]))
    for key in ("slim_handler", "tags", "xray_tracing"):
        if settings.get(key):
            yield FeatureUse(key)
    for key in ("lambda_concurrency", "provisioned_concurrency"):
        if settings.get(key) is not None:
            yield FeatureUse(key)
    if settings.get("snap_start", "None") not in (None, "", False, "None"):
        yield FeatureUse("snap_start")
    if settings.get("function_url_enabled"):
        yield FeatureUse("function_url")
    if environment := remote_environment(settings):
        yield FeatureUse("remote_env", (environment,))
    pool = settings.get("cognito")
    if isinstance(pool, Mapping) and texts(pool.get("user_pool")):
        yield FeatureUse("cognito", texts(pool.get("user_pool")))


def remote_environment(settings: Table) -> str | None:
    """The object of `remote_env`, or of the two older settings, which count only together and where it is not set."""
    if settings.get("remote_env"):
        return str(settings["remote_env"])
    bucket, name = settings.get("remote_env_bucket"), settings.get("remote_env_file")
    return f"s3://{bucket}/{name}" if bucket and name else None


_RULES: tuple[Callable[[Table], Iterable[FeatureUse]], ...] = (_apis, _domains, _events, _tasks, _network, _function)
