"""A project: what the module's inputs say of it, and what each placeholder of the catalog stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha1
from typing import NamedTuple

from zappa_iam.catalog.arns import partition
from zappa_iam.catalog.feature import Feature
from zappa_iam.catalog.levels import EVERYTHING
from zappa_iam.catalog.model import Catalog

NO_ACCOUNT = "${AWS::AccountId}"  # as CloudFormation has it, where the account is not known before a stack is made
EVERY = "*"


class Project(NamedTuple):
    """Zappa's project `name` and its stages, with what they use; each field is an input of the module.

    `features` may hold the words that say what there is none of; `resources` is feature -> values; `grants` is the
    deployer's level; `log_groups` is whether each function's log group is there before it is deployed.
    """

    account: str | None
    region: str
    bucket: str
    role: str
    name: str
    stages: tuple[str, ...]
    features: tuple[str, ...]
    resources: Mapping[str, tuple[str, ...]] = {}
    path: str = "/"
    bucket_key: str | None = None
    bucket_account: str | None = None
    route53: bool = True
    prefix: str | None = None
    grants: str = EVERYTHING
    log_groups: bool = False

    @property
    def variables(self) -> set[str]:
        """The module's variables that are true, of those that take something away."""
        return {"create_log_groups"} if self.log_groups else set()

    @property
    def slug(self) -> str:
        """The project's part of its functions' names."""
        return slug(self.name)

    @property
    def every_stage(self) -> bool:
        """Whether the grants are for stages that nobody names."""
        return self.name == EVERY or EVERY in self.stages

    @property
    def functions(self) -> list[str]:
        """Each function's name, or the one pattern of them."""
        if self.name == EVERY:
            return [EVERY]
        if self.every_stage:
            return [f"{self.slug}-*"]
        return [slug(f"{self.slug}-{stage}") for stage in sorted(self.stages)]

    @property
    def partition(self) -> str:
        """The partition of the region."""
        return partition(self.region)

    @property
    def role_arn(self) -> str:
        """The execution role's ARN."""
        return f"arn:{self.partition}:iam::{self.account or NO_ACCOUNT}:role{self.path}{self.role}"

    def on(self, catalog: Catalog) -> list[Feature]:
        """The features that are on, in the catalog's order."""
        return [feature for feature in catalog.features if self._uses(feature)]

    def _uses(self, feature: Feature) -> bool:
        about = feature.about
        if about.along:
            wanted = self.route53 or bool(set(about.regardless) & set(self.features))
            return about.along in self.features and wanted
        if about.variable:
            return self.bucket_key is not None
        return about.always or feature.name in self.features


def slug(text: str) -> str:
    """The text as Zappa's slugify spells it in a function's name; the text is ASCII."""
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")


def placeholders(project: Project) -> dict[str, list[str]]:
    """Placeholder of the catalog -> its values for this project, all but those that the user gives."""
    stages = [EVERY] if project.every_stage else sorted(project.stages)
    account = project.account or NO_ACCOUNT
    return {
        "partition": [project.partition],
        "region": [project.region],
        "account": [account],
        "bucket": [project.bucket],
        "bucket_account": [project.bucket_account or account],
        "role": [f"{project.path}{project.role}".removeprefix("/")],
        "star": ["${*}"],
        "function": project.functions,
        "stage": stages,
        "archive": [f"{stage}_{project.name}" for stage in stages],
        "rule": _rules(project),
        "bucket_key": [project.bucket_key] if project.bucket_key else [],
    }


def _rules(project: Project) -> list[str]:
    """How the names of event rules begin: with the function's name, or its SHA-1 where the whole would be too long."""
    if project.name == EVERY:
        return [EVERY]
    if project.every_stage:
        return [*project.functions, "*-zappa-keep-warm-handler.keep_warm_callback"]
    hashed = [f"{sha1(function.encode()).hexdigest()[:8]}*" for function in project.functions]
    return [*(f"{function}-*" for function in project.functions), *hashed]
