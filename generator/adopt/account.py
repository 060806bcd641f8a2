"""The account, through the user's credentials: calls that only read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from generator.adopt.existing import AdoptError, Bucket, Held


class Reader:
    """Asks IAM and S3; AdoptError where boto3, credentials or a permission is missing."""

    def __init__(self, profile: str | None = None) -> None:
        try:
            import boto3
            from botocore.exceptions import BotoCoreError
        except ModuleNotFoundError:
            raise AdoptError(
                "boto3: not installed; run `pip install boto3`, or say with --names what is there"
            ) from None
        try:
            session = boto3.Session(profile_name=profile)
            self._iam = session.client("iam", region_name="us-east-1")
            self._s3 = session.client("s3", region_name="us-east-1")
            self.id = str(session.client("sts", region_name="us-east-1").get_caller_identity()["Account"])
        except BotoCoreError as error:
            raise AdoptError(
                f"the account: {_line(error)}; give credentials, or say with --names what is there"
            ) from None

    def role(self, name: str) -> Held | None:
        """The role, with its policies."""
        arn = self._arn("Role", name)
        return Held(arn, self._attached("role", name), self._inline("role", name)) if arn else None

    def group(self, name: str) -> Held | None:
        """The group, with its policies and users."""
        arn = self._arn("Group", name)
        if not arn:
            return None
        users = tuple(self._pages("get_group", "Users", "UserName", GroupName=name))
        return Held(arn, self._attached("group", name), self._inline("group", name), users=users)

    def user(self, name: str) -> Held | None:
        """The user, with their policies and groups."""
        arn = self._arn("User", name)
        if not arn:
            return None
        groups = tuple(self._pages("list_groups_for_user", "Groups", "GroupName", UserName=name))
        return Held(arn, self._attached("user", name), self._inline("user", name), groups)

    def policy(self, name: str, path: str) -> str | None:
        """The ARN of the account's own policy of that name and path."""
        return next((arn for arn in self._policies() if arn.endswith(f":policy{path}{name}")), None)

    def bucket(self, name: str) -> Bucket | None:
        """The bucket, where it is the account's own."""
        with _refusals(f"bucket {name}"):
            owned = {each["Name"] for each in self._s3.list_buckets()["Buckets"]}
            return Bucket(self._has_policy(name)) if name in owned else None

    def _has_policy(self, name: str) -> bool:
        return _found(lambda: self._s3.get_bucket_policy(Bucket=name), "NoSuchBucketPolicy") is not None

    def _policies(self) -> Iterator[str]:
        return self._pages("list_policies", "Policies", "Arn", Scope="Local")

    def _arn(self, kind: str, name: str) -> str | None:
        call = getattr(self._iam, f"get_{kind.lower()}")
        with _refusals(f"{kind.lower()} {name}"):
            found = _found(lambda: call(**{f"{kind}Name": name}), "NoSuchEntity")
        return str(found[kind]["Arn"]) if found else None

    def _attached(self, kind: str, name: str) -> dict[str, str]:
        who = {f"{kind.capitalize()}Name": name}
        with _refusals(f"{kind} {name}"):
            pages = self._iam.get_paginator(f"list_attached_{kind}_policies").paginate(**who)
            return {each["PolicyName"]: each["PolicyArn"] for page in pages for each in page["AttachedPolicies"]}

    def _inline(self, kind: str, name: str) -> tuple[str, ...]:
        who = {f"{kind.capitalize()}Name": name}
        with _refusals(f"{kind} {name}"):
            pages = self._iam.get_paginator(f"list_{kind}_policies").paginate(**who)
            return tuple(each for page in pages for each in page["PolicyNames"])

    def _pages(self, operation: str, rows: str, key: str, **asked: str) -> Iterator[str]:
        with _refusals(operation):
            for page in self._iam.get_paginator(operation).paginate(**asked):
                yield from (each[key] for each in page[rows])


def _found(call: Callable[[], Any], absent: str) -> Any:
    """What the call answers; None where its error has the code that says that there is nothing."""
    from botocore.exceptions import ClientError

    try:
        return call()
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") == absent:
            return None
        raise


@contextmanager
def _refusals(what: str) -> Iterator[None]:
    """Turn what AWS refuses into AdoptError."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        said = error.response.get("Error", {})
        raise AdoptError(f"{what}: {said.get('Code')}: {said.get('Message')}; ask somebody who may read it") from None
    except BotoCoreError as error:
        raise AdoptError(f"{what}: {_line(error)}; give credentials, or say with --names what is there") from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
