"""A fleet's manifest that is sound, and changes of it."""

from __future__ import annotations

import copy
from typing import Any

SETTINGS = {
    "dev": {"project_name": "shop", "app_function": "a.b", "s3_bucket": "shop-packages", "aws_region": "us-west-2"}
}
SOUND: dict[str, Any] = {
    "accounts": {
        "live": {"id": "111111111111", "regions": ["us-west-2", "eu-west-1"]},
        "spare": {"id": "222222222222", "regions": ["us-west-2"]},
    },
    "backend": {"s3": {"bucket": "state", "key": "{account}/{region}"}},
    "pipelines": {"main": {"github": {"repository": "acme/{project}", "branches": ["main"]}}},
    "projects": {
        "shop": {
            "account": "live",
            "regions": ["us-west-2"],
            "stages": ["dev"],
            "bucket": "shop-packages",
            "pipelines": ["main"],
        },
    },
}
BLOG = {"account": "live", "regions": ["us-west-2"], "stages": ["dev"], "bucket": "blog-packages"}
REMOVED = object()
# The changes by which the project takes what it can from its zappa_settings.json.
WITH_SETTINGS = [("projects/shop/settings", "zappa_settings.json"), ("projects/shop/stages", REMOVED)]


def changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    """The sound manifest, with values at dotted paths changed, added or taken out."""
    found = copy.deepcopy(SOUND)
    for path, value in changes:
        *above, last = path.split("/")
        table = found
        for key in above:
            table = table.setdefault(key, {})
        if value is REMOVED:
            del table[last]
        else:
            table[last] = value
    return found
