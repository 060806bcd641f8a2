"""Writing: replace a folder as a whole, if everything in it is ours, or compare it with what it should hold."""

from __future__ import annotations

import contextlib
import ctypes
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from zappa_iam.files import ownership
from zappa_iam.files.ownership import shown
from zappa_iam.files.staging import staged

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class FolderError(RuntimeError):
    """A folder that is not ours to replace: where: what; what to do, in one line."""


def replace(folder: Path, files: dict[str, str], prove: Callable[[Path], None] | None = None) -> None:
    """Make `folder` hold exactly these files, atomically: a reader sees the whole old folder or the whole new one.

    The folder must be missing or empty, or hold only files with our mark. Any other folder is refused and not touched.
    The files are written to a folder beside it; then one system call exchanges the two. A killed run leaves at most
    that folder, and the next run removes it. `prove` may look at the new files first, and raise. FolderError,
    BusyError, OSError.
    """
    for name, text in files.items():
        if not ownership.is_marked(text.encode()):
            raise FolderError(f"{name}: no mark in its first line; begin its template with {{{{ written_by }}}}")
    if folder.is_symlink():
        raise _refusal(f"{shown(folder)}: a link")
    folder = folder.resolve()
    if folder in Path.cwd().parents:
        raise FolderError(f"{shown(folder)}: above the folder you are in; run this from elsewhere")
    folders = {parent.as_posix() for name in files for parent in PurePosixPath(name).parents}
    _refuse(folder, folders)
    with _parents(folder), staged(folder.parent) as beside:
        _refuse(folder, folders)  # again: this may have waited for another render
        fresh = beside / folder.name
        _write(fresh, files)
        if folder.exists():
            fresh.chmod(stat.S_IMODE(folder.stat().st_mode))
        if prove:
            prove(fresh)
        _swap(fresh, folder)
        if ownership.obstacle(fresh, folders):  # somebody wrote there at this very moment
            _swap(fresh, folder)
            _refuse(folder, folders)


def _refuse(folder: Path, folders: set[str]) -> None:
    if found := ownership.obstacle(folder, folders):
        raise _refusal(found)


def _refusal(found: str) -> FolderError:
    return FolderError(f"{found}; render replaces only what it wrote: move this away, or name another folder")


@contextlib.contextmanager
def _parents(folder: Path) -> Iterator[None]:
    """Make the missing folders above; remove those that stay empty."""
    made = [parent for parent in folder.parents if not parent.exists()]
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # the system refuses if anything is in it
            for parent in made:
                parent.rmdir()


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())


def _swap(fresh: Path, folder: Path) -> None:
    """Exchange `fresh` and `folder`, or move `fresh` if there is no `folder` yet."""
    aside = fresh.with_name(f"{fresh.name}.old")
    if not folder.exists():
        fresh.rename(folder)
    elif folder.samefile("."):
        _swap_contents(fresh, folder, aside)
    elif not _exchange(fresh, folder):
        _rename_each((folder, aside), (fresh, folder), (aside, fresh))


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one system call; False if the system has no such call."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        old, new = os.fsencode(one), os.fsencode(other)
        return bool(libc.renameat2(_AT_FDCWD, new, _AT_FDCWD, old, _RENAME_EXCHANGE) == 0)
    return False


def _swap_contents(fresh: Path, folder: Path, aside: Path) -> None:
    """Exchange entry by entry, for the current folder: the user would lose it if it were exchanged as a whole.

    A run that is killed here leaves a part of the files, all of them ours; the next run completes them.
    """
    aside.mkdir()
    old = [path.name for path in folder.iterdir()]
    new = [path.name for path in fresh.iterdir()]
    _rename_each(
        *((folder / name, aside / name) for name in old),
        *((fresh / name, folder / name) for name in new),
        *((aside / name, fresh / name) for name in old),
    )
    aside.rmdir()


def _rename_each(*pairs: tuple[Path, Path]) -> None:
    """Rename in this order, never over a file; undo all if one fails."""
    done: list[tuple[Path, Path]] = []
    try:
        for old, new in pairs:
            if os.path.lexists(new):
                raise FolderError(f"{shown(new)}: written at this very moment by somebody else; run again")
            old.rename(new)
            done.append((old, new))
    except BaseException:
        for old, new in reversed(done):
            new.rename(old)
        raise


def difference(folder: Path, files: dict[str, str]) -> str:
    """A unified diff from what `folder` holds to these files, or an empty text. A file too many counts as removed."""
    from difflib import unified_diff

    folders = {parent.as_posix() for name in files for parent in PurePosixPath(name).parents}
    held: dict[str, bytes] = {}
    lines: list[str] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.parent.relative_to(folder).as_posix() not in folders:
            continue  # its folder is one too many, and is named as a whole
        if path.is_file():
            held[name] = path.read_bytes()
        elif not path.is_dir() or name not in folders:
            lines.append(f"Only in {folder.name}: {name}{'/' if path.is_dir() else ' (no file)'}\n")
    for name in sorted({*held, *files}):
        wanted = files.get(name)
        if name in held and wanted is not None and held[name] == wanted.encode():
            continue
        old = held.get(name, b"").decode(errors="replace").splitlines(keepends=True)
        new = (wanted or "").splitlines(keepends=True)
        lines += unified_diff(
            old,
            new,
            f"{folder.name}/{name}" if name in held else "/dev/null",
            f"rendered/{name}" if wanted is not None else "/dev/null",
        )
    return "".join(lines)
