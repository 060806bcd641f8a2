"""The shape of a feature: its grants, when it is on, and what it works on."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from zappa_iam.catalog.arns import PARTITIONS
from zappa_iam.catalog.grant import Grant, Sentence, Trust
from zappa_iam.files.shapes import Identifier, Model, Text


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
