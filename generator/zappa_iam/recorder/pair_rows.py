"""`python -m zappa_iam.recorder.pair_rows`: write `scenarios/pairs/rows.toml`, a covering array of `settings.toml`.

Any two values that Zappa lets stand together (all but those of one setting, and those in `refused.toml`) are in some
row; each with the others off is a scenario of its own already. The search is greedy, and draws of its own: allpairspy
drops pairs where values exclude each other.
"""

from __future__ import annotations

import random
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path

from zappa_iam.recorder import checking, pairs
from zappa_iam.recorder.scenario import FOLDER

DRAWS, ATTEMPTS = 24, 30  # arrays tried, and candidates for each of their rows
OFF = "no "
HEAD = "# Each row is a scenario with these values of settings.toml. Written by recorder/pair_rows.py.\n"

Settings = Mapping[str, list[str]]
Pair = frozenset[str]
Beside = dict[str, set[str]]


def load(folder: Path = FOLDER) -> dict[str, pairs.Table]:
    """Value -> what it adds to a scenario; ScenariosError."""
    checking.check(folder)
    return pairs.values(folder, pairs.tables(folder))


def rows(folder: Path = FOLDER) -> list[list[str]]:
    """The values of each row, in the order of the scenarios."""
    found: list[list[str]] = tomllib.loads((folder / "pairs" / "rows.toml").read_text(encoding="utf-8"))["rows"]
    return found


def choices(values: Mapping[str, pairs.Table]) -> dict[str, list[str]]:
    """Setting -> its values, and `no <setting>` where none of them is the default."""
    found: dict[str, list[str]] = {}
    for name, value in values.items():
        found.setdefault(value["setting"], []).append(name)
    for setting, names in found.items():
        if not any(values[name]["default"] for name in names):
            names.append(OFF + setting)
    return found


def excluded(refused: Mapping[str, list[pairs.Table]]) -> set[Pair]:
    """Each two choices that never stand together, but for those of one setting."""
    found = {frozenset(row["with"]) for row in [*refused["refused"], *refused["aws"]] if "settings" not in row}
    return found | {frozenset((name, row["with"])) for row in refused["ignored"] for name in row["ignored"]}


def wanted(settings: Settings, apart: Iterable[Pair]) -> set[Pair]:
    """Each two values of different settings that may stand together."""
    on = [(setting, name) for setting, names in settings.items() for name in names if not name.startswith(OFF)]
    return {frozenset((a, b)) for (one, a), (other, b) in combinations(on, 2) if one != other} - set(apart)


def array(settings: Settings, apart: set[Pair]) -> list[list[str]]:
    """Rows of values that together hold every wanted pair: the fewest of some draws, the same each time."""
    found = [drawn(settings, apart, random.Random(seed)) for seed in range(DRAWS)]
    return [sorted(name for name in row if not name.startswith(OFF)) for row in min(found, key=len)]


def drawn(settings: Settings, apart: set[Pair], draw: random.Random, attempts: int = ATTEMPTS) -> list[list[str]]:
    """Rows that together hold every wanted pair, each the best of some attempts."""
    left, enemies, rows = _beside(wanted(settings, apart)), _beside(apart), []
    while seed := next(((name, min(others)) for name, others in sorted(left.items()) if others), None):
        tried = [row for _ in range(attempts) if (row := _row(settings, enemies, left, seed, draw))]
        if not tried:
            raise ValueError(f"refused.toml: {' and '.join(seed)} fit into no row; say there why")
        rows.append(max(tried, key=lambda row: sum(len(left[name].intersection(row)) for name in row)))
        for name in rows[-1]:
            left[name].difference_update(rows[-1])
    return rows


def _row(
    settings: Settings, enemies: Beside, left: Beside, seed: tuple[str, str], draw: random.Random
) -> list[str] | None:
    """A row with the seed, each choice the one that adds most pairs; None where nothing fits any more."""
    row = set(seed)
    others = [list(names) for names in settings.values() if not row.intersection(names)]
    draw.shuffle(others)
    for names in others:
        fit = [name for name in names if not enemies[name] & row]
        if not fit:
            return None
        draw.shuffle(fit)
        row.add(max(fit, key=lambda name: len(left[name] & row)))
    return sorted(row)


def _beside(found: Iterable[Pair]) -> Beside:
    """Each choice of these pairs -> those beside it."""
    beside: Beside = defaultdict(set)
    for one, other in found:
        beside[one].add(other)
        beside[other].add(one)
    return beside


def text() -> str:
    """The rows as they stand in the file."""
    made = array(choices(load()), excluded(pairs.refusals(FOLDER)))
    lines = ("  [" + ", ".join(f'"{name}"' for name in row) + "],\n" for row in made)
    return f"{HEAD}\nrows = [\n{''.join(lines)}]\n"


if __name__ == "__main__":
    try:
        (FOLDER / "pairs" / "rows.toml").write_text(text(), encoding="utf-8")
    except checking.ScenariosError as error:
        sys.exit(str(error))
