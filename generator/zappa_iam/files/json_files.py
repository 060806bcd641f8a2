"""JSON files, read so that whatever is wrong with one is a single clear line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from zappa_iam.files.faults import DataError
from zappa_iam.files.plain_files import content


class JsonError(DataError):
    """Where: what; what to do, in one line."""


def read(path: Path, where: str) -> Any:
    """What a file holds, which messages call `where`; DataError for one that is none, or no JSON."""
    try:
        return json.loads(content(path, where))
    except RecursionError:
        raise JsonError(f"{where}: nested too deeply; write valid JSON") from None
    except ValueError as error:  # no JSON, no UTF-8, or a number of more digits than Python reads
        raise JsonError(f"{where}: {' '.join(str(error).split())}; write valid JSON") from None
