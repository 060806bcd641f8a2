"""Writing a fleet's files among others: what we did not write is never touched, and what is as it should be is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from zappa_iam.files import ownership
from zappa_iam.files.ownership import FLEET_MARK, shown
from zappa_iam.files.staging import staged
from zappa_iam.fleet.fault import FleetError


class RenderPlan(NamedTuple):
    """What a render would do below `folder`: files to write and to remove, and the roots that left the manifest."""

    folder: Path
    write: dict[str, str]
    remove: list[str]
    left: list[str]


def plan(folder: Path, files: Mapping[str, str], roots: str, beside: str, prune: bool) -> RenderPlan:
    """What is to do, for `roots`, the folder of all roots; FleetError, with all that is in the way.

    `beside` is a file of an engine's that is not among the roots; `prune` takes away the roots that left the manifest,
    if all that is in them is ours.
    """
    present = {path.relative_to(folder).as_posix() for path in _ours(folder / roots)}
    present |= {beside} if _is_ours(folder / beside) else set()
    homes = {name.rpartition("/")[0] for name in files}
    gone = sorted(present - files.keys())
    left = sorted({name.rpartition("/")[0] for name in gone if name.startswith(f"{roots}/")} - homes - {roots})
    faults = [line for name in files if (line := _obstacle(folder, name))]
    faults += [line for name in left if prune and (line := _kept(folder / name))]
    if faults:
        raise FleetError("\n".join(faults))
    remove = [name for name in gone if prune or name.rpartition("/")[0] not in left]
    return RenderPlan(
        folder, {name: text for name, text in files.items() if not _holds(folder / name, text)}, remove, left
    )


def carry_out(plan: RenderPlan) -> None:
    """Write and remove, each file as a whole; OSError, with nothing replaced, where the disk takes no more."""
    if not plan.write and not plan.remove:
        return
    with staged(plan.folder) as beside:
        for number, text in enumerate(plan.write.values()):
            (beside / str(number)).write_text(text, encoding="utf-8", newline="\n")
        for number, name in enumerate(plan.write):
            (plan.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / str(number)).replace(plan.folder / name)
    for name in plan.remove:
        (plan.folder / name).unlink()
    _remove_empty(plan.folder, plan.remove)


def _ours(roots: Path) -> Iterator[Path]:
    """The files that a render wrote: in the folder of all roots, and in each folder that is a root's."""
    if roots.is_dir() and not roots.is_symlink():
        for path in [*roots.iterdir(), *roots.glob("*/*/*")]:
            if _is_ours(path):
                yield path


def _is_ours(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and ownership.carries_mark(path, FLEET_MARK)


def _obstacle(folder: Path, name: str) -> str | None:
    """What is in the way of a file, in one line; None where there is nothing, or what an earlier render wrote."""
    path = folder / name
    for above in [*path.parents][::-1]:
        if above.is_relative_to(folder) and above != folder and (above.is_symlink() or above.is_file()):
            return f"{shown(above)}: a link or a file, where a folder goes; move it away"
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return f"{shown(path)}: no plain file; move it away"
    if path.exists() and not ownership.carries_mark(path, FLEET_MARK):
        return f"{shown(path)}: not written by fleet render; move it away, or name another folder in roots"
    return None


def _kept(root: Path) -> str | None:
    found = ownership.obstacle(root, (), FLEET_MARK)
    return found and f"{found}; it keeps the folder, which is not wholly ours: remove it by hand"


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _remove_empty(folder: Path, names: Sequence[str]) -> None:
    """Remove the folders that are empty now, up to `folder`."""
    for name in names:
        for above in (folder / name).parents:
            if above == folder or not above.is_relative_to(folder) or not above.is_dir() or any(above.iterdir()):
                break
            above.rmdir()
