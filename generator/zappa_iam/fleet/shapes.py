"""The shapes of a manifest's tables: the keys of each, and what they take."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

AccountId = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Text = Annotated[str, StringConstraints(min_length=1)]
Engine = Literal["atlantis", "matrix", "terragrunt"]
Count = Annotated[int, Field(ge=0)]


class Shape(BaseModel):
    """A table whose keys are known, and whose values are of the type that they are written as."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class Counts(Shape):
    """Numbers of things in IAM."""

    roles: Count | None = None
    policies: Count | None = None
    groups: Count | None = None
    users: Count | None = None


class Provider(Shape):
    """How Terraform reaches an account: a profile, or a role to assume by its ARN."""

    profile: Text | None = None
    assume_role: Text | None = None


class AccountTable(Shape):
    """An AWS account, and what it has beside the fleet: projects, issuers that IAM knows, numbers of IAM's things."""

    id: AccountId
    regions: list[str] = Field(min_length=1)
    other_projects: dict[str, list[str]] = {}
    oidc_providers: list[str] = []
    held: Counts = Counts()
    quotas: Counts = Counts()
    provider: Provider = Provider()


class Deployment(Shape):
    """Where stages are deployed and with what; None and nothing where the project, or its settings, say it."""

    account: str | None = None
    regions: list[str] | None = Field(default=None, min_length=1)
    stages: list[str] | None = Field(default=None, min_length=1)
    features: list[str] | None = None
    resources: dict[str, list[str]] | None = None
    bucket: str | None = None
    existing_bucket: bool | None = None
    role: str | None = None
    existing_role: bool | None = None
    name: str | None = None
    pipelines: list[str] | None = None
    inputs: dict[str, Any] = {}


class ProjectTable(Deployment):
    """A project, with what goes for all its places; without `places` it is one."""

    settings: Text | None = None
    places: list[Deployment] | None = Field(default=None, min_length=1)


class NamePatterns(Shape):
    """Patterns of the names that a place does not say itself."""

    bucket: Text | None = None
    role: Text | None = None
    name: Text | None = None


class Head(Shape):
    """What goes for the whole fleet."""

    module: Text | None = None
    roots: Text = "roots"
    engines: list[Engine] = []
    atlantis: Text = "atlantis.yaml"
    backend: dict[str, dict[str, Any]] = Field(default={}, max_length=1)
    provider: Provider = Provider()
    names: NamePatterns = NamePatterns()
    inputs: dict[str, Any] = {}
