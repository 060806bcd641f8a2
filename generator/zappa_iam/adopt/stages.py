"""The stages with the roles that are there, as if the settings named each by its ARN."""

from __future__ import annotations

from collections.abc import Iterable

from zappa_iam.adopt.existing import Account
from zappa_iam.settings import Stage
from zappa_iam.settings.role import Role


def with_their_roles(stages: Iterable[Stage], account: Account) -> list[Stage]:
    """Each stage whose role is there has that role, managed by nobody; the others stay as they are."""
    found = []
    for stage in stages:
        held = account.role(stage.role.name.rpartition("/")[2])
        role = Role(False, stage.role.name, held.arn, False) if held else stage.role
        features = [name for name in stage.features if not (held and name in ("manage_roles", "role_name"))]
        found.append(stage._replace(role=role, features=features))
    return found
