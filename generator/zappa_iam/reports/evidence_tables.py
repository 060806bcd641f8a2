"""The tables about the evidence, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from zappa_iam.catalog.feature import Feature
from zappa_iam.catalog.model import Catalog
from zappa_iam.evidence.recordings import Recording
from zappa_iam.proof import Proof
from zappa_iam.reports.measures import PolicyMeasures
from zappa_iam.requests import Row

LABELS = {"deployer": "deployer", "role": "execution role"}


def features(catalog: Catalog, recordings: Mapping[str, Recording], proof: Proof | None = None) -> str:
    """Feature by feature: calls recorded in the scenarios that have it on, actions granted to deployer and role.

    With a proof also the mutants of the feature's statements that it kills, and the neighbours' requests it denies.
    """
    header = ("feature", "calls recorded", "actions, deployer", "actions, execution role")
    rows: list[Sequence[object]] = []
    for feature in catalog.features:
        calls, granted = _calls(feature, recordings), [_granted([feature], to) for to in LABELS]
        rows.append((f"`{feature.name}`", calls, *granted, *_proved(proof, feature.name)))
    calls, granted = sum(map(_recorded, recordings.values())), [_granted(catalog.features, to) for to in LABELS]
    rows.append(("**all, each counted once**", calls, *granted, *_proved(proof)))
    return markdown((*header, *(("mutants killed", "requests denied") if proof else ())), rows, right=True)


def _proved(proof: Proof | None, feature: str | None = None) -> Sequence[object]:
    """The cells of one feature's proof, or of the whole; none without a proof."""
    if not proof:
        return ()
    share = proof.of(feature)
    return f"{share.killed} of {share.mutants}", share.denied


def comparison(columns: Mapping[str, Mapping[str, PolicyMeasures]]) -> str:
    """Whose policies -> principal -> measures, side by side; what was not measured is left out."""
    rows: list[Sequence[object]] = []
    for to, label in LABELS.items():
        measured = [found.get(to) for found in columns.values()]
        for what, cells in (
            ("actions written", [each and each.written for each in measured]),
            ("actions, wildcards expanded", [each and each.expanded for each in measured]),
            ("recorded requests allowed", [each and _share(each.allowed, each.requests) for each in measured]),
            ("parts that a request needs", [each and _share(each.needed, each.parts) for each in measured]),
            ("forbidden requests denied", [each and _share(each.denied, each.corpus) for each in measured]),
            ("escalation methods", [each and each.escalations for each in measured]),
        ):
            if any(cell is not None for cell in cells):
                rows.append((f"{label}: {what}", *("" if cell is None else cell for cell in cells)))
    return markdown(("", *columns), rows)


def actions(catalog: Catalog) -> dict[str, PolicyMeasures]:
    """How many actions the features grant that are on by default; the catalog has no wildcards."""
    usual = [feature for feature in catalog.features if feature.about.always or feature.about.default]
    return {to: PolicyMeasures(_granted(usual, to), _granted(usual, to)) for to in LABELS}


def _granted(found: Sequence[Feature], to: str) -> int:
    """How many different actions the features grant one principal."""
    return len({action for feature in found for action in feature.allowed(to)})


def _calls(feature: Feature, recordings: Mapping[str, Recording]) -> int:
    on = [found for found in recordings.values() if feature.about.always or feature.name in found["features"]]
    return sum(_recorded(recording) for recording in on)


def _recorded(recording: Recording) -> int:
    return sum(call["origin"] == "recorded" for call in recording["calls"])


def _share(part: int, whole: int) -> str | None:
    return f"{part} of {whole}" if whole else None


def markdown(header: Sequence[str], rows: Sequence[Sequence[object]], right: bool = False) -> str:
    """A table; with `right`, all columns but the first are aligned to the right."""
    line = ["---", *["---:" if right else "---"] * (len(header) - 1)]
    return "".join(f"| {' | '.join(map(str, cells))} |\n" for cells in (header, line, *rows))


GRADES = {
    "refusal": "AWS refused it, in its own words",
    "live": "somebody saw it in AWS",
    "schema": "AWS publishes it in CloudFormation's resource schemas",
    "reference": "AWS publishes it in its documentation",
    "assumed": "nobody knows: [what if it is wrong](never-run.md)",
}


def grades(counts: Mapping[str, int]) -> str:
    """How many grants have which grade."""
    whole = sum(counts.values())
    rows = [(f"`{grade}`", meaning, counts[grade]) for grade, meaning in GRADES.items()]
    return markdown(("grade", "what it means", "grants"), [*rows, ("**all**", "", whole)])


def assumed(rows: Iterable[Row]) -> str:
    """Each assumed row, once: what it is about, what is not known, and what happens if it is wrong."""
    found = {(row.subject, row.action): (f"`{row.subject}`", f"`{row.action}`", row.note, row.wrong) for row in rows}
    return markdown(("when", "action", "what is not known", "if it is wrong"), list(found.values()))


def searched(granted: Set[str], refused: Set[str], in_vain: Set[str]) -> str:
    """For how many granted actions a public refusal was found, for which it was not, and which were not looked up."""
    found, missed = granted & refused, granted & in_vain
    text = f"Of the {len(granted)} actions that the catalog grants, we found a refusal by AWS for {len(found)}; "
    text += f"for {len(missed)} we searched and found none: {_listed(missed)}."
    new = granted - found - missed
    return text + (f" Not searched yet: {_listed(new)}." if new else "") + "\n"


def _listed(actions: Set[str]) -> str:
    return ", ".join(f"`{action}`" for action in sorted(actions)) or "none"
