"""A need: one thing that Zappa asks AWS for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from zappa_iam.iam import Policy, Request, decide


class Need(NamedTuple):
    """One thing that Zappa asks AWS for: the feature and statement that grant it, and the commands that ask.

    `forms` are the ways in which AWS may check it where nobody knows; one of them has to be allowed, whole.
    """

    action: str
    feature: str
    sid: str
    commands: tuple[str, ...]
    forms: tuple[tuple[Request, ...], ...]

    def met(self, *layers: list[Policy]) -> bool:
        """Whether the policies of every layer allow it: those of the identity, and where there is one its boundary."""
        return any(
            all(decide(policies, request).allowed for request in form for policies in layers) for form in self.forms
        )


def merged(needs: Iterable[Need]) -> list[Need]:
    """Each thing once, with all the commands that ask for it."""
    found: dict[Any, tuple[Need, dict[str, None]]] = {}
    for need in needs:
        forms = [[(each.resource, sorted(each.keys.items(), key=str)) for each in form] for form in need.forms]
        _, commands = found.setdefault((need.action, str(forms)), (need, {}))
        commands.update(dict.fromkeys(need.commands))
    return [need._replace(commands=tuple(commands)) for need, commands in found.values()]
