"""The deployed function, run in-process: the code that Zappa uploaded, under Zappa's own handler."""

from __future__ import annotations

import importlib
import io
import os
import sys
import tarfile
import tempfile
import traceback
import zipfile
from types import SimpleNamespace
from typing import Any
from unittest import mock

from moto.awslambda_simple.models import lambda_simple_backends

from .capture import REGION, Capture

FUNCTION = "shop-dev"
FRESH = ("app", "sockets", "zappa.asynchronous", "zappa.handler", "zappa.websocket", "zappa_settings")


class _Files:
    """The module `os` for the handler: the slim archive is never unpacked yet, and need not be."""

    path = SimpleNamespace(**{**vars(os.path), "isdir": lambda _: False})

    def chdir(self, _: str) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


class _Archive:
    """A stand-in for tarfile.open: the project's files are on the path already."""

    def __enter__(self) -> _Archive:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def extractall(self, _: str) -> None:
        return None


def run_event(event: dict[str, Any], capture: Capture) -> int:
    """Start the function anew and hand it one event; 0 when it returned."""
    function = lambda_simple_backends["123456789012"][REGION].get_function(FUNCTION)
    environment = {"AWS_LAMBDA_FUNCTION_NAME": FUNCTION, "AWS_REGION": REGION}
    project = os.getcwd()
    with tempfile.TemporaryDirectory() as task, mock.patch.dict(os.environ, environment):
        with zipfile.ZipFile(io.BytesIO(function.code_bytes)) as archive:
            archive.extractall(task)
        with mock.patch.object(sys, "path", [task, project, *sys.path]):
            return _handle(event, capture)


def _handle(event: dict[str, Any], capture: Capture) -> int:
    for name in FRESH:
        sys.modules.pop(name, None)
    importlib.invalidate_caches()
    try:
        handler = importlib.import_module("zappa.handler")
        with (
            mock.patch.object(handler, "os", _Files()),
            mock.patch.object(tarfile, "open", return_value=_Archive()),
        ):
            handler.lambda_handler(event, SimpleNamespace())
    except Exception:
        traceback.print_exc()
        return 1
    return 0
