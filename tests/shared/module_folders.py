"""Folders of files that are ours, or somebody else's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from zappa_iam.files.ownership import MARK

OURS = f"# {MARK}\nlocals {{}}\n"


NEW = {"main.tf": f"# {MARK}\nnew\n", "README.md": f"<!-- {MARK} -->\nnew\n", "modules/part/a.tf": f"# {MARK}\nnew\n"}


Tree = dict[str, tuple[str, int, bytes]]


def tree(folder: Path) -> Tree:
    """Everything in a folder, by path: kind, permissions and content, or where a link leads."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        content = os.fsencode(path.readlink()) if stat.S_ISLNK(mode) else b""
        if stat.S_ISREG(mode):
            content = path.read_bytes()
        found[path.relative_to(folder).as_posix()] = (stat.filemode(mode)[0], stat.S_IMODE(mode), content)
    return found


def held(folder: Path) -> dict[str, str]:
    """The texts of a folder's files, by path."""
    return {name: content.decode() for name, (kind, _, content) in tree(folder).items() if kind == "-"}


def put(path: Path, text: str) -> None:
    """Write a file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
