"""The proof: what Zappa was recorded to ask for, and what it must never get, held against planned policies; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from zappa_iam.catalog.model import Catalog
from zappa_iam.iam import Policy, Request, decide, kills, parts
from zappa_iam.proof import chain as chain_
from zappa_iam.proof import limits as limits_
from zappa_iam.proof.attack import Attacked, Verdict, judge, needless
from zappa_iam.proof.chain import Attacks
from zappa_iam.proof.corpus import Asked, ForbiddenRequest, corpus
from zappa_iam.proof.denial import Denial, file_to_fix
from zappa_iam.proof.limits import Excuses, Limits
from zappa_iam.proof.recording import RecordedRequests
from zappa_iam.proof.score import NARROWING, Policies, dropped
from zappa_iam.proof.summary import Proof
from zappa_iam.proof.witness import notice, spare


@dataclass
class Prover:
    """One run of the proof over many plans."""

    catalog: Catalog
    limits: Mapping[str, Limits]
    attacks: Attacks
    attacked: Mapping[str, Attacked]
    proof: Proof = field(default_factory=Proof)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        rows = self.limits.items()
        self.ungranted = Excuses("ungranted", [(name, each.ungranted) for name, each in rows])
        self.allowed = Excuses("allowed", [(name, each.allowed) for name, each in rows])
        self.unneeded = Excuses("unneeded", [(name, each.unneeded) for name, each in rows])
        self.wide = Excuses("wide", [(name, each.wide) for name, each in rows])
        attempts = [(name, each.attempt) for name, each in self.attacks.chains.items()]
        self.attempts = Excuses("attempt", attempts, "chains")
        self.always = {feature.name for feature in self.catalog.features if feature.about.always}
        statements = [(f.name, s) for f in self.catalog.features for s in f.all_grants]
        self.files = {statement.sid: name for name, statement in statements}
        self.proof.files = self.files
        self.wildcards = {statement.sid for _, statement in statements if statement.wildcard}

    def judge(self, group: Sequence[RecordedRequests], plan: str, policies: Policies) -> None:
        """Hold one scenario's recordings, of all versions, against the policies of one of its plans.

        A phase of the life table has no statement that no other plan has, but more things of one kind: what of a
        statement could go is said by the others.
        """
        first = group[0]
        features = self.always | first.features
        self.seen |= features
        found = self._sufficient(group, policies, features)
        refused = self._tight(found, first, plan, policies, features)
        verdicts = self.attack(plan, policies)
        for principal in policies:
            if not first.lived:
                named = (dropped(principal, part, policies, first.names) for part in parts(policies[principal]))
                self.proof.narrowing.mutants |= {mutant for mutant in named if mutant.element in NARROWING}
            needed = [
                ForbiddenRequest(first.scenario, feature, to, request) for (to, request), feature in found.items()
            ]
            score = self.proof.widening
            notice(score, principal, policies[principal], first.names, refused, needed, verdicts, known=first.lived)

    def attack(self, plan: str, policies: Policies) -> list[Verdict]:
        """What the policies of one plan say to the chains that are tried on it; noted once."""
        if plan not in self.proof.verdicts:
            attacks = self.attacked[plan].attacks if plan in self.attacked else ()
            verdicts = [judge(attack, plan, policies) for attack in attacks]
            self.proof.verdicts[plan] = verdicts
        return self.proof.verdicts[plan]

    def _sufficient(
        self, group: Sequence[RecordedRequests], policies: Policies, features: set[str]
    ) -> dict[Asked, str]:
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
                file = file_to_fix(self.catalog, features, principal, request.action)
                self.proof.denials.append(denial._replace(file=file))
        return granted

    def _kill(self, principal: str, policies: Policies, denial: Denial, recording: RecordedRequests) -> None:
        """Note the parts that this allowed request needs."""
        for part in kills(policies[principal], denial.request):
            mutant = dropped(principal, part, policies, recording.names)
            known = not recording.lived or mutant in self.proof.narrowing.mutants
            if part.element in NARROWING and known and mutant not in self.proof.narrowing.killed:
                self.proof.narrowing.killed[mutant] = denial._replace(file=self.files[mutant.sid])

    def _tight(
        self, found: Mapping[Asked, str], first: RecordedRequests, plan: str, policies: Policies, features: set[str]
    ) -> list[ForbiddenRequest]:
        """The requests that must be denied and are; those that are not, and not excused, are noted."""
        refused = []
        for each in corpus(found, first, features, self.limits, self.attacks.neighbours):
            passing = allowing(policies[each.principal], each.request)
            if each.neighbour:
                denied_allowed = self.proof.attempted.setdefault(each.neighbour, (set(), set()))
                denied_allowed[bool(passing)].add((each.principal, each.request))
            if not passing:
                refused.append(each)
                spare(self.proof.narrowing, each, policies, first.names)
                denied = self.proof.derived if each.change else self.proof.written
                denied.setdefault((each.principal, each.request), set()).add(each.feature)
            elif not self._excused(each, plan, passing, found, features):
                advice = f"narrow {passing[0]} in generator/zappa_iam/catalog/features/{self.files[passing[0]]}.toml"
                self.proof.leaks.append(f"{plan}: {each} is allowed to the {each.principal}; {advice}")
        return refused

    def _excused(
        self,
        refused: ForbiddenRequest,
        plan: str,
        passing: Sequence[str],
        found: Mapping[Asked, str],
        features: set[str],
    ) -> bool:
        """Whether only statements on a reasoned wildcard let another resource through, or an excuse says why."""
        if refused.neighbour:
            attempt = f"{refused.neighbour}: {refused.request.action} on {refused.request.resource}"
            if self.attempts.reason(attempt, features):
                return True
        mine = {request.resource for _, request in found if request.action == refused.request.action}
        moved = refused.change and not refused.neighbour and refused.request.resource not in mine
        if moved and self.wildcards.issuperset(passing):
            return True
        return bool(self.allowed.reason(f"{plan}: {refused}", features))

    def finish(self) -> Proof:
        """The proof, once every plan was judged."""
        self.proof.narrowing.excuse(lambda mutant: self.unneeded.reason(str(mutant), self.seen))
        self.proof.widening.excuse(lambda mutant: self.wide.reason(str(mutant), self.seen))
        for excuses in (self.ungranted, self.allowed, self.unneeded, self.wide, self.attempts):
            self.proof.unused += excuses.unused(self.seen)
        if self.attacks.chains:
            self.proof.unused += needless(self.catalog, self.proof.verdict_of.values(), self.attempts)
        return self.proof


def prove(
    recordings: Iterable[RecordedRequests],
    plans_of: Callable[[str], Mapping[str, Policies]],
    catalog: Catalog,
    limits: Mapping[str, Limits] | None = None,
    attacked: Mapping[str, Attacked] | None = None,
) -> Proof:
    """Judge every recording under each plan of its scenario, and every attack under the plan that it is on.

    Minimal and complete over all of them together.
    """
    attacks = Attacks({}, []) if attacked is None else chain_.load()
    prover = Prover(catalog, limits_.load() if limits is None else limits, attacks, attacked or {})
    ordered = sorted(recordings, key=lambda each: (each.lived, each.scenario))
    for scenario, found in groupby(ordered, key=lambda each: each.scenario):
        group = list(found)
        prover.proof.requests += sum(len(recording.cases) for recording in group)
        for plan, policies in plans_of(scenario).items():
            prover.judge(group, plan, policies)
    for plan, each in prover.attacked.items():
        prover.attack(plan, each.policies)
    return prover.finish()


def allowing(policies: Sequence[Policy], request: Request) -> list[str]:
    """The sids of every statement that allows the request; none if a statement denies it, or none allows it."""
    if not decide(policies, request).allowed:
        return []
    return [s.sid for policy in policies for _, s in policy.candidates(request.folded) if s.holds(request)]
