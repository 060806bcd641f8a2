"""Attacks: a chain made concrete for one project, and what planned policies say to it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from zappa_iam.catalog.model import Catalog
from zappa_iam.evidence.recordings import Names
from zappa_iam.iam import Policy, Request, decide
from zappa_iam.iam.widening import Widening
from zappa_iam.proof.chain import Chain, Step
from zappa_iam.proof.corpus import Asked
from zappa_iam.proof.limits import Excuses, fill
from zappa_iam.requests import Call, World, load, matches, usual

Check = tuple[tuple[Asked, ...], ...]
"""One check of AWS's, in each form that it may have where nobody knows: the attacker needs one of them allowed."""


class Attack(NamedTuple):
    """A chain of one feature, and for each of its steps all that AWS checks."""

    feature: str
    chain: Chain
    steps: tuple[tuple[Check, ...], ...]

    @property
    def opening(self) -> str:
        """What the chain shows to be left open, with the feature that leaves it so; nothing where it must be closed."""
        return opening(self.feature, self.chain.open or "")


class Attacked(NamedTuple):
    """One plan's policies by principal, and the attacks on them."""

    policies: Mapping[str, Sequence[Policy]]
    attacks: Sequence[Attack]


class Verdict(NamedTuple):
    """What came of an attack: the checks that fail, each with what is denied of it; none where the chain is open."""

    plan: str
    attack: Attack
    denied: tuple[Check, ...]

    @property
    def fault(self) -> str | None:
        """What is wrong where the chain's file says otherwise."""
        chain = self.attack.chain
        where = f"chains/{self.attack.feature}.toml: {chain.name}"
        if not self.denied and not chain.open:
            return f"{where}: every step is allowed ({self.plan}): {chain.harm} Close it, or name what is left open"
        if self.denied and chain.open:
            return f"{where}: is closed ({self.plan}: {self.closed_by} is denied); remove `open`"
        return None

    @property
    def closed_by(self) -> str:
        """The first request that is denied."""
        _, request = self.denied[0][0][0]
        return f"{request.action} on {request.resource}"

    def opened(self, principal: str, policies: Sequence[Policy], widening: Widening) -> bool:
        """Whether widening one statement of the principal's would open the chain."""

        def passes(asked: Asked) -> bool:
            who, request = asked
            return (
                who == principal
                and widening.lets_through(request)
                and decide(policies, request).effect == "implicit_deny"
            )

        return bool(self.denied) and all(any(all(map(passes, form)) for form in check) for check in self.denied)


def attack(feature: str, chain: Chain, names: Names) -> Attack:
    """The chain for the project of these names."""
    return Attack(feature, chain, tuple(tuple(_checks(step, chain, names)) for step in chain.steps))


def judge(attack: Attack, plan: str, policies: Mapping[str, Sequence[Policy]]) -> Verdict:
    """Hold the attack against one plan's policies."""
    denied = []
    for check in (check for step in attack.steps for check in step):
        forms = tuple(
            tuple((who, request) for who, request in form if not decide(policies[who], request).allowed)
            for form in check
        )
        denied += [forms] if all(forms) else []
    return Verdict(plan, attack, tuple(denied))


def needless(catalog: Catalog, verdicts: Iterable[Verdict], attempts: Excuses) -> list[str]:
    """A fault for each thing that a feature is said to leave open and no chain shows, or that a chain shows unsaid."""
    shown = {verdict.attack.opening for verdict in verdicts}
    shown |= {opening(feature, row.why) for feature, row in attempts.rows}
    said = {f"{feature.name}.{each.name}" for feature in catalog.features for each in feature.left_open}
    return [
        *(f"permissions: left_open {each}: no chain shows it; add one, or remove it" for each in sorted(said - shown)),
        *(f"chains: open {each}: no such left_open in permissions; add it" for each in sorted(shown - said) if each),
    ]


def opening(feature: str, name: str) -> str:
    """What is left open, with the feature that leaves it open."""
    return name if "." in name or not name else f"{feature}.{name}"


def _checks(step: Step, chain: Chain, names: Names) -> Iterator[Check]:
    """The checks of one step, each request with the principal that makes it."""
    principal = step.principal or chain.principal
    context = _filled(step.context, names)
    if not step.call:
        resource = fill(step.resource, names)
        for action in step.actions:
            yield (
                ((principal, Request(action, resource, {**usual(resource, names.account, names.region), **context})),),
            )
        return
    service, operation = step.call.split(" ")
    call = Call(chain.name, principal, service, operation, _filled(step.parameters, names), f"chains: {chain.name}")
    world = World(account=names.account, region=names.region, function=names.function)
    forms: dict[tuple[str, str], dict[int, list[Asked]]] = {}
    for row, request in matches(call, world, load()):
        asked = (principal, Request(request.action, request.resource, {**request.context, **context}))
        if row.alternative:
            forms.setdefault((row.subject, row.action), {}).setdefault(row.alternative, []).append(asked)
        else:
            yield ((asked,),)
    yield from (tuple(map(tuple, found.values())) for found in forms.values())


def _filled(value: Any, names: Names) -> Any:
    """The value with the project's names in place of the placeholders, in whatever it holds."""
    if isinstance(value, str):
        return fill(value, names)
    if isinstance(value, dict):
        return {fill(key, names): _filled(item, names) for key, item in value.items()}
    return [_filled(item, names) for item in value] if isinstance(value, list) else value
