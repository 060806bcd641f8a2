"""The summary: what a proof counted, and every fault that it found."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.proof.corpus import Asked, Refused
from generator.proof.denial import Denial
from generator.proof.score import Score


@dataclass
class Proof:
    """What was proved: requests judged (distinct ones in `distinct`), mutants of both kinds, the denied corpus.

    `written` and `derived` hold the denied requests by hand and by variation, over all plans; `leaks` those of them
    that are allowed; `unused` the excuses that nothing needs.
    """

    requests: int = 0
    distinct: set[Asked] = field(default_factory=set)
    denials: list[Denial] = field(default_factory=list)
    narrowing: Score[Denial] = field(default_factory=Score)
    widening: Score[Refused] = field(default_factory=Score)
    written: set[Asked] = field(default_factory=set)
    derived: set[Asked] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

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
