"""A word of AWS: one request, and what is known of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zappa_iam.catalog.grant import Principal
from zappa_iam.files.shapes import Identifier as Name
from zappa_iam.files.shapes import Model, Text
from zappa_iam.iam import Request
from zappa_iam.requests import World, usual

ACCOUNT, REGION = World.account, World.region


class Word(Model):
    """One request that AWS refused, allowed, or documents.

    `resource` is the ARN that AWS evaluated; `context` the condition keys that are known to be sent; `grade` who says
    so, as for the rows of operations/*.toml; `allowed` true where Zappa needs it with the feature on, and null where
    the word only shows a form; `source` a public report or a page of AWS.
    """

    action: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+:[A-Za-z0-9]+$")]
    resource: Annotated[str, StringConstraints(pattern=r"^(arn:|[*]$)")]
    context: dict[str, str | list[str]] = {}
    feature: Name
    principal: Principal
    grade: Literal["refusal", "live", "schema", "reference", "assumed"]
    allowed: bool | None = None
    source: Text
    note: Annotated[str, StringConstraints(min_length=1)] | None = Field(default=None)

    @property
    def request(self) -> Request:
        """The request as the evaluator takes it: with what AWS sends with every request, in the words' account."""
        return Request(self.action, self.resource, {**usual(self.resource, ACCOUNT, REGION), **self.context})
