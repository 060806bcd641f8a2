"""moto's server, as an account that tests may fill."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from zappa_iam.module.planning import REGION

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def one_at_a_time(application: WSGIApplication) -> WSGIApplication:
    """The application, one request after another, as moto needs it and its server does not ensure.

    Terraform sends ten at once. Now and then one changed what another was reading; moto answered it with 500, after
    it had made the role, and when Terraform asked again the role existed already.
    """
    lock = threading.Lock()

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with lock:
            return list(application(environ, start_response))

    return answer


@contextmanager
def served_aws() -> Iterator[str]:
    """The address of moto's server on loopback, its account empty, until this is left; credentials for it are set."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    assert server._server is not None
    server._server.app = one_at_a_time(server._server.app)
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    try:
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setenv("AWS_ENDPOINT_URL", address)
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
            monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
            monkeypatch.setenv("AWS_REGION", REGION)
            reset = urllib.request.Request(f"{address}/moto-api/reset", method="POST")
            urllib.request.urlopen(reset, timeout=30).close()
            yield address
    finally:
        server.stop()
