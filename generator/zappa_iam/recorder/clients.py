"""Sessions and clients made once: each command makes them anew, which takes longer than all that it asks them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import boto3.session


@contextmanager
def shared() -> Iterator[None]:
    """Hand out one session and one client for all that ask for the same; the copies of this process inherit them."""
    make, begin = boto3.session.Session.client, boto3.session.Session.__init__
    clients: dict[str, Any] = {}
    sessions: dict[str, Any] = {}

    def client(session: Any, *arguments: Any, **options: Any) -> Any:
        key = _key(session.region_name, arguments, options)
        if key not in clients:
            clients[key] = make(session, *arguments, **options)
        return clients[key]

    def session(self: Any, *arguments: Any, **options: Any) -> None:
        key = _key(os.environ.get("AWS_DEFAULT_REGION"), arguments, options)
        if key not in sessions:
            begin(self, *arguments, **options)
            sessions[key] = dict(vars(self))
        vars(self).update(sessions[key])

    with mock.patch.multiple(boto3.session.Session, client=client, __init__=session):
        yield


def _key(*parts: Any) -> str:
    return json.dumps(parts, sort_keys=True, default=vars)
