"""Names: those of one trial, all with the same random part, and what stands for them in a word of AWS."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from zappa_iam.module import planning
from zappa_iam.requests import World

STAGE = "dev"
PREFIX = "zappa-iam-try-"


class TrialNames(NamedTuple):
    """The account and region of a trial, and its project; every other name is made of the project's."""

    account: str
    region: str
    project: str

    @property
    def function(self) -> str:
        return f"{self.project}-{STAGE}"

    @property
    def bucket(self) -> str:
        return f"{self.project}-packages"

    @property
    def role(self) -> str:
        return f"{self.project}-role"

    @property
    def deployer(self) -> str:
        return f"{self.project}-deployer"

    @property
    def group(self) -> str:
        return f"ZappaGroup-{self.project}"

    @property
    def partition(self) -> str:
        place = self.region.partition("-")[0]
        return "aws-cn" if place == "cn" else "aws-us-gov" if self.region.startswith("us-gov-") else "aws"

    @property
    def function_arn(self) -> str:
        return f"arn:{self.partition}:lambda:{self.region}:{self.account}:function:{self.function}"

    @property
    def world(self) -> World:
        """What is fixed around each call of the trial."""
        tags = {"ZappaProject": self.function}
        return World(self.partition, self.account, self.region, self.function, tags, tags)

    def recorded(self, text: str) -> str:
        """The text with the names of the recorded project, as words.jsonl has them."""
        pairs = {
            self.bucket: planning.REQUIRED["bucket_name"],
            self.role: planning.REQUIRED["role_name"],
            self.project: planning.PROJECT["project_name"],
            self.account: planning.ACCOUNT,
            self.region: planning.REGION,
            f"arn:{self.partition}:": "arn:aws:",
        }
        for name, other in pairs.items():
            text = text.replace(name, other)
        return text


def drawn(account: str, region: str) -> TrialNames:
    """Names that nobody has, nor has had."""
    return TrialNames(account, region, f"{PREFIX}{secrets.token_hex(4)}")
