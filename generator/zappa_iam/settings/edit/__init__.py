"""Editing: a settings file's text with other values for some keys, everything else as it was.

    text = edit.changed(text, ".json", {"dev": {"manage_roles": False}})

Formatting, comments and order stay. The result is read again, and refused unless it holds exactly what was asked for.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from zappa_iam.settings.edit import json_text, toml_text, yaml_text
from zappa_iam.settings.edit.spans import EditError
from zappa_iam.settings.reading import FORMATS, SettingsError, tables_of

Changes = Mapping[str, Mapping[str, Any]]
"""Stage -> key -> value: text, a boolean or a number."""

_EDITORS = {"JSON": json_text.changed, "TOML": toml_text.changed, "YAML": yaml_text.changed}

__all__ = ["Changes", "EditError", "changed"]


def changed(text: str, suffix: str, changes: Changes) -> str:
    """The text with these values; EditError where it cannot be changed without changing more."""
    before, _ = tables_of(text, suffix, "settings")
    wanted = copy.deepcopy(before)
    for stage, values in changes.items():
        wanted[stage] = {**wanted[stage], **values}
    try:
        result = _EDITORS[FORMATS[suffix]](text, changes)
        after, _ = tables_of(result, suffix, "settings")
    except SettingsError as error:
        raise EditError(f"the file would not be read any more ({error}); change it by hand") from None
    if after != wanted:
        raise EditError("a stage shares its settings with another, or writes a key twice; change it by hand")
    return result
