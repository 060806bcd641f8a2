"""The policy that `attach_policy` gives to the role that Zappa makes, in place of Zappa's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zappa_iam.settings import SettingsError, Stage


def attached(stage: Stage, folder: Path) -> list[Mapping[str, Any]]:
    """The statements of that file, where Zappa would use them; SettingsError where it holds no policy."""
    name = stage.settings.get("attach_policy")
    if not name or not stage.role.managed:
        return []
    try:
        document = json.loads((folder / str(name)).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError("not_readable", f"{stage.name}: attach_policy: {name}: {reason}; write a policy") from None
    found = document.get("Statement") if isinstance(document, dict) else None
    listed = [found] if isinstance(found, dict) else found if isinstance(found, list) else []
    if not listed or not all(isinstance(each, dict) for each in listed):
        raise SettingsError("not_readable", f"{stage.name}: attach_policy: {name}: no policy; give it a Statement")
    return listed
