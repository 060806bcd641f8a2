"""The shape of a grant: what one principal may do, on what, and why; and who may assume the role."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zappa_iam.files.shapes import Identifier, Model, Text

Sentence = Annotated[str, StringConstraints(pattern=r"^[A-Z`][^\n]{18,}\.$")]
Sid = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]{2,63}$")]
Principal = Literal["deployer", "role"]
PRINCIPALS: tuple[Principal, ...] = ("deployer", "role")


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
