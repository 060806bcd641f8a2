"""Checking: the shape of every file in `scenarios/`, before any Zappa runs.

The recorder itself runs in Zappa's environment, which has no pydantic; this is for whoever starts it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import RootModel

from zappa_iam.files import checked
from zappa_iam.files.faults import DataError
from zappa_iam.files.shapes import Model
from zappa_iam.recorder import life_shapes, pair_shapes, scenario_shapes, shared_shapes

FOLDER = Path(__file__).parent / "scenarios"


class ScenariosError(DataError):
    """Every fault of `scenarios/`, one line each: where: what; what to do."""


_NAMED: dict[str, type[Model] | type[RootModel[Any]]] = {
    "pairs/left_out.toml": pair_shapes.LeftOut,
    "pairs/refused.toml": pair_shapes.Refusals,
    "pairs/rows.toml": pair_shapes.Rows,
    "pairs/settings.toml": pair_shapes.Values,
    "shared/bases.toml": shared_shapes.Bases,
    "shared/commands.toml": shared_shapes.Commands,
    "shared/no_life.toml": shared_shapes.NoLife,
    "shared/unrun.toml": shared_shapes.Unruns,
}
"""Files that there is one of; those of `life` and of the folder itself are many."""


def check(folder: Path = FOLDER) -> None:
    """Raise ScenariosError with all faults of all files at once, those that are missing among them."""
    faults: list[str] = []
    for path, model in _files(folder):
        where = f"scenarios/{path.relative_to(folder).as_posix()}"
        before = len(faults)
        raw = checked.tables(path, where, faults)
        if len(faults) == before:
            checked.parsed(model, raw, where, faults)
    if faults:
        raise ScenariosError("\n".join(faults))


def _files(folder: Path) -> Iterator[tuple[Path, Any]]:
    for name, model in _NAMED.items():
        yield folder / name, model
    for path in sorted((folder / "life").glob("*.toml")):
        yield path, life_shapes.Life
    for path in sorted({folder / "default.toml", *folder.glob("*.toml")}):
        yield path, scenario_shapes.ScenarioTable
