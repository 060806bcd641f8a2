"""Settings files: the cases that real Zappa answered, and a file put in a folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from zappa_iam import settings

CASES = ROOT / "tests" / "expected" / "settings"
INIT = CASES / "rich" / "01-init.json"
RICH: list[dict[str, Any]] = json.loads((CASES / "rich" / "expected.json").read_text(encoding="utf-8"))
PLAIN: list[dict[str, Any]] = json.loads((CASES / "plain" / "expected.json").read_text(encoding="utf-8"))


def placed(case: dict[str, Any], kind: str, folder: Path) -> Path:
    """The case's files, in a project folder of the name that the case asks for."""
    project = folder / case["directory"]
    project.mkdir()
    settings_file = project / case.get("as", f"zappa_settings{Path(case['file']).suffix}")
    shutil.copy(CASES / kind / case["file"], settings_file)
    for name, text in case.get("files", {}).items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    return settings_file


def agrees(found: settings.Stage, said: dict[str, Any]) -> bool:
    """Whether Zappa's answer is ours; a bucket that the settings do not name is drawn at random."""
    ours = {
        "function": found.function,
        "project": found.project,
        "region": found.region,
        "bucket": found.bucket if found.bucket is not None else said.get("bucket"),
        "manages_role": found.role.managed,
        "role": found.role.name,
        "role_arn": found.role.arn,
    }
    return ours == {key: said.get(key) for key in ours}
