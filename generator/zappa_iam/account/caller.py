"""The caller: the user's credentials, of the account that the user named, and roles that they assume."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zappa_iam.module.surroundings import without_account

KEPT = ("AWS_CA_BUNDLE", "AWS_ENDPOINT_URL")  # how AWS is reached, not as whom


class AccountError(Exception):
    """No credentials, or those of another account: what; what to do, in one line."""


@dataclass(frozen=True)
class Caller:
    """A session of boto3, its clients, and the environment for a program that acts as it does."""

    account: str
    region: str
    session: Any
    clients: dict[str, Any] = field(default_factory=dict, compare=False)

    def client(self, service: str) -> Any:
        """The client of this identity; it tries a broken call a few times only."""
        from botocore.config import Config

        if service not in self.clients:
            config = Config(connect_timeout=10, read_timeout=60, retries={"total_max_attempts": 3})
            self.clients[service] = self.session.client(service, config=config)
        return self.clients[service]

    def environment(self, around: Mapping[str, str]) -> dict[str, str]:
        """The environment around a program, with these credentials and nobody else's; fresh ones where they run out."""
        keys = self.session.get_credentials().get_frozen_credentials()
        found = without_account(around) | {name: value for name, value in around.items() if name.startswith(KEPT)}
        found |= {"AWS_ACCESS_KEY_ID": keys.access_key, "AWS_SECRET_ACCESS_KEY": keys.secret_key}
        found |= {"AWS_REGION": self.region, "AWS_DEFAULT_REGION": self.region}
        return found | ({"AWS_SESSION_TOKEN": keys.token} if keys.token else {})

    def assume(self, arn: str, external_id: str, seconds: int, wait: Callable[[float], None]) -> Caller:
        """The role's session; a new role is not known everywhere at once, so it is tried for a minute."""
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError

        for pause in (2, 3, 5, 10, 15, 25, None):
            try:
                answer = self.client("sts").assume_role(
                    RoleArn=arn, RoleSessionName="zappa-iam-try", ExternalId=external_id, DurationSeconds=seconds
                )
            except (BotoCoreError, ClientError) as error:
                refused = isinstance(error, ClientError) and error.response["Error"]["Code"] == "AccessDenied"
                if pause is None or not refused:
                    raise AccountError(f"{arn}: {error}; the caller needs sts:AssumeRole on it") from None
                wait(pause)
                continue
            break
        keys = answer["Credentials"]
        session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], self.region)
        return Caller(self.account, self.region, session)


def caller(account: str, region: str, profile: str | None) -> Caller:
    """Whoever has the credentials of the shell or of the profile; AccountError unless they are of this account."""
    try:
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError
    except ModuleNotFoundError:
        raise AccountError("boto3: not installed here; run `make live`, which sets it up") from None
    where = f"profile {profile}" if profile else "credentials"
    try:
        found = Caller(account, region, boto3.Session(profile_name=profile, region_name=region))
        said = found.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise AccountError(f"{where}: {' '.join(str(error).split())}; log in, or name another with --profile") from None
    if said["Account"] != account:
        raise AccountError(f"--account {account}: {where} of account {said['Account']} given; nothing was made")
    return found
