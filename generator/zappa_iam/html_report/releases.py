"""What each release of Zappa changed, in the features of one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def releases(found: Sequence[Mapping[str, Any]], features: set[str]) -> list[dict[str, Any]]:
    """Each release, the newest first, with the changes whose action a feature of the page grants, or none does."""
    return [
        {
            **{name: each[name] for name in ("old", "new", "compared", "scenarios")},
            "changes": [
                {**it, "granted_by": [name for name in it["granted_by"] if name in features]}
                for it in each["changes"]
                if not it["granted_by"] or features & set(it["granted_by"])
            ],
            "elsewhere": sum(bool(it["granted_by"]) and not features & set(it["granted_by"]) for it in each["changes"]),
        }
        for each in reversed(found)
    ]
