"""The summary: what a proof counted, and every fault that it found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.proof.corpus import Asked, Refused
from generator.proof.denial import Denial
from generator.proof.score import Mutant, Score


class Share(NamedTuple):
    """How many mutants, narrowed and widened, something notices, of how many; and how many requests are denied."""

    killed: int
    mutants: int
    denied: int


@dataclass
class Proof:
    """What was proved: requests judged (distinct ones in `distinct`), mutants of both kinds, the denied corpus.

    `written` and `derived` hold the denied requests by hand and by variation, over all plans, each with its features;
    `leaks` those of them that are allowed; `unused` the excuses that nothing needs; `files` the feature of each sid.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    requests: int = 0
    distinct: set[Asked] = field(default_factory=set)
    denials: list[Denial] = field(default_factory=list)
    narrowing: Score[Denial | Refused] = field(default_factory=Score)
    widening: Score[Refused] = field(default_factory=Score)
    written: dict[Asked, set[str]] = field(default_factory=dict)
    derived: dict[Asked, set[str]] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def of(self, feature: str | None = None) -> Share:
        """What concerns one feature, or all of them: mutants of its statements, and its neighbours' requests."""

        def mine(mutants: Iterable[Mutant]) -> int:
            return sum(feature in (None, self.files[mutant.sid]) for mutant in mutants)

        scores = (self.narrowing, self.widening)
        denied = [*self.written.items(), *self.derived.items()]
        return Share(
            sum(mine(score.killed) for score in scores),
            sum(mine(score.mutants) for score in scores),
            len({asked for asked, features in denied if feature is None or feature in features}),
        )

    @property
    def faults(self) -> list[str]:
        """Everything that breaks the proof, one line each: where: what; what to do."""
        lines = [str(denial) for denial in self.denials] + self.leaks
        lines += [
            f"{each.principal}: {each}: no recorded request needs it; remove it, or record what does"
            for each in self.narrowing.survivors
        ]
        lines += [
            f"{each.principal}: {each}: no denied request notices; add the neighbour's request to generator/denied"
            for each in self.widening.survivors
        ]
        return lines + self.unused
