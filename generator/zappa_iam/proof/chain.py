"""Chains: what somebody who means it would try, step by step, as data: `chains/<feature>.toml`.

A chain is closed where some step is denied. One that is open names what its feature leaves open, `left_open` of
`features/<feature>.toml`, where the reason stands. Placeholders are those of `expectations/*.toml`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, StringConstraints, model_validator

from zappa_iam.catalog.grant import Sentence
from zappa_iam.files import caching, checked
from zappa_iam.files.faults import DataError, one_line
from zappa_iam.files.shapes import Model, Text

FOLDER = Path(__file__).parent / "attacks"
Opening = Annotated[str, StringConstraints(pattern=r"^([a-z0-9_]+[.])?[a-z][a-z0-9_]*$")]
"""The name of something that is left open by the chain's feature, or by another: `core.invited`."""

Holder = Annotated[str, StringConstraints(pattern=r"^[a-z]+( [(].+[)])?$")]
"""Who asks: `deployer`, `role`, or whom the module grants less, as `update` or `deploy (dev)`; or `boundary`, which is
the execution role where policies that the module does not know would allow it everything."""

Kind = Literal[
    "acting service",
    "another place",
    "attacker's stack",
    "function's code",
    "planted package",
    "planted record",
    "planted tag",
    "planted target",
    "similar name",
    "value with *",
    "wide grant",
]


class ChainError(DataError):
    """Every fault of `chains/*.toml`, one line each: where: what; what to do."""


class Step(Model):
    """One thing that the attacker does: actions on a resource, or a call, `service Operation`, with its parameters.

    Operations/*.toml turns a call into all that AWS checks for it. `context` is what AWS sends with each action: what
    the attacker chooses, such as the tags of a request, and what is so, such as the tags of a resource.
    """

    does: Sentence
    principal: Holder | None = None
    actions: list[Text] = []
    resource: Text = "*"
    context: dict[str, str | list[str]] = {}
    call: Text | None = None
    parameters: dict[str, Any] = {}

    @model_validator(mode="after")
    def asks_for_something(self) -> Step:
        """Actions or a call, not both."""
        if bool(self.actions) is bool(self.call):
            raise ValueError("a step has `actions` with a `resource`, or a `call` with `parameters`")
        return self


class Chain(Model):
    """One chain: `harm` comes of it where every step is allowed.

    `inputs` are laid over the module's for the recorded scenario that is named as the feature. `refused` is how the
    message begins with which a plan refuses them, so that there is no policy to attack. `open` names what is left open.
    """

    name: Text
    kind: Kind
    harm: Sentence
    principal: Holder = "deployer"
    inputs: dict[str, Any] = {}
    refused: Text | None = None
    open: Opening | None = None
    source: list[Text] = []
    steps: list[Step] = Field(min_length=1)


class Attempt(Model):
    """Neighbours' requests that are allowed: `what` is a pattern of "neighbour: action on resource"."""

    what: Text
    open: Opening

    @property
    def why(self) -> str:
        """As other excuses have it."""
        return self.open


class Chains(Model):
    """One feature's chains, and which attempts by the neighbours' templates stay open for it."""

    chain: list[Chain] = []
    attempt: list[Attempt] = []


class Neighbour(Model):
    """A template of attempts: each recorded request, turned to another project's things, or to another place.

    `project` and `stage` are the neighbour's, with {project} and {stage} for ours; `region` and `account` where its
    things are; `via` the service through which the attacker asks for them.
    """

    name: Text
    kind: Kind
    harm: Sentence
    project: Text = "{project}"
    stage: Text = "{stage}"
    region: Text | None = None
    account: Text | None = None
    via: Text | None = None


class Neighbours(Model):
    """The templates, which hold for every feature."""

    neighbour: list[Neighbour]


class Attacks(NamedTuple):
    """All there is to try: chains by feature, and templates of attempts."""

    chains: dict[str, Chains]
    neighbours: list[Neighbour]


@cache
def load(folder: Path = FOLDER) -> Attacks:
    """Every chain and template; ChainError with all faults at once."""
    faults: list[str] = []
    table_cache = caching.TableCache(caching.CACHE / "chains.json")
    read = {
        path.stem: checked.read(Chains, path, f"chains/{path.name}", faults, table_cache.parse)
        for path in sorted(folder.glob("*.toml"))
    }
    found = {feature: chains for feature, chains in read.items() if chains}
    shared = checked.read(Neighbours, folder / "shared" / "neighbours.toml", "chains/shared/neighbours.toml", faults)
    names = [chain.name for chains in found.values() for chain in chains.chain]
    faults += [f"chains: {name}: two chains of this name; rename one" for name in set(names) if names.count(name) > 1]
    if faults or not shared:
        raise ChainError("\n".join(map(one_line, faults)))
    table_cache.keep()
    return Attacks(found, shared.neighbour)
