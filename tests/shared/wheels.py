"""Wheels that tests make."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path


def packed(folder: Path) -> str:
    """A wheel of one module in an empty folder; the line that pins it."""
    folder.mkdir()
    path = folder / "tiny_package-1.0-py3-none-any.whl"
    info = "tiny_package-1.0.dist-info"
    files = {
        "tiny_package.py": "HERE = True\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: tiny-package\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "tiny_package.py,,12\n",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return f"tiny-package==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"
