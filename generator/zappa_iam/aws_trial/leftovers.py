"""Leftovers: everything that bears a trial's name and is still there, and how to remove it.

What Zappa makes is removed here, too, where its undeploy did not; what Terraform makes is left to Terraform.
"""

from __future__ import annotations

import shlex
from typing import NamedTuple

from zappa_iam.account import Caller
from zappa_iam.aws_trial.kinds import KINDS
from zappa_iam.aws_trial.names import TrialNames


class Leftover(NamedTuple):
    """One thing that is still there, or that could not be looked for; `command` removes it."""

    kind: str
    name: str
    command: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.command}"


def clear(caller: Caller, names: TrialNames) -> list[str]:
    """Remove what Zappa left, as the caller; which things were there. What fails is for `search` to find again."""
    from botocore.exceptions import BotoCoreError, ClientError

    found = []
    for kind in KINDS:
        if kind.remove is None:
            continue
        try:
            for name in kind.find(caller, names):
                found.append(f"{kind.kind} {name}")
                kind.remove(caller, name)
        except (BotoCoreError, ClientError):
            continue
    return found


def search(caller: Caller, names: TrialNames) -> list[Leftover]:
    """All that is still there; a kind that the caller may not look for is one, too."""
    from botocore.exceptions import BotoCoreError, ClientError

    found = []
    for kind in KINDS:
        try:
            for name in kind.find(caller, names):
                command = kind.command.format(shlex.quote(name))
                found.append(Leftover(kind.kind, name, f"{command} --region {names.region}"))
        except (BotoCoreError, ClientError) as error:
            said = f"it could not be looked for ({' '.join(str(error).split())}); look for {names.project}"
            found.append(Leftover(kind.kind, "not known", said))
    return found
