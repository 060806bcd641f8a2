"""Every AWS call Zappa makes, at the one place in botocore through which all of them pass."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from unittest import mock

import botocore.client
from botocore.exceptions import ClientError

from .answers import ANSWERS
from .names import StableNames
from .parameters import reduce_parameters, reduce_template
from .places import places

REGION = "us-west-2"
GLOBAL_SERVICES = {"cloudfront", "iam", "route53", "s3", "sts"}

Call = dict[str, Any]


class Capture:
    """Holds the calls and templates of one scenario, in order of first occurrence, and what each command printed."""

    def __init__(self, names: StableNames) -> None:
        self.names = names
        self.calls: list[Call] = []
        self.templates: dict[str, Any] = {}
        self.said: dict[str, str] = {}
        self.command = ""
        self.principal = "deployer"
        self._seen: set[str] = set()
        self._muted = False

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Route each client's calls through this object."""
        original = botocore.client.BaseClient._make_api_call
        capture = self

        def recorded(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
            return capture._call(original, client, operation, parameters)

        with mock.patch.object(botocore.client.BaseClient, "_make_api_call", recorded):
            yield

    @contextmanager
    def muted(self) -> Iterator[None]:
        """Let calls pass unrecorded: the recorder's own."""
        before, self._muted = self._muted, True
        try:
            yield
        finally:
            self._muted = before

    def _call(self, original: Any, client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        if self._muted:
            return original(client, operation, parameters)
        service = client.meta.service_model.service_name
        call: Call = {
            "command": self.command,
            "principal": self.principal,
            "service": service,
            "operation": operation,
            "parameters": reduce_parameters(parameters),
            "source": calling_line(),
            "origin": "recorded",
            "outcome": "ok",
        }
        region = client.meta.region_name
        if region != REGION and service not in GLOBAL_SERVICES:
            call["region"] = region
        if service == "apigatewaymanagementapi":
            call["endpoint"] = client.meta.endpoint_url
        if service == "s3" and operation == "PutObject" and "-template-" in parameters["Key"]:
            self._keep_template(parameters["Body"])
        try:
            response = self.answer(original, client, call, parameters)
        except ClientError as error:
            call["outcome"] = error.response["Error"]["Code"]
            self._keep(call)
            raise
        self._keep(call)
        self.names.learn(service, operation, response)
        return response

    def answer(self, original: Any, client: Any, call: Call, parameters: dict[str, Any]) -> Any:
        """What moto says to a call, or the table of what it lacks."""
        answer = ANSWERS.get((call["service"], call["operation"]))
        if answer is None:
            return original(client, call["operation"], parameters)
        with self.muted():
            return answer.respond(client, parameters)

    def _keep(self, call: Call) -> None:
        key = json.dumps(call, sort_keys=True)
        if key not in self._seen:
            self._seen.add(key)
            self.calls.append(call)

    def _keep_template(self, body: Any) -> None:
        text = body.read()
        body.seek(0)
        self.templates.setdefault(self.command, reduce_template(json.loads(text)))


def calling_line() -> str:
    """`zappa/core.py:1276 Zappa.create_lambda_function`: the innermost Zappa frame's; in a worker, the main thread's.

    A coordinator in the main thread waits for its workers inside the Zappa frame that started them.
    """
    source = innermost_zappa_frame(sys._getframe(1))
    if source is None:
        main = sys._current_frames().get(threading.main_thread().ident or 0)
        source = innermost_zappa_frame(main)
    if source is None:
        raise RuntimeError("recorder/capture.py: a call came from outside Zappa; mute it")
    return source


def innermost_zappa_frame(frame: FrameType | None) -> str | None:
    """The place of the frame's nearest caller in the zappa package, or None."""
    while frame is not None:
        path = frame.f_code.co_filename.replace("\\", "/")
        _, found, tail = path.rpartition("/site-packages/zappa/")
        if found:
            line, function = places(Path(path))[frame.f_lineno]
            return f"zappa/{tail}:{line} {function}"
        frame = frame.f_back
    return None
