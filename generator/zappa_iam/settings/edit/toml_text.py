"""Editing TOML, with a library that keeps everything else as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zappa_iam.settings.edit.spans import EditError


def changed(text: str, changes: Mapping[str, Mapping[str, Any]]) -> str:
    """The text with other values for some keys of some stages."""
    import tomlkit

    try:
        document: Any = tomlkit.parse(text)
        for stage, values in changes.items():
            for key, value in values.items():
                _put(document[stage], key, value)
        return tomlkit.dumps(document)
    except (tomlkit.exceptions.TOMLKitError, TypeError, ValueError) as error:
        raise EditError(f"{' '.join(str(error).split())}; change it by hand") from None


def _put(table: Any, key: str, value: Any) -> None:
    """Set a key: a new one goes before the tables below, which would swallow it."""
    table[key] = value
