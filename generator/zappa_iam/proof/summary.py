"""The summary: what a proof counted, and every fault that it found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from zappa_iam.proof.attack import Verdict
from zappa_iam.proof.corpus import Asked, ForbiddenRequest
from zappa_iam.proof.denial import Denial
from zappa_iam.proof.score import Mutant, Score
from zappa_iam.proof.witness import Witness


class Share(NamedTuple):
    """How many mutants, narrowed and widened, something notices, of how many; and how many requests are denied."""

    killed: int
    mutants: int
    denied: int


@dataclass
class Proof:
    """What was proved: requests judged (distinct ones in `distinct`), mutants of both kinds, the denied corpus.

    `written` and `derived` hold the denied requests by hand and by variation, over all plans, each with its features;
    `leaks` those of them that are allowed; `verdicts` what each plan's policies say to the chains that are tried on
    them; `attempted` the requests of each neighbour's template, those that are denied and those that are not; `unused`
    the excuses that nothing needs; `files` the feature of each sid.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    requests: int = 0
    distinct: set[Asked] = field(default_factory=set)
    denials: list[Denial] = field(default_factory=list)
    narrowing: Score[Denial | ForbiddenRequest] = field(default_factory=Score)
    widening: Score[Witness] = field(default_factory=Score)
    written: dict[Asked, set[str]] = field(default_factory=dict)
    derived: dict[Asked, set[str]] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)
    verdicts: dict[str, list[Verdict]] = field(default_factory=dict)
    attempted: dict[str, tuple[set[Asked], set[Asked]]] = field(default_factory=dict)
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
            f"{each.principal}: {each}: no denied request notices; "
            "add the neighbour's request to generator/zappa_iam/proof/expectations"
            for each in self.widening.survivors
        ]
        return lines + self.chains + self.unused

    @property
    def verdict_of(self) -> dict[str, Verdict]:
        """The verdict of each chain, by its name, in order."""
        found = [verdict for verdicts in self.verdicts.values() for verdict in verdicts]
        return {
            each.attack.chain.name: each
            for each in sorted(found, key=lambda each: (each.attack.feature, each.attack.chain.name))
        }

    @property
    def chains(self) -> list[str]:
        """The chains that are not what their files say: open and not excused, or excused and closed."""
        return [verdict.fault for verdict in self.verdict_of.values() if verdict.fault]
