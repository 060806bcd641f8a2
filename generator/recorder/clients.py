"""Clients made once: Zappa makes eighteen alike for each command, which takes longer than all that it asks them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import boto3.session


@contextmanager
def shared() -> Iterator[None]:
    """Hand out one client for all that ask for the same; the copies of this process inherit them."""
    make = boto3.session.Session.client
    made: dict[str, Any] = {}

    def client(session: Any, *arguments: Any, **options: Any) -> Any:
        key = json.dumps([session.region_name, arguments, options], sort_keys=True, default=vars)
        if key not in made:
            made[key] = make(session, *arguments, **options)
        return made[key]

    with mock.patch.object(boto3.session.Session, "client", client):
        yield
