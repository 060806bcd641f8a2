"""Reading refusals out of text: the spellings in which AWS, its clients and Zappa's log give them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from zappa_iam.doctor.refusal import Reason, Refusal

# User: arn:... is not authorized to perform: lambda:GetFunction on resource: arn:... because no ...
_SAID = re.compile(
    r"""(?:(?P<who>arn:aws[\w-]*:(?:iam|sts)::\d*:[^\s"']+)\s+)?is\ not\ authorized\ to\ perform:?\s+
    (?P<action>[A-Za-z0-9-]+:[A-Za-z0-9]+)
    (?:\s+on\s+(?:the\s+)?resource:?\s+["']?(?P<resource>(?:(?:role|user|group|policy)\s+)?[^\s"']+))?
    (?P<rest>[^\n]{0,300})""",
    re.VERBOSE,
)
# An error occurred (AccessDenied) when calling the PutObject operation: Access Denied
_CALLED = re.compile(r"when calling the (?P<operation>\w+) operation(?: \([^)]*\))?: (?P<words>[^\n]*)")
_CODES = re.compile(r"\((AccessDenied\w*|UnauthorizedOperation|AuthorizationError\w*|403|Forbidden|NotAuthorized)\)")
# The provided execution role does not have permissions to call CreateNetworkInterface on EC2
_PREFLIGHT = re.compile(r"execution role does not have permissions to call (?P<operation>\w+) on (?P<service>\w+)")
_KMS = re.compile(r"Lambda was unable to decrypt .{0,60}because KMS access was denied")
_TRUST = re.compile(r"The role defined for the function cannot be assumed by Lambda")
_ENCODED = re.compile(r"[Ee]ncoded authorization failure message: (?P<code>[\w-]{20,})")
_REASONS: tuple[tuple[str, Reason], ...] = (
    ("permissions boundary", "boundary"),
    ("service control policy", "organization"),
    ("resource control policy", "organization"),
    ("session policy", "session"),
    ("explicit deny", "deny"),
    ("no resource-based policy", "resource"),
    ("no identity-based policy", "identity"),
)


def read(text: str) -> list[Refusal]:
    """Every refusal in the text, each once, in its order; JSON of CloudTrail or of a decoded message is understood."""
    found = [*_of_json(text)] or [*_of_words(text)]
    return list(dict.fromkeys(found))


def _of_json(text: str) -> Iterator[Refusal]:
    """Refusals of a JSON document, wherever in it they are."""
    start = text.find("{")
    if start < 0:
        return
    try:
        document, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return
    waiting: list[Any] = [document]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, Mapping):
            yield from _of_table(item)
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, str) and item.lstrip().startswith("{"):
            yield from _of_json(item)  # sts decode-authorization-message gives JSON within JSON


def _of_table(table: Mapping[str, Any]) -> Iterator[Refusal]:
    context = table.get("context")
    if "allowed" in table and isinstance(context, Mapping):
        who = _nested(context, "principal", "arn")
        reason: Reason = "deny" if table.get("explicitDeny") else "identity"
        yield Refusal(_text(context.get("action")), _text(context.get("resource")), who, _principal(who), reason)
    elif "errorCode" in table and "eventName" in table:
        who = _nested(table, "userIdentity", "arn")
        said = list(_of_words(str(table.get("errorMessage") or "")))
        name = re.sub(r"\d{8}(v\d)?$", "", str(table["eventName"]))  # Lambda's events carry the API's date
        if said:
            yield from (each._replace(who=each.who or who, operation=name) for each in said)
        elif _CODES.search(f"({table['errorCode']})"):
            service = str(table.get("eventSource", "")).split(".")[0]
            yield Refusal(f"{service}:{name}" if service else None, None, who, _principal(who), "unsaid", name)


def _of_words(text: str) -> Iterator[Refusal]:
    """Refusals in plain words; a line that a terminal broke is put together again."""
    flat = re.sub(r"[ \t]*\r?\n[ \t]*(?=[^\[\s])", " ", text) if "not authorized" in text else text
    said = [_said(match, flat) for match in _SAID.finditer(flat)]
    yield from said
    for match in _CALLED.finditer(text):
        known = (
            any(each.operation == match["operation"] for each in said) or "not authorized to perform" in match["words"]
        )
        if not known and (_CODES.search(text) or "Access Denied" in match["words"]):
            yield Refusal(principal=_role_of_text(text), operation=match["operation"], reason=_reason(match["words"]))
    for match in _PREFLIGHT.finditer(text):
        action = f"{match['service'].lower()}:{match['operation']}"
        yield Refusal(action, None, None, "role", "identity", match["operation"])
    if _KMS.search(text):
        yield Refusal("kms:Decrypt", None, None, "role", "identity", "Decrypt")
    if _TRUST.search(text):
        yield Refusal("sts:AssumeRole", None, "lambda.amazonaws.com", "role", "trust", "AssumeRole")
    if not said and _ENCODED.search(text):
        yield Refusal(reason="encoded")


def _said(match: re.Match[str], text: str) -> Refusal:
    before = text[: match.start()]
    calls = list(_CALLED.finditer(text[: match.end()]))
    operation = calls[-1]["operation"] if calls and match.start() - calls[-1].start("words") < 200 else None
    resource = (match["resource"] or "").rstrip(".,;)") or None
    who = match["who"] or (re.findall(r"arn:aws[\w-]*:(?:iam|sts)::\d*:\S+", before) or [None])[-1]
    return Refusal(match["action"], resource, who, _principal(who), _reason(match["rest"]), operation)


def _reason(words: str) -> Reason:
    return next((reason for word, reason in _REASONS if word in words), "unsaid")


def _principal(who: str | None) -> Literal["deployer", "role"]:
    """The function's role in Lambda's session, which is named as the function; anybody else deploys."""
    return "role" if who and re.search(r":assumed-role/[^/]+/[\w-]+$", who) and not _PERSON.search(who) else "deployer"


_PERSON = re.compile(
    r":assumed-role/[^/]*Deployer[^/]*/|/(botocore-session-|aws-go-sdk-|GitHubActions|AWSCLI|session|terraform)|@",
    re.IGNORECASE,
)


def _role_of_text(text: str) -> Literal["deployer", "role"]:
    """A traceback out of the handler is the function's own."""
    return "role" if "/var/task/" in text or "RequestId:" in text else "deployer"


def _nested(table: Mapping[str, Any], *keys: str) -> str | None:
    value: Any = table
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return _text(value)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
