"""Explaining a word of the user: what it is, what is granted to whom, on what and why, and where Zappa asks for it.

    print(explain(catalog.load(), "lambda:GetAlias").rows())

A word is an action, a service, a feature or a setting; a command of Zappa has an argument of its own. Text and JSON
both come from one `Explanation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from zappa_iam.catalog.grant import PRINCIPALS
from zappa_iam.catalog.model import Catalog
from zappa_iam.reports.grants import GrantedAction, graded, grants, lines
from zappa_iam.reports.layout import Line, heading

if TYPE_CHECKING:  # reading evidence takes a moment that a list of grants does not need
    from zappa_iam.reports.callers import CallSite


class ExplainError(RuntimeError):
    """Nothing has this name: where: what; what to do, in one line."""


class Explanation(NamedTuple):
    """What was asked, as (`action`, its name), or None for all grants; and the answer.

    `findings` are sentences. `versions` are the recorded versions; the call sites in `evidence` have lines for them.
    """

    asked: tuple[str, str] | None
    findings: list[str]
    grants: list[GrantedAction]
    evidence: Sequence[CallSite] = ()
    versions: Sequence[str] = ()

    def rows(self) -> Any:
        """The explanation as JSON has it: a list of grants, or a table with what else is known."""
        rows = [grant.row() for grant in self.grants]
        if not self.asked:
            return rows
        kind, name = self.asked
        sites = [site._asdict() for site in self.evidence]
        return {kind: name, "findings": self.findings, "grants": rows, "evidence": sites}

    def lines(self) -> Iterator[Line]:
        """The explanation as text: the findings, a paragraph for each statement, and one for each place in Zappa."""
        yield from (Line(sentence) for sentence in self.findings)
        yield from lines(self.grants)
        if self.evidence:
            from zappa_iam.reports import callers

            yield Line("")
            yield heading("Where Zappa asks for it:")
            yield from callers.lines(self.evidence, self.versions)


def explain(
    catalog: Catalog, word: str | None = None, feature: str | None = None, command: str | None = None
) -> Explanation:
    """Explain a word, or a command of Zappa, or all grants; with `feature` only what this feature grants.

    ExplainError, with the nearest names, if there is no such thing.
    """
    names = [known.name for known in catalog.features]
    if feature and feature not in names:
        raise ExplainError(f'explain: unknown feature "{feature}"; write one of: {", ".join(names)}')
    if command is not None:
        return _command(catalog, command, feature)
    if word is None:
        return Explanation(None, [], grants(catalog, None, feature))
    return _action(catalog, word, feature) if ":" in word else _word(catalog, word, feature)


def _word(catalog: Catalog, word: str, feature: str | None) -> Explanation:
    """A service, a feature or a setting; several if the word has several meanings."""
    from zappa_iam.reports import meanings

    found = meanings.meanings(catalog, word)
    if not found:
        raise ExplainError(f'explain: "{word}" is no action, service, feature or setting; {_nearest(catalog, word)}')
    every = grants(catalog, None, feature)
    theirs = [grant for grant in every if any(meaning.covers(grant) for meaning in found)]
    if feature and not theirs:
        raise ExplainError(f"explain: {feature} grants nothing of {word}; leave out --feature")
    return Explanation(("word", word), [meaning.sentence for meaning in found], theirs)


def _action(catalog: Catalog, action: str, feature: str | None) -> Explanation:
    """An action, in any case: its grants, each with its grade, and every place in Zappa that asks for it."""
    from zappa_iam.evidence import recordings
    from zappa_iam.reports import callers

    found = grants(catalog, action, feature)
    selectable = {known.name for known in catalog.features if known.selectable}
    asking = callers.callers_of(action, feature if feature in selectable else None) if found or not feature else []
    if not found and not asking:
        where = f" by {feature}" if feature else ""
        raise ExplainError(f"explain: {action} is not granted{where}; {_nearest(catalog, action)}")
    name = (found or asking)[0].action
    said = findings(name, found, asking)
    return Explanation(("action", name), said, graded(found, catalog, name), asking, recordings.versions())


def _command(catalog: Catalog, command: str, feature: str | None) -> Explanation:
    """A command of Zappa: what it asks for in the recordings, the grants that allow it, and every place that asks."""
    from zappa_iam.reports import asked_by_command, callers

    recordings = callers.recorded()
    name = " ".join(command.split()).removeprefix("zappa ")
    own = asked_by_command.of_command(recordings, name)
    asking = callers.call_sites(own, None, feature)
    if not asking:
        where = f" with {feature}" if feature else ""
        raise ExplainError(f'explain: no recording of the command "{name}"{where}; {_nearest(catalog, name)}')
    found = asked_by_command.grants_for(catalog, own)
    actions = {site.action for site in asking}
    said = [f"zappa {name}: asks AWS for {len(actions)} actions, in {asked_by_command.count(own)} recordings"]
    lacking = {(site.to, site.action) for site in asking} - {(grant.to, grant.action) for grant in found}
    said += [f"{action}: no feature grants it to the {to}" for to, action in sorted(lacking)]
    found = [grant for grant in found if feature in (None, grant.feature)]
    return Explanation(("command", name), said, found, asking, list(recordings))


def _nearest(catalog: Catalog, word: str) -> str:
    from zappa_iam.reports import asked_by_command, callers, meanings

    return meanings.nearest(catalog, word, asked_by_command.commands(callers.recorded()))


def findings(action: str, found: Sequence[GrantedAction], asking: Sequence[CallSite]) -> list[str]:
    """What the evidence says of an action, one sentence for each principal to whom it is granted or who asks for it."""
    sentences = []
    for principal in PRINCIPALS:
        granted = any(grant.to == principal for grant in found)
        sites = [site for site in asking if site.to == principal]
        scenarios = sorted({scenario for site in sites for scenario in site.settings})
        if sites and not granted:
            sentences.append(
                f"{action}: no feature grants it to the {principal}; scenarios that ask for it: {', '.join(scenarios)}"
            )
        elif granted and not sites:
            sentences.append(f"{action}: granted to the {principal}; no recording asks for it, see the reason below")
        elif granted and all(site.origin == "derived" for site in sites):
            sentences.append(
                f"{action}: granted to the {principal}; not recorded, AWS asks for it because of this line of Zappa"
            )
        elif granted:
            sentences.append(f"{action}: granted to the {principal}; {len(scenarios)} scenarios ask for it")
    return sentences
