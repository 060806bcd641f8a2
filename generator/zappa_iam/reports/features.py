"""The features as rows: what each is for, which settings turn it on, what it works on, which services it touches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zappa_iam.catalog.feature import Feature
from zappa_iam.catalog.model import Catalog
from zappa_iam.reports.layout import Line, heading


class FeatureRow(NamedTuple):
    """One feature; `takes` is what it works on, None where it takes nothing in `var.resources`."""

    feature: str
    title: str
    on: str
    settings: list[str]
    takes: str | None
    services: list[str]


def features(catalog: Catalog, words: Sequence[str] = ()) -> list[FeatureRow]:
    """The features that have every word in their name, title, settings or services, in the catalog's order.

    A word may be a part of these, in any case.
    """
    found = [_row(feature) for feature in catalog.features]
    return [row for row in found if all(_has(row, word.lower()) for word in words)]


def _row(feature: Feature) -> FeatureRow:
    about = feature.about
    services = {action.split(":")[0] for statement in feature.all_grants for action in statement.actions}
    services |= {trust.service.split(".")[0] for trust in feature.trust}
    takes = about.resources.what if about.resources else None
    return FeatureRow(feature.name, about.title, when_on(feature), about.settings, takes, sorted(services))


def when_on(feature: Feature) -> str:
    """When the feature is on: always, by default, by its name, or with an input or another feature."""
    about = feature.about
    if about.always:
        return "always"
    if about.along:
        return f"with {about.along}"
    if about.variable:
        return f"with the input {about.variable}"
    return "by default" if about.default else "by name"


def _has(row: FeatureRow, word: str) -> bool:
    texts = [row.feature, row.title, *row.settings, *row.services]
    return any(word in text.lower() for text in texts)


def lines(found: Sequence[FeatureRow]) -> Iterator[Line]:
    """A paragraph for each feature."""
    for row in found:
        yield Line("")
        yield heading(f"{row.feature}: {row.title}")
        for label, text in (
            ("on", row.on),
            ("set", ", ".join(row.settings)),
            ("in", ", ".join(row.services)),
            ("take", row.takes or ""),
        ):
            if text:
                yield Line(text, label, indent=2)
