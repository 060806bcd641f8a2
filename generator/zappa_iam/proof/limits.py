"""Limits: what must be denied, feature by feature, and what the proof excuses, each with its reason.

`expectations/<feature>.toml` holds for every plan in which the feature is on. Patterns have `*` and `?`, and
placeholders for the recorded project's names: {function}, {bucket}, {role}, {account}, {region}.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Protocol

from zappa_iam.catalog.grant import Principal, Sentence
from zappa_iam.evidence.recordings import Names
from zappa_iam.files import checked
from zappa_iam.files.faults import DataError
from zappa_iam.files.shapes import Model, Text
from zappa_iam.iam import Request
from zappa_iam.requests import usual

FOLDER = Path(__file__).parent / "expectations"


class LimitsError(DataError):
    """Every fault of `expectations/*.toml`, one line each: where: what; what to do."""


class Denied(Model):
    """A request that must be denied; not where one of the `unless` features is on, as that one grants it."""

    name: Text
    principal: Principal = "deployer"
    actions: list[Text]
    resource: Text
    context: dict[str, str | list[str]] = {}
    unless: list[str] = []
    why: Sentence

    def requests(self, names: Names) -> list[Request]:
        """One request for each action."""
        context = {
            key: fill(value, names) if isinstance(value, str) else [fill(item, names) for item in value]
            for key, value in self.context.items()
        }
        resource = fill(self.resource, names)
        return [
            Request(action, resource, {**usual(resource, names.account, names.region), **context})
            for action in self.actions
        ]


class Vary(Model):
    """A condition key that counts: recorded requests that hold it are denied with another value, or without it.

    An ARN is also moved to another region and account, so that there it may do without a `value`. `absent` is false
    where Zappa itself makes the request without the key, too.
    """

    key: Text
    value: str | list[str] | None = None
    absent: bool = True
    actions: list[Text] = ["*"]
    resource: Text = "*"
    why: Sentence


class Excuse(Model):
    """Something that the proof lets pass; `what` is a pattern of how it reports it."""

    what: Text
    why: Sentence


class Why(Protocol):
    """Whatever excuses something: a pattern of how that is reported, and the reason."""

    @property
    def what(self) -> str: ...

    @property
    def why(self) -> str: ...


class Limits(Model):
    """One feature's: rows to deny, and excuses.

    `ungranted` are requests that are denied, "zappa version: scenario: action on resource"; `allowed` are neighbours'
    requests that are not denied, "plan: action on resource (variation)"; `unneeded` are parts that nothing needs,
    "sid: text"; and `wide` are widenings that nothing notices, "sid: text -> change".
    """

    denied: list[Denied] = []
    vary: list[Vary] = []
    ungranted: list[Excuse] = []
    allowed: list[Excuse] = []
    unneeded: list[Excuse] = []
    wide: list[Excuse] = []


@cache
def load(folder: Path = FOLDER) -> dict[str, Limits]:
    """The limits by feature; LimitsError with all faults at once."""
    found: dict[str, Limits] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        limits = checked.read(Limits, path, f"expectations/{path.name}", faults)
        if limits is not None:
            found[path.stem] = limits
    if faults:
        raise LimitsError("\n".join(faults))
    return found


def fill(text: str, names: Names) -> str:
    """The text with the recorded project's names in place of the placeholders."""
    for name, value in names._asdict().items():
        text = text.replace(f"{{{name}}}", value)
    return text


class Excuses:
    """The excuses of one kind for some features, which remember whether they were needed."""

    def __init__(self, kind: str, limits: Iterable[tuple[str, Sequence[Why]]], folder: str = "expectations") -> None:
        self.kind = kind
        self.folder = folder
        self.rows = [(feature, excuse) for feature, excuses in limits for excuse in excuses]
        self.used: set[Why] = set()

    def reason(self, what: str, features: Iterable[str]) -> str | None:
        """Why this may pass, or None."""
        on = set(features)
        for feature, excuse in self.rows:
            if feature in on and fnmatchcase(what, excuse.what):
                self.used.add(excuse)
                return excuse.why
        return None

    def unused(self, features: Iterable[str]) -> list[str]:
        """A fault for each excuse of these features that nothing needed."""
        on = set(features)
        return [
            f"{self.folder}/{feature}.toml: {self.kind}: nothing needs the excuse {excuse.what!r}; remove it"
            for feature, excuse in self.rows
            if feature in on and excuse not in self.used
        ]
