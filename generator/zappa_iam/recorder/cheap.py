"""What takes long in a run and decides no call: done once, or not at all.

All of it is about requests that never leave the process: whom the signature proves, what a user agent says, which words
a language has.
"""

from __future__ import annotations

import functools
import gettext
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import botocore.auth
import botocore.useragent
import moto.core.responses
from moto.cloudformation.models import Stack
from moto.core.base_backend import BaseBackend

ADD_AUTH = botocore.auth.SigV4Auth.add_auth
URLS: Any = BaseBackend.urls


def add_auth(signer: Any, request: Any) -> None:
    """A stand-in for SigV4Auth.add_auth: whose request it is and in which region, which moto reads; no signature."""
    if isinstance(signer, botocore.auth.SigV4QueryAuth):  # in a URL, which Zappa gets to see
        ADD_AUTH(signer, request)
        return
    request.context["timestamp"] = "20260101T000000Z"
    if isinstance(signer, botocore.auth.S3SigV4Auth):
        signer._modify_request_before_signing(request)  # says how the body is written
    scope = f"{signer.credentials.access_key}/20260101/{signer._region_name}/{signer._service_name}/aws4_request"
    request.headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"


def find(_domain: str, localedir: Any = None, languages: Any = None, all: bool = False) -> Any:
    """A stand-in for gettext.find: no catalog in any language, as on any machine for argparse."""
    return [] if all else None


@functools.cache
def _urls(kind: type) -> Any:
    return URLS.fget(kind.__new__(kind))


TABLE: list[tuple[Any, str, Any, str]] = [
    (botocore.auth.SigV4Auth, "add_auth", add_auth, "moto proves no signature"),
    (
        botocore.useragent.UserAgentString,
        "rebuild_and_replace_user_agent_handler",
        lambda *_, **__: None,
        "put together anew for each request, and nobody reads it",
    ),
    (gettext, "find", find, "argparse looks for its words on the disk, for each option of each command"),
    (Stack, "parse_template", staticmethod(json.loads), "moto reads JSON as YAML, which takes much longer"),
    (
        moto.core.responses,
        "method_names_from_class",
        functools.cache(moto.core.responses.method_names_from_class),
        "moto looks through its own classes for each request",
    ),
    (BaseBackend, "urls", property(lambda backend: _urls(type(backend))), "moto writes its patterns for each request"),
]
"""(object, attribute, replacement, why)."""


@contextmanager
def cheaper() -> Iterator[None]:
    """Patch all of it."""
    with ExitStack() as stack:
        for where, attribute, replacement, _ in TABLE:
            stack.enter_context(mock.patch.object(where, attribute, replacement))
        yield
