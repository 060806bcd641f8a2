"""Which roots a commit touches: rendered from what is there now, and from the commit, and compared file by file."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from zappa_iam import settings
from zappa_iam.catalog.model import Catalog
from zappa_iam.fleet import blocks, document, rendering
from zappa_iam.fleet.fault import FleetError
from zappa_iam.fleet.fleet import Fleet, fleet, reader
from zappa_iam.fleet.places import Read
from zappa_iam.fleet.rendering import Root

_SECONDS = 120


class Change(NamedTuple):
    """The roots that differ from the commit's or are new, the folders of those that are gone, and what to say of it."""

    roots: list[Root]
    gone: list[str]
    notes: list[str]


def change(path: Path, now: Fleet, ref: str, catalog: Catalog, mark: str) -> Change:
    """How the roots of `now`, whose manifest is at `path`, differ from the commit's; FleetError where git has none."""
    path = path.absolute()
    top = Path(_git(path.parent, "rev-parse", "--show-toplevel").strip())
    commit = _git(path.parent, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").strip()
    differing = _differing(top, commit)
    found = rendering.roots(now, mark)
    name = path.resolve().relative_to(top.resolve()).as_posix()
    before, notes = _before(path, name, now, top, commit, differing, catalog, mark)
    local = blocks.source(now.manifest)
    if local and _touched(differing, top, path.parent / local):
        notes.append(f"{local}: the module differs, and with it every root")
        before = {folder: {} for folder in before}
    folders = {root.folder for root in found}
    return Change(
        [root for root in found if before.get(root.folder) != root.files],
        sorted(before.keys() - folders),
        notes,
    )


def _before(
    path: Path, name: str, now: Fleet, top: Path, commit: str, differing: Sequence[str], catalog: Catalog, mark: str
) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Folder -> files of the commit's roots, and what to say where they cannot be told."""
    if name not in _git(top, "ls-tree", "--name-only", "-z", commit, "--", name).split("\0"):
        return {}, [f"{path.name}: not in the commit, so every root is new"]
    content = _run(top, "show", f"{commit}:{name}")
    with _reading(path.parent, top, commit, differing) as read:
        try:
            old = fleet(document.parse(content, path), read, catalog)
        except FleetError as error:
            first = str(error).splitlines()[0]
            return {}, [f"{path.name}: the commit's cannot be rendered, so every root counts: {first}"]
        return {root.folder: root.files for root in rendering.roots(old, mark)}, []


@contextmanager
def _reading(folder: Path, top: Path, commit: str, differing: Sequence[str]) -> Iterator[Read]:
    """Reads settings files as the commit has them: those in folders where nothing differs, from where they are."""
    with tempfile.TemporaryDirectory() as place:

        def read(name: str) -> settings.Settings:
            home = (folder / name).parent.resolve()
            if not home.is_relative_to(top.resolve()) or not _touched(differing, top, home):
                return reader(folder)(name)
            inside = home.relative_to(top.resolve())
            copy = Path(place, "tree") / inside
            if not copy.is_dir():
                _unpack(_archive(top, commit, inside.as_posix()), Path(place, "tree"))
            return settings.load(copy / Path(name).name)

        yield read


def _archive(top: Path, commit: str, inside: str) -> bytes:
    """The folder at the commit, as a tar; an empty one where the commit has none."""
    try:
        return _run(top, "archive", "--format=tar", commit, "--", *([inside] if inside != "." else []))
    except FleetError:
        return b""


def _unpack(content: bytes, place: Path) -> None:
    place.mkdir(exist_ok=True)
    if content:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            plain = [member for member in archive.getmembers() if member.isfile() or member.isdir()]
            archive.extractall(place, plain, filter="data")


def _differing(top: Path, commit: str) -> list[str]:
    """Paths from the repository's top that differ from the commit's, those that git does not know yet among them."""
    known = _git(top, "diff", "--name-only", "-z", "--no-renames", commit, "--")
    new = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    return [name for name in f"{known}{new}".split("\0") if name]


def _touched(differing: Sequence[str], top: Path, folder: Path) -> bool:
    """Whether anything below the folder differs."""
    home = folder.resolve()
    if not home.is_relative_to(top.resolve()):
        return False
    inside = home.relative_to(top.resolve()).as_posix()
    return any(inside == "." or name.startswith(f"{inside}/") for name in differing)


def _git(folder: Path, *arguments: str) -> str:
    return _run(folder, *arguments).decode(errors="surrogateescape")


def _run(folder: Path, *arguments: str) -> bytes:
    """What git prints; FleetError with its words where it fails."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False, timeout=_SECONDS)
    except FileNotFoundError:
        raise FleetError("--changed: there is no git here; install it") from None
    except subprocess.TimeoutExpired:
        raise FleetError(f"--changed: git {arguments[0]} took over {_SECONDS} seconds; try again") from None
    if done.returncode:
        words = " ".join(done.stderr.decode(errors="replace").split())
        raise FleetError(f"--changed: {words or 'no such commit'}; name a commit of the manifest's repository")
    return done.stdout
