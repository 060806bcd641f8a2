"""Everything that is not real in a recording: the building of packages, the network, the clock. Nothing else."""

from __future__ import annotations

import random
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import boto3.s3.inject
import boto3.s3.transfer
import botocore.loaders
import botocore.session
import requests
import zappa.cli
import zappa.core
from moto.awslambda.models import LambdaFunction
from moto.moto_api._internal import mock_random

from . import acme

EPOCH = 1700000000
LOADER = botocore.loaders.create_loader()
PUBLISHED: dict[str, int] = {}  # how many versions of each function there were
SET_VERSION = LambdaFunction.set_version


class _Clock:
    """The module `time` with a clock that stands still, for names that carry the time."""

    def time(self) -> float:
        return float(EPOCH)

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


def build_package(megabytes: int) -> Any:
    """A stand-in for Zappa.create_lambda_zip: the project's files, padded to a size; the name follows Zappa's rule."""

    def create_lambda_zip(
        zappa_object: Any,
        prefix: str = "lambda_package",
        output: str | None = None,
        archive_format: str = "zip",
        handler_file: str | None = None,
        **_: Any,
    ) -> str:
        suffix = "tar.gz" if archive_format == "tarball" else "zip"
        name = output or f"{prefix}-{EPOCH}.{suffix}"
        with zipfile.ZipFile(name, "w") as archive:
            for path in sorted(Path().glob("*.py")):
                archive.write(path)
            if handler_file:
                archive.write(handler_file, "handler.py")
            archive.writestr("padding", bytes(megabytes * 1024 * 1024))
        return name

    return create_lambda_zip


def _get(url: str, **_: Any) -> Any:
    """A stand-in for requests.get: the deployed endpoint is well; a version's code is an archive."""
    content = Path("../package.zip").read_bytes() if "amazonaws.com" in url and "execute-api" not in url else b""
    return SimpleNamespace(status_code=200, content=content, text="")


def _one_thread(create: Any) -> Any:
    def create_transfer_manager(client: Any, config: Any, osutil: Any = None) -> Any:
        config.use_threads = False
        return create(client, config, osutil)

    return create_transfer_manager


def set_version(function: Any, _: int) -> None:
    """A stand-in for LambdaFunction.set_version: the next number of this name, as AWS never gives one twice."""
    PUBLISHED[function.function_name] = PUBLISHED.get(function.function_name, 0) + 1
    SET_VERSION(function, PUBLISHED[function.function_name])


def table(megabytes: int) -> list[tuple[Any, str, Any, str]]:
    """(object, attribute, replacement, why): what is patched while Zappa runs."""
    transfer = _one_thread(boto3.s3.transfer.create_transfer_manager)
    package = build_package(megabytes)
    return [
        (zappa.core.Zappa, "create_lambda_zip", package, "packaging downloads wheels; its content decides no call"),
        (zappa.core.Zappa, "create_handler_venv", lambda *_, **__: Path("handler_venv"), "slim_handler runs pip"),
        (zappa.cli, "check_new_version_available", lambda _: False, "asks PyPI for a newer Zappa"),
        (requests, "get", _get, "touches the deployed endpoint; downloads a version's code for rollback"),
        (botocore.session, "create_loader", lambda _: LOADER, "each session would parse the service models anew"),
        (zappa.core, "time", _Clock(), "package and template names carry the time"),
        (zappa.cli, "time", _Clock(), "log ranges carry the time"),
        (LambdaFunction, "set_version", set_version, "moto counts the versions that are left, so that numbers recur"),
        (time, "sleep", lambda _: None, "moto's resources are ready at once"),
        (boto3.s3.inject, "create_transfer_manager", transfer, "worker threads would race for the order of calls"),
        (boto3.s3.transfer, "create_transfer_manager", transfer, "worker threads would race for the order of calls"),
        *acme.TABLE,
    ]


@contextmanager
def applied(megabytes: int) -> Iterator[None]:
    """Patch, and seed what draws names at random."""
    random.seed(0)
    mock_random.seed(0)
    PUBLISHED.clear()
    with ExitStack() as stack:
        for where, attribute, replacement, _ in table(megabytes):
            stack.enter_context(mock.patch.object(where, attribute, replacement))
        yield
