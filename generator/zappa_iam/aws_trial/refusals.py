"""Refusals: what AWS said no to in a trial, as words in the form of `generator/zappa_iam/aws_words/words.jsonl`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from zappa_iam import doctor
from zappa_iam.aws_trial.names import TrialNames
from zappa_iam.aws_words import Word
from zappa_iam.catalog.grant import Principal
from zappa_iam.catalog.model import Catalog
from zappa_iam.iam import Request
from zappa_iam.requests import Call, MappingError, requests_of, usual

SOURCE = "zappa-iam try, Zappa {}"
SAME = "AWS refused just what a row of requests/operations expects: what it knew of the request is not this: {}"


class RefusedStep(NamedTuple):
    """One refusal: the step it came in, action and resource, and the word; None where the message tells too little."""

    step: str
    action: str
    resource: str
    word: Word | None

    def __str__(self) -> str:
        return f"{self.action} on {self.resource}"


class RefusalReader(NamedTuple):
    """Reads refusals of a trial: under its names, for this catalog and version of Zappa."""

    names: TrialNames
    catalog: Catalog
    version: str

    def of_calls(self, calls: Iterable[Mapping[str, Any]]) -> list[RefusedStep]:
        """Of calls that failed, as the witness keeps them."""
        return [refused for call in calls for refused in self._of_call(call)]

    def of_text(self, step: str, text: str, principal: Principal, about: str) -> list[RefusedStep]:
        """Of any text: a stack's events, a function's log; `about` says where it stands."""
        found = [refusal._replace(principal=principal) for refusal in doctor.read(text)]
        return [self._refused(step, refusal, [], about) for refusal in found]

    def _of_call(self, call: Mapping[str, Any]) -> list[RefusedStep]:
        known = Call(**{name: value for name, value in call.items() if name != "said"})
        found = [refusal._replace(principal="deployer") for refusal in doctor.read(call["said"])]
        try:
            expected = requests_of(known, self.names.world)
        except MappingError:
            expected = []
        about = f"{known.command}: {known.service} {known.operation} ({known.source})"
        return [self._refused(known.command, refusal, expected, about) for refusal in found]

    def _refused(self, step: str, refusal: doctor.Refusal, expected: Sequence[Request], about: str) -> RefusedStep:
        named = [request for request in expected if refusal.action in (None, request.action)]
        same = [request for request in named if refusal.resource in (None, request.resource)]
        request = next(iter(same or named), None)
        action = refusal.action or (
            request.action if request else refusal.operation or "an action that AWS does not name"
        )
        resource = refusal.resource or (request.resource if request else "a resource that AWS does not name")
        return RefusedStep(step, action, resource, self._word(refusal, action, resource, request, about))

    def _word(
        self, refusal: doctor.Refusal, action: str, resource: str, request: Request | None, about: str
    ) -> Word | None:
        """The word, in the names of the recorded project.

        Where the rows expect this very request, AWS knows it otherwise than they say: then no condition key is known.
        """
        context = self._context(request) if request else {}
        note = about
        if request and request.resource == resource:
            note, context = f"{about}. {SAME.format(context)}" if context else about, {}
        feature = doctor.diagnose(refusal._replace(action=action, resource=resource), self.catalog).feature
        try:
            return Word(
                action=action,
                resource=self.names.recorded(resource),
                context=context,
                feature=feature or "core",
                principal=refusal.principal,
                grade="refusal",
                allowed=True,
                source=SOURCE.format(self.version),
                note=self.names.recorded(note),
            )
        except ValidationError:
            return None

    def _context(self, request: Request) -> dict[str, str | list[str]]:
        """What the request carries beside that which every request does."""
        always = usual(request.resource, self.names.account, self.names.region)
        return {
            key: self.names.recorded(value) if isinstance(value, str) else [self.names.recorded(it) for it in value]
            for key, value in request.context.items()
            if key not in always
        }


def distinct(refused: Iterable[RefusedStep]) -> list[RefusedStep]:
    """Each request once, where it came first."""
    found: dict[tuple[object, ...], RefusedStep] = {}
    for each in refused:
        found.setdefault((each.word.principal if each.word else None, each.action, each.resource), each)
    return list(found.values())
