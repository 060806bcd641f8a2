"""The proof: what Zappa was recorded to ask for, and what it must never get, held against planned policies; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from generator.iam import Policy, Request, decide, kills, parts
from generator.iam.widening import widenings
from generator.permission import Catalog
from generator.proof import limits as limits_
from generator.proof.corpus import Asked, Refused, corpus
from generator.proof.denial import Denial, mend
from generator.proof.limits import Excuses, Limits
from generator.proof.recording import Recording
from generator.proof.score import Policies, dropped, widened
from generator.proof.summary import Proof

NARROWING = ("action", "resource", "value")


@dataclass
class Prover:
    """One run of the proof over many plans."""

    catalog: Catalog
    limits: Mapping[str, Limits]
    proof: Proof = field(default_factory=Proof)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        rows = self.limits.items()
        self.ungranted = Excuses("ungranted", [(name, each.ungranted) for name, each in rows])
        self.allowed = Excuses("allowed", [(name, each.allowed) for name, each in rows])
        self.kept = Excuses("kept", [(name, each.kept) for name, each in rows])
        self.wide = Excuses("wide", [(name, each.wide) for name, each in rows])
        self.always = {feature.name for feature in self.catalog.features if feature.feature.always}
        statements = [(f.name, s) for f in self.catalog.features for s in f.statements]
        self.files = {statement.sid: name for name, statement in statements}
        self.proof.files = self.files
        self.wildcards = {statement.sid for _, statement in statements if statement.wildcard}

    def judge(self, group: Sequence[Recording], plan: str, policies: Policies) -> None:
        """Hold one scenario's recordings, of all versions, against the policies of one of its plans."""
        first = group[0]
        features = self.always | first.features
        self.seen |= features
        found = self._sufficient(group, policies, features)
        refused = self._tight(found, first, plan, policies, features)
        for principal in policies:
            named = (dropped(principal, part, policies, first.names) for part in parts(policies[principal]))
            self.proof.narrowing.mutants |= {mutant for mutant in named if mutant.element in NARROWING}
            self._widen(principal, policies[principal], first, refused, found)

    def _sufficient(self, group: Sequence[Recording], policies: Policies, features: set[str]) -> dict[Asked, str]:
        """The distinct requests that are allowed, each with its feature; denials and needed parts are noted."""
        found: dict[Asked, Denial] = {}
        for recording in group:
            for call, request in recording.cases:
                found.setdefault((call.principal, request), Denial(recording.where, call, request))
        self.proof.distinct |= found.keys()
        granted: dict[Asked, str] = {}
        for (principal, request), denial in found.items():
            if passing := allowing(policies[principal], request):
                granted[principal, request] = self.files[passing[0]]
                self._kill(principal, policies, denial, group[0])
            elif not self.ungranted.reason(f"{denial.where}: {request.action} on {request.resource}", features):
                file = mend(self.catalog, features, principal, request.action)
                self.proof.denials.append(denial._replace(file=file))
        return granted

    def _kill(self, principal: str, policies: Policies, denial: Denial, recording: Recording) -> None:
        """Note the parts that this allowed request needs."""
        for part in kills(policies[principal], denial.request):
            mutant = dropped(principal, part, policies, recording.names)
            if part.element in NARROWING and mutant not in self.proof.narrowing.killed:
                self.proof.narrowing.killed[mutant] = denial._replace(file=self.files[mutant.sid])

    def _tight(
        self, found: Mapping[Asked, str], first: Recording, plan: str, policies: Policies, features: set[str]
    ) -> list[Refused]:
        """The requests that must be denied and are; those that are not, and not excused, are noted."""
        refused = []
        for each in corpus(found, first, features, self.limits):
            passing = allowing(policies[each.principal], each.request)
            if not passing:
                refused.append(each)
                self._kill_denying(each, policies, first)
                denied = self.proof.derived if each.change else self.proof.written
                denied.setdefault((each.principal, each.request), set()).add(each.feature)
            elif not self._excused(each, plan, passing, found, features):
                mended = f"narrow {passing[0]} in generator/permissions/{self.files[passing[0]]}.toml"
                self.proof.leaks.append(f"{plan}: {each} is allowed to the {each.principal}; {mended}")
        return refused

    def _excused(
        self, refused: Refused, plan: str, passing: Sequence[str], found: Mapping[Asked, str], features: set[str]
    ) -> bool:
        """Whether only statements on a reasoned wildcard let another resource through, or an excuse says why."""
        mine = {request.resource for _, request in found if request.action == refused.request.action}
        moved = refused.change and refused.request.resource not in mine
        if moved and self.wildcards.issuperset(passing):
            return True
        return bool(self.allowed.reason(f"{plan}: {refused}", features))

    def _kill_denying(self, refused: Refused, policies: Policies, recording: Recording) -> None:
        """Note the parts of Deny statements without which this forbidden request would be allowed."""
        found = policies[refused.principal]
        if decide(found, refused.request).effect == "explicit_deny":
            for part in kills(found, refused.request):
                mutant = dropped(refused.principal, part, policies, recording.names)
                if found[part.policy].statements[part.statement].effect == "Deny" and part.element in NARROWING:
                    self.proof.narrowing.killed.setdefault(mutant, refused)

    def _widen(
        self,
        principal: str,
        policies: Sequence[Policy],
        first: Recording,
        refused: Sequence[Refused],
        granted: Mapping[Asked, str],
    ) -> None:
        """Note every widening, and what first notices each that nothing has noticed yet.

        A wider Allow lets a forbidden request through; a wider Deny refuses one that Zappa makes.
        """
        score = self.proof.widening
        mine = [each for each in refused if each.principal == principal]
        asked = [each for each in mine if decide(policies, each.request).effect == "implicit_deny"]
        needed = [
            Refused(first.scenario, feature, to, request)
            for (to, request), feature in granted.items()
            if to == principal
        ]
        for widening in widenings(policies):
            mutant = widened(principal, widening, first.names)
            score.mutants.add(mutant)
            if mutant not in score.killed:
                denying = policies[widening.policy].statements[widening.statement].effect == "Deny"
                noticing = needed if denying else asked
                witness = next((each for each in noticing if widening.lets_through(each.request)), None)
                score.killed |= {mutant: witness} if witness else {}

    def finish(self) -> Proof:
        """The proof, once every plan was judged."""
        self.proof.narrowing.excuse(lambda mutant: self.kept.reason(str(mutant), self.seen))
        self.proof.widening.excuse(lambda mutant: self.wide.reason(str(mutant), self.seen))
        for excuses in (self.ungranted, self.allowed, self.kept, self.wide):
            self.proof.unused += excuses.unused(self.seen)
        return self.proof


def prove(
    recordings: Iterable[Recording],
    plans_of: Callable[[str], Mapping[str, Policies]],
    catalog: Catalog,
    limits: Mapping[str, Limits] | None = None,
) -> Proof:
    """Judge every recording under each plan of its scenario; minimal and complete over all of them together."""
    prover = Prover(catalog, limits_.load() if limits is None else limits)
    ordered = sorted(recordings, key=lambda each: each.scenario)
    for scenario, found in groupby(ordered, key=lambda each: each.scenario):
        group = list(found)
        prover.proof.requests += sum(len(recording.cases) for recording in group)
        for plan, policies in plans_of(scenario).items():
            prover.judge(group, plan, policies)
    return prover.finish()


def allowing(policies: Sequence[Policy], request: Request) -> list[str]:
    """The sids of every statement that allows the request; none if a statement denies it, or none allows it."""
    if not decide(policies, request).allowed:
        return []
    return [s.sid for policy in policies for _, s in policy.candidates(request.folded) if s.holds(request)]
