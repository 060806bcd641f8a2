"""The account, through the user's credentials: calls that only read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from zappa_iam.account import chosen, home
from zappa_iam.adopt.existing import AdoptError, Bucket, Held


class AccountReader:
    """Asks IAM and S3 of the region's partition; AdoptError where boto3, credentials or a permission is missing."""

    def __init__(self, profile: str | None = None, region: str | None = None) -> None:
        try:
            import boto3
        except ModuleNotFoundError:
            raise AdoptError(
                "boto3: not installed; run `pip install boto3`, or say with --names what is there"
            ) from None
        with _refusals("the account"):
            session = boto3.Session(profile_name=profile)
            where = home(region or chosen(session))
            self._iam = session.client("iam", region_name=where)
            self._s3 = session.client("s3", region_name=where)
            self.id = str(session.client("sts", region_name=where).get_caller_identity()["Account"])

    def role(self, name: str) -> Held | None:
        """The role, with its policies."""
        return self._held("role", name)

    def group(self, name: str) -> Held | None:
        """The group, with its policies and users."""
        held = self._held("group", name)
        return held and held._replace(users=self._names("get_group", "Users", "UserName", GroupName=name))

    def user(self, name: str) -> Held | None:
        """The user, with their policies and groups."""
        held = self._held("user", name)
        return held and held._replace(groups=self._names("list_groups_for_user", "Groups", "GroupName", UserName=name))

    def policy(self, name: str, path: str) -> str | None:
        """The ARN of the account's own policy of that name and path."""
        return next((arn for arn in self._policies if arn.endswith(f":policy{path}{name}")), None)

    def bucket(self, name: str) -> Bucket | None:
        """The bucket, where it is the account's own."""
        with _refusals(f"bucket {name}"):
            owned = {each["Name"] for each in self._s3.list_buckets()["Buckets"]}
            return Bucket(self._has_policy(name)) if name in owned else None

    def _has_policy(self, name: str) -> bool:
        return _found(lambda: self._s3.get_bucket_policy(Bucket=name), "NoSuchBucketPolicy") is not None

    @cached_property
    def _policies(self) -> tuple[str, ...]:
        """The ARNs of all policies that are the account's own; asked once."""
        return self._names("list_policies", "Policies", "Arn", Scope="Local")

    def _held(self, kind: str, name: str) -> Held | None:
        """The role, group or user with its policies."""
        who = {f"{kind.capitalize()}Name": name}
        with _refusals(f"{kind} {name}"):
            found = _found(lambda: getattr(self._iam, f"get_{kind}")(**who), "NoSuchEntity")
        if not found:
            return None
        attached = {
            row["PolicyName"]: row["PolicyArn"]
            for row in self._rows(f"list_attached_{kind}_policies", "AttachedPolicies", **who)
        }
        inline = tuple(self._rows(f"list_{kind}_policies", "PolicyNames", **who))
        return Held(str(found[kind.capitalize()]["Arn"]), attached, inline)

    def _names(self, operation: str, rows: str, key: str, **asked: str) -> tuple[str, ...]:
        return tuple(row[key] for row in self._rows(operation, rows, **asked))

    def _rows(self, operation: str, rows: str, **asked: str) -> Iterator[Any]:
        """Every row of every page."""
        with _refusals(" ".join([operation, *asked.values()])):
            for page in self._iam.get_paginator(operation).paginate(**asked):
                yield from page[rows]


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
        raise AdoptError(
            f"{what}: {said.get('Code')}: {said.get('Message')}; use credentials that may read it"
        ) from None
    except BotoCoreError as error:
        raise AdoptError(
            f"{what}: {' '.join(str(error).split())}; give credentials, or say with --names what is there"
        ) from None
