"""The options that say which project a command is about, without a settings file or beside one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Asked(NamedTuple):
    """What the options say about the project; None or empty for what they do not say."""

    features: tuple[str, ...] = ()
    resource: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    project: str | None = None
    account: str | None = None
    region: str | None = None
    bucket: str | None = None
    bucket_account: str | None = None
    bucket_key: str | None = None
    role: str | None = None
    path: str | None = None
    name: str | None = None
    log_groups: bool = False


_OPTIONS = (
    click.option(
        "--features",
        multiple=True,
        help="Without settings: the features in use, with commas between; default: zappa init's.",
    ),
    click.option("--resource", multiple=True, metavar="FEATURE=VALUE", help="What a feature works on; repeatable."),
    click.option("--stage", multiple=True, help="Stage; of the settings only these; repeatable."),
    click.option("--project", help="Without settings: Zappa's project_name."),
    click.option("--account", help="Account id of the functions."),
    click.option("--region", help="Region of the functions; default: the settings'."),
    click.option("--bucket", help="Deployment bucket; default: the settings'."),
    click.option("--bucket-account", help="Account id of the bucket; default: the functions'."),
    click.option("--bucket-key", metavar="ARN", help="KMS key of the bucket, where it has one of yours."),
    click.option("--path", help="IAM path of role and policies; default: that of the settings' role_arn, else /."),
)


_ROLE = click.option("--role", help="Name of the execution role; default: the settings', else one made of the project.")
_LOG_GROUPS = click.option(
    "--log-groups", is_flag=True, help="The functions' log groups are there: the role makes none."
)
_NAME = click.option("--name", help="Prefix of the policies' names; default: Zappa, and the project behind.")


def project_options(command: F) -> F:
    """The options that say for which project a command makes policies."""
    return _with(command, (*_OPTIONS, _ROLE, _NAME, _LOG_GROUPS))


def audit_options(command: F) -> F:
    """The options that say for which project a command judges policies. `--role` is a role of the account."""
    return _with(command, (*_OPTIONS, click.option("--execution-role", "role", help="Name of the execution role.")))


def _with(command: F, options: Sequence[Callable[[F], F]]) -> F:
    for option in reversed(options):
        command = option(command)
    return command
