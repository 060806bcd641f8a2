"""IAM's quotas: how many things an account holds, and how many policies one of them takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from zappa_iam.fleet import facts
from zappa_iam.fleet.calls import FleetCall
from zappa_iam.fleet.fault import Fault
from zappa_iam.fleet.manifest import Manifest
from zappa_iam.fleet.naming import KINDS, MadeInIam


def faults(manifest: Manifest, calls: Sequence[FleetCall], found: Sequence[MadeInIam]) -> Iterator[Fault]:
    """What is more than IAM holds: in an account, and on one role, group or user."""
    counts: Counter[tuple[str, str]] = Counter()
    for call, each in zip(calls, found, strict=True):
        for kind in KINDS:
            counts[call.account, kind] += len(getattr(each, kind))
        yield from _attached(call, each)
    for (name, kind), count in counts.items():
        account = manifest.accounts[name]
        held = getattr(account.held, kind) or 0
        quota = getattr(account.quotas, kind)
        most = facts.quotas()[kind] if quota is None else quota
        if count + held > most:
            beside = f" beside the {held} that it holds" if held else ""
            message = (
                f"the fleet makes {count} {kind} there{beside}, and IAM holds {most}; move projects to another "
                f"account, or, where AWS has raised it, write quotas: {{{kind}: {count + held}}}"
            )
            yield Fault(("accounts", name), message)


def _attached(call: FleetCall, each: MadeInIam) -> Iterator[Fault]:
    most = facts.attached()
    if each.deployer_policies > most["group"]:
        message = (
            f"who deploys gets {each.deployer_policies} policies, and IAM attaches {most['group']}; write places with "
            "fewer stages each"
        )
        yield Fault(call.at, message)
    if each.role_policies > most["role"]:
        message = (
            f"the role {call.project.role} gets {each.role_policies} policies, and IAM attaches {most['role']}; name "
            "fewer in role_policy_arns"
        )
        yield Fault(call.at, message)
