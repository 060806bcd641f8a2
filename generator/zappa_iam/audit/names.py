"""Names: which of AWS's actions a policy's names and patterns fit."""

from __future__ import annotations

import re
from difflib import get_close_matches

from zappa_iam.catalog.actions import Actions
from zappa_iam.iam.pattern import compile_pattern


class ActionNames:
    """AWS's actions, found by the patterns of policies."""

    def __init__(self, known: Actions) -> None:
        self.known = known
        self.spelled = {name.lower(): name for name in known.types}
        self.services: dict[str, list[str]] = {}
        for folded in self.spelled:
            self.services.setdefault(folded.split(":")[0], []).append(folded)
        self._matched: dict[str, list[str]] = {}

    def matched(self, pattern: str) -> list[str]:
        """The actions that a name or a pattern fits, as AWS spells them."""
        folded = pattern.lower()
        if folded not in self._matched:
            self._matched[folded] = self._match(folded)
        return self._matched[folded]

    def _match(self, folded: str) -> list[str]:
        if "*" not in folded and "?" not in folded:
            return [self.spelled[folded]] if folded in self.spelled else []
        test = compile_pattern(folded, "text", variables=False, fold=True)
        service = folded.split(":")[0]
        among = self.spelled if re.search("[*?]", service) or ":" not in folded else self.services.get(service, [])
        return [self.spelled[name] for name in among if test(name, {})]

    def near(self, name: str) -> str:
        """What to write for a name that is none."""
        close = get_close_matches(name.lower(), self.services.get(name.lower().split(":")[0], []), 1, 0.75)
        if close:
            return f"did you mean {self.spelled[close[0]]}?"
        service = name.split(":")[0]
        return "take it out" if service.lower() in self.services else f"AWS has no service {service}; take it out"
